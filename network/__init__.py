"""På forkant – a knowledge network for municipalities."""
