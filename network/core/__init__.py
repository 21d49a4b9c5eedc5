"""What every feature builds on. Nothing here knows Flask or a feature."""
