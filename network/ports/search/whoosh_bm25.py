"""BM25F as Whoosh computes it, on arrays."""

import math

import numpy as np
from numpy.typing import NDArray
from whoosh.util.numeric import byte_to_length

from network.ports.search.query_text import Sequence
from network.ports.search.whoosh_schema import BOOSTS
from network.ports.search.whoosh_segment import Segment
from network.ports.search.whoosh_sequence import documents_with

B, K1 = 0.75, 1.2  # Whoosh's defaults
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
    files: Segment, numbers: NDArray[np.int64], field: str, sequence: Sequence, statistics: Statistics
) -> Scores:
    """Sum of the terms' scores for each of the documents; zero where the terms do not follow one another."""
    scores = _sum([_score_term(files, numbers, field, term, statistics) for term in sequence])
    if len(sequence) > 1:
        together = np.zeros(files.size, np.bool_)
        together[documents_with(files, field, sequence)] = True
        scores[~together[numbers]] = 0.0
    return scores


def _sum(scores: list[Scores]) -> Scores:
    """In the order of Whoosh's tree of matchers: the order decides the last bit."""
    half = len(scores) // 2
    return _sum(scores[:half]) + _sum(scores[half:]) if half else scores[0]


def _score_term(files: Segment, numbers: NDArray[np.int64], field: str, term: str, statistics: Statistics) -> Scores:
    postings = files.postings(field, term)
    if not len(postings.ids):
        return np.zeros(len(numbers))
    counts = np.zeros(files.size)
    counts[postings.ids] = 1.0 if postings.counts is None else postings.counts
    count = counts[numbers]
    norm = statistics.norms[field][files.lengths[field][numbers]]
    scores: Scores = statistics.rarity(field, term) * ((count * (K1 + 1)) / (count + norm))
    return scores
