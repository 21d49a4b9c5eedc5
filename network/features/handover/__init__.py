"""A municipality's members and invitations for its coordinator, and what a leaver hands over to a colleague."""
