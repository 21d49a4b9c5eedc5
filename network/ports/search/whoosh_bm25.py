"""BM25F as Whoosh computes it, on arrays."""

import math

import numpy as np
from numpy.typing import NDArray
from whoosh.util.numeric import byte_to_length

from network.ports.search.query_text import Sequence
from network.ports.search.whoosh_postings import Ids
from network.ports.search.whoosh_schema import BOOSTS
from network.ports.search.whoosh_segment import Mask, Segment
from network.ports.search.whoosh_sequence import documents_near, documents_with

B, K1 = 0.75, 1.2  # Whoosh's defaults
NEAR_WEIGHT = 0.3
_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)])

Scores = NDArray[np.float64]


class Statistics:
    """What BM25F needs to know of the whole index. Deleted documents count until they are merged away, as in Whoosh."""

    def __init__(self, segments: list[Segment]) -> None:
        self._segments = segments
        self._size = sum(segment.size for segment in segments)
        self._rarities: dict[tuple[str, str], float] = {}
        self.norms = {field: self._norms(field) for field in BOOSTS}  # by length byte, shape (256,)

    def rarity(self, field: str, term: str) -> float:
        """Inverse document frequency."""
        if (field, term) not in self._rarities:
            frequency = sum(len(segment.postings(field, term).ids) for segment in self._segments)
            self._rarities[field, term] = math.log(self._size / (frequency + 1)) + 1
        return self._rarities[field, term]

    def _norms(self, field: str) -> Scores:
        average = sum(segment.field_length(field) for segment in self._segments) / (self._size or 1) or 1
        norms: Scores = K1 * ((1 - B) + B * _LENGTHS / average)
        return norms


def score_sequence(
    files: Segment, within: Mask, field: str, sequence: Sequence, statistics: Statistics
) -> tuple[Ids, Scores]:
    """Documents within the mask that have the sequence in the field, with their scores: the sum of its terms'."""
    if len(sequence) == 1:
        return _score_term(files, within, field, sequence[0], statistics)
    together = np.zeros(files.size, np.bool_)
    together[documents_with(files, field, sequence)] = True
    together &= within
    found = [_score_term(files, together, field, term, statistics) for term in sequence]  # all for the same documents
    return found[0][0], _sum([scores for _, scores in found])


def score_near(files: Segment, within: Mask, field: str, terms: Sequence, statistics: Statistics) -> tuple[Ids, Scores]:
    """The same for two terms that stand close to each other instead of in one word: a weaker sign."""
    close = np.zeros(files.size, np.bool_)
    close[documents_near(files, field, terms)] = True
    close &= within
    found = [_score_term(files, close, field, term, statistics) for term in terms]
    return found[0][0], NEAR_WEIGHT * _sum([scores for _, scores in found])


def _score_term(files: Segment, within: Mask, field: str, term: str, statistics: Statistics) -> tuple[Ids, Scores]:
    postings = files.postings(field, term)
    inside = within[postings.ids]
    ids = postings.ids[inside]
    count = np.ones(len(ids)) if postings.counts is None else postings.counts[inside].astype(np.float64)
    norm = statistics.norms[field][files.lengths[field][ids]]
    return ids, statistics.rarity(field, term) * ((count * (K1 + 1)) / (count + norm))


def _sum(scores: list[Scores]) -> Scores:
    """In the order of Whoosh's tree of matchers: the order decides the last bit."""
    half = len(scores) // 2
    return _sum(scores[:half]) + _sum(scores[half:]) if half else scores[0]
