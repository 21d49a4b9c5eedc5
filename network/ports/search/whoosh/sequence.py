"""Terms that follow one another: phrases, and the parts of words that may be written apart."""

import numpy as np

from network.ports.search.query_text import Sequence
from network.ports.search.whoosh.postings import NOTHING, Ids, Places
from network.ports.search.whoosh.rising import distinct
from network.ports.search.whoosh.segment import Segment

FEWER = 8  # times: then each is looked up
NEAR = 4  # words between the halves of a compound: "fornyelse af de små landsbyer"


def documents_with(files: Segment, field: str, sequence: Sequence) -> Ids:
    """Numbers of the documents in which the terms follow one another in the field, rising."""
    if len(sequence) == 1:
        return files.postings(field, sequence[0]).ids
    if not all(files.has(field, term) for term in sequence):
        return NOTHING.ids
    return files.kept((field, sequence), lambda: _documents_with(files, field, sequence))


def documents_near(files: Segment, field: str, terms: Sequence) -> Ids:
    """Numbers of the documents in which two terms stand within NEAR words of each other, in any order; rising."""
    if not all(files.has(field, term) for term in terms):
        return NOTHING.ids
    return files.kept((field, "near", terms), lambda: _documents_near(files, field, terms))


def _documents_near(files: Segment, field: str, terms: Sequence) -> Ids:
    first, second = (_starts(files, field, 0, term) for term in terms)
    if len(first) > len(second):
        first, second = second, first
    if not len(first):
        return np.empty(0, np.int32)
    # Places of one document lie 2**32 apart from those of the next, so that none is near to one of another document.
    after = np.searchsorted(second, first)
    gap_after = np.abs(second[np.minimum(after, len(second) - 1)] - first)
    gap_before = np.abs(first - second[np.maximum(after - 1, 0)])
    return distinct(first[np.minimum(gap_after, gap_before) <= NEAR] >> 32).astype(np.int32)


def _documents_with(files: Segment, field: str, sequence: Sequence) -> Ids:
    rarest, *others = sorted(enumerate(sequence), key=lambda one: len(files.postings(field, one[1]).ids))
    common = _starts(files, field, *rarest)
    for one in others:
        if not len(common):
            break
        common = _in_both(common, _starts(files, field, *one))
    return distinct(common >> 32).astype(np.int32)


def _starts(files: Segment, field: str, index: int, term: str) -> Places:
    """Where the sequence would have to begin, for each occurrence of its term number `index`."""
    places = files.places(field, term)
    return places - index if index else places


def _in_both(few: Places, many: Places) -> Places:
    """The values that are in both, each of which is rising."""
    if not len(many):
        return many
    if len(few) * FEWER < len(many):
        at = np.minimum(many.searchsorted(few), len(many) - 1)
        return few.compress(many.take(at) == few)
    # Two rising lists are merged faster than one is looked up in the other
    both = np.concatenate([few, many])
    both.sort(kind="stable")
    return both[:-1].compress(both[1:] == both[:-1])
