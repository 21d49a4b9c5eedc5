"""Saying that a post was useful, and who said so."""
