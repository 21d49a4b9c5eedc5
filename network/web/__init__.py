"""Flask without features: what every view shares."""
