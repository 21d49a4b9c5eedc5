"""“In short”: what a thread says, written together by those who take part in it."""
