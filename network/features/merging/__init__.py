"""Merging threads, and splitting posts off into one of their own."""
