"""Answering to what somebody said: a post, or a piece of it, begins the reply as a quote."""
