"""External advisers: what a municipality has opened to them, one thread, document or plan at a time.

What they read beside that is what everybody reads: `core.access`.
"""
