"""Writing without one's name: what others see instead."""
