"""What a method took from a thread, with its authors' yes, and the threads that ask about a method."""
