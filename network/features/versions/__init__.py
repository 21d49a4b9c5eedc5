"""What was said before, of what has several fields."""
