"""The second search engine: the full-text search of PostgreSQL, with the same analysis."""
