"""Who stands where in the four-year planning cycle, and asking those who stand at the same step."""
