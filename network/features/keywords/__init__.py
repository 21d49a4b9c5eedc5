"""Keywords of threads, from a list that the secretariat keeps and members propose to."""
