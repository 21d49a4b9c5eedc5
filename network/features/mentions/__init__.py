"""Naming members in a text with @: they are told of it, if they may read it."""
