"""What a municipality says of itself: its challenges and potentials, and where it stands in the planning cycle."""
