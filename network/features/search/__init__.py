"""The search page, with what one keeps of it, and what the secretariat does for it."""
