"""The answers of the search page, from an index alone."""

from dataclasses import dataclass
from typing import cast

from benchmarks.stock import DEPTH, Ranked
from network.core.access import Actor
from network.features.search.answers import FEW
from network.features.search.similar import closest_hits
from network.ports.search import Query, SearchIndex, Synonyms


@dataclass(frozen=True, slots=True)
class Asker:
    """All that the search must know of whoever asks."""

    terms: frozenset[str]


def answers(index: SearchIndex, asker: Asker | Actor, words: str, synonyms: Synonyms | None = None) -> Ranked:
    """The results that the page shows; where there are few, with what comes closest after them."""
    synonyms = synonyms or {}
    found = [group.key for group in index.gather(Query(words, limit=DEPTH, synonyms=synonyms), asker.terms).groups]
    if len(found) <= FEW and '"' not in words:
        found += [hit.group for hit in closest_hits(index, cast(Actor, asker), words, frozenset(found), synonyms)[0]]
    return list(dict.fromkeys(found))[:DEPTH]
