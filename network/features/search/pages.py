"""Every route of search: importing this module completes the blueprint."""

from network.features.search import api, own_views, synonym_views
from network.features.search.views import blueprint

__all__ = ["api", "blueprint", "own_views", "synonym_views"]
