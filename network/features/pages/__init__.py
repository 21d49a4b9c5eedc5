"""Pages about the network itself: about, privacy, accessibility, help."""
