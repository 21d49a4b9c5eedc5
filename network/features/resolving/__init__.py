"""Saying that what a thread asks has been resolved."""
