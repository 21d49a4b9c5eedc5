"""The embedded search engine: an index of Whoosh with files of its own and an evaluator of its own over it."""
