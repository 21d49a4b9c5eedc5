"""Feeds of what a member may read, under secret addresses: programs that fetch feeds cannot sign in."""
