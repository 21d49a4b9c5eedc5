"""Correcting a post, with every earlier version kept and open to whoever may read it."""
