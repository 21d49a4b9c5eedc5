"""Questions, experience, discussions, and their replies."""
