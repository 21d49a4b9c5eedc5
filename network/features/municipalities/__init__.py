"""The 98 municipalities, which of them take part, and their members."""
