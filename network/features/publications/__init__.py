"""The file of a publication, its cover, and how often it was fetched."""
