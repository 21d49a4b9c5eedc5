"""Strategy plans: what a municipality has decided to do, how far it is, and what came of it."""
