"""Seats at events, and events as calendars read them."""
