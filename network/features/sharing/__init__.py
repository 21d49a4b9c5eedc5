"""Passing a thread on to a colleague."""
