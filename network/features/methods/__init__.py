"""Methods and tools: what a municipality has done, told so that others can do it."""
