"""What programs read: the same as members and visitors do on the pages, as JSON."""
