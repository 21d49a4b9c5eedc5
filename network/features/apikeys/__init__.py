"""Keys with which a member's programs read through the interface what the member may read."""
