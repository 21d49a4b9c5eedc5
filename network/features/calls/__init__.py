"""Calls for experience: a question with a deadline, whose answers become one table."""
