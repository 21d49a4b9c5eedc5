"""Experience cards: how a method went in a municipality, and who else wants to try it."""
