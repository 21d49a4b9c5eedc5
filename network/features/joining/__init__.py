"""Municipalities that ask to join, and what the secretariat answers."""
