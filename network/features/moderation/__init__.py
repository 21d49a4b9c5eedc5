"""Reporting, hiding, closing and moving, and the log of what was done."""
