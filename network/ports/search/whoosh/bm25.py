"""BM25F as Whoosh computes it, on arrays of the whole index."""

import math

import numpy as np
from numpy.typing import NDArray

from network.ports.search.query_text import Sequence
from network.ports.search.whoosh.columns import LENGTHS
from network.ports.search.whoosh.postings import Ids
from network.ports.search.whoosh.whole import Whole

B, K1 = 0.75, 1.2  # Whoosh's defaults
NEAR_WEIGHT = 0.3

Scores = NDArray[np.float64]


class Statistics:
    """What BM25F needs to know of the whole index. Deleted documents count until they are merged away, as in Whoosh."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        self._norms: dict[str, Scores] = {}

    def rarity(self, field: str, term: str) -> float:
        """Inverse document frequency."""
        frequency = len(self._whole.postings(field, term).ids)
        return math.log(self._whole.size / (frequency + 1)) + 1

    def norms(self, field: str) -> Scores:
        """By length byte, shape (256,)."""
        if field not in self._norms:
            average = self._whole.average_length(field)
            self._norms[field] = K1 * ((1 - B) + B * LENGTHS / average)
        return self._norms[field]

    def term(self, field: str, term: str, at: NDArray[np.intp] | None = None) -> Scores:
        """Scores of the term's documents, or of those alone that stand at these places of its postings."""
        postings = self._whole.postings(field, term)
        ids = postings.ids if at is None else postings.ids[at]
        norm = self.norms(field)[self._whole.lengths[field].take(ids)]
        rarity = self.rarity(field, term)
        count: Scores | float = 1.0
        if postings.counts is not None:
            count = (postings.counts if at is None else postings.counts[at]).astype(np.float64)
        scores: Scores = rarity * ((count * (K1 + 1)) / (count + norm))
        return scores

    def together(self, field: str, terms: Sequence, ids: Ids) -> Scores:
        """Scores of documents that all have all of the terms: the sum of the terms'."""
        found = []
        for term in terms:
            at = np.searchsorted(self._whole.postings(field, term).ids, ids)
            found.append(self.term(field, term, at))
        return _sum(found)


def _sum(scores: list[Scores]) -> Scores:
    """In the order of Whoosh's tree of matchers: the order decides the last bit."""
    half = len(scores) // 2
    return _sum(scores[:half]) + _sum(scores[half:]) if half else scores[0]
