"""BM25F as Whoosh computes it, on arrays of the whole index."""

import math

import numpy as np
from numpy.typing import NDArray

from network.ports.search.query_text import Sequence
from network.ports.search.whoosh.columns import LENGTHS
from network.ports.search.whoosh.postings import Ids, Postings
from network.ports.search.whoosh.whole import Whole

B, K1 = 0.75, 1.2  # Whoosh's defaults
NEAR_WEIGHT = 0.3
TABLED = 32  # counts, from 0, that are worked out beforehand
FEWEST_TABLED = 2_000  # documents of a term for which that is quicker

Scores = NDArray[np.float64]


class Statistics:
    """What BM25F needs to know of the whole index. Deleted documents count until they are merged away, as in Whoosh."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        self._norms: dict[str, Scores] = {}
        self._weights: dict[str, Scores] = {}
        self._least: dict[str, float] = {}

    def rarity(self, postings: Postings) -> float:
        """Inverse document frequency."""
        return math.log(self._whole.size / (len(postings.ids) + 1)) + 1

    def norms(self, field: str) -> Scores:
        """By length byte, shape (256,)."""
        if field not in self._norms:
            average = self._whole.average_length(field)
            self._norms[field] = K1 * ((1 - B) + B * LENGTHS / average)
        return self._norms[field]

    def weights(self, field: str) -> Scores:
        """Of each small count and each length byte, what rarity is multiplied by; shape (TABLED * 256,)."""
        if field not in self._weights:
            count = np.arange(TABLED, dtype=np.float64)[:, np.newaxis]
            self._weights[field] = ((count * (K1 + 1)) / (count + self.norms(field))).ravel()
        return self._weights[field]

    def term(self, field: str, postings: Postings, at: NDArray[np.intp] | None = None, boost: float = 1.0) -> Scores:
        """Scores of the term's documents, or of those alone that stand at these places of its postings."""
        ids, counts, rarity = postings.ids, postings.counts, self.rarity(postings)
        if at is not None:
            ids, counts = ids.take(at), None if counts is None else counts.take(at)
        lengths = self._whole.lengths[field].take(ids)
        if len(ids) >= FEWEST_TABLED and (most := 1 if counts is None else int(counts.max())) < TABLED:
            # Many documents, and few different scores: each is worked out once
            table = (rarity * self.weights(field)[: (most + 1) << 8]) * boost
            known: Scores
            if counts is None:
                known = table[1 << 8 :].take(lengths)
            else:
                known = table.take((counts.astype(np.uint16) << 8) | lengths)
            return known
        count = 1.0 if counts is None else counts.astype(np.float64)
        scores: Scores = (rarity * ((count * (K1 + 1)) / (count + self.norms(field).take(lengths)))) * boost
        return scores

    def highest(self, field: str, postings: Postings) -> float:
        """What no document scores more than for the term: with its highest count, and as short as any."""
        count = 1.0 if postings.counts is None else float(postings.counts.max())
        return self.rarity(postings) * (count * (K1 + 1)) / (count + self._shortest(field))

    def highest_together(self, field: str, terms: Sequence) -> float:
        return sum(self.highest(field, self._whole.postings(field, term)) for term in terms)

    def together(self, field: str, terms: Sequence, ids: Ids) -> Scores:
        """Scores of documents that all have all of the terms: the sum of the terms'."""
        found = []
        for term in terms:
            postings = self._whole.postings(field, term)
            found.append(self.term(field, postings, np.searchsorted(postings.ids, ids)))
        return _sum(found)

    def _shortest(self, field: str) -> float:
        """The norm of the shortest of all documents."""
        if field not in self._least:
            self._least[field] = float(self.norms(field)[self._whole.lengths[field].min(initial=255)])
        return self._least[field]


def _sum(scores: list[Scores]) -> Scores:
    """In the order of Whoosh's tree of matchers: the order decides the last bit."""
    half = len(scores) // 2
    return _sum(scores[:half]) + _sum(scores[half:]) if half else scores[0]
