"""Documents: the original file, its text page by page, and how they are found."""
