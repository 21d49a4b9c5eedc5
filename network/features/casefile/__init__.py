"""The package for a municipality's case system: a collection, a thread or a method as one zip."""
