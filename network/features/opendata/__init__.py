"""The public library as data: every method, document, publication and plan that everyone may read."""
