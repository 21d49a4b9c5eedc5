"""All segments of one snapshot as one: document numbers run through the whole index, from 0 to size - 1.

An index has about ten segments, and numpy takes as long to be called as to add a thousand numbers: what is joined here
once for each word and snapshot is then counted and scored in a few calls.
"""

import heapq
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from network.ports.search.whoosh.array_cache import ArrayCache, T
from network.ports.search.whoosh.postings import NOBODY, NOTHING, Ids, Postings
from network.ports.search.whoosh.schema import BOOSTS
from network.ports.search.whoosh.segment import Mask, Segment, most_begun


class Placed(Protocol):
    """A segment with its place in the whole."""

    @property
    def files(self) -> Segment: ...
    @property
    def base(self) -> int: ...
    @property
    def live(self) -> Mask: ...


class Whole:
    """What is read of an index as it was at one moment. Arrays that are handed out must not be changed."""

    def __init__(self, segments: Sequence[Placed], identity: Hashable, cache: ArrayCache) -> None:
        self.segments = segments
        self.size = sum(segment.files.size for segment in segments)
        self._identity = identity
        self._cache = cache

    def kept(self, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
        """What was made for this snapshot under the key, made now if it is no longer there."""
        return self._cache.get((self._identity, *key), make)

    def postings(self, field: str, term: str) -> Postings:
        """Documents of a term, and how often each has it; NOTHING where it does not occur."""
        if len(self.segments) == 1:
            return self.segments[0].files.postings(field, term)
        return self.kept((field, term), lambda: self._postings(field, term))

    def ids_of(self, key: tuple[Hashable, ...], of_segment: Callable[[Segment], Ids]) -> Ids:
        """Document numbers found segment by segment, kept under the key."""
        return self.kept(key, lambda: self._joined_ids(of_segment))

    def any_of(self, field: str, terms: frozenset[str]) -> Mask:
        """Which documents have one of the terms in the field, shape (size,)."""
        return self.kept((field, terms), lambda: self._joined(lambda files: files.any_of(field, terms), np.bool_))

    def in_groups(self, crowds: Sequence[int]) -> Mask:
        """Which documents are of one of the groups, shape (size,)."""
        return self._joined(lambda files: np.isin(files.crowds, crowds), np.bool_)

    def terms_that_begin(self, field: str, beginning: str) -> tuple[str, ...]:
        """The most frequent terms of the field that begin so, in alphabetical order; at most `most_begun` of them."""
        limit = most_begun(beginning)
        if len(self.segments) == 1:
            return tuple(self.segments[0].files.terms_that_begin(field, beginning))
        found = {term for one in self.segments for term in one.files.terms_that_begin(field, beginning)}
        if len(found) <= limit:
            return tuple(sorted(found))
        most = heapq.nsmallest(limit, ((-len(self.postings(field, term).ids), term) for term in found))
        return tuple(sorted(term for _, term in most))

    @cached_property
    def live(self) -> Mask:
        """Which documents are not deleted."""
        return np.concatenate([one.live for one in self.segments]) if self.segments else np.empty(0, np.bool_)

    @cached_property
    def lengths(self) -> dict[str, NDArray[Any]]:
        """By field, for each document a byte for the number of its words."""
        return {field: self._joined(lambda files, at=field: files.lengths[at], np.uint8) for field in BOOSTS}

    @cached_property
    def created(self) -> NDArray[np.int64]:
        return self._joined(lambda files: files.created, np.int64)

    @cached_property
    def useful(self) -> NDArray[np.int32]:
        return self._joined(lambda files: files.useful, np.int32)

    def average_length(self, field: str) -> float:
        return sum(one.files.field_length(field) for one in self.segments) / (self.size or 1) or 1

    def _joined(self, of_segment: Callable[..., NDArray[Any]], kind: Any) -> NDArray[Any]:
        arrays = [of_segment(one.files) for one in self.segments]
        if len(arrays) == 1:
            return arrays[0]
        return np.concatenate(arrays) if arrays else np.empty(0, kind)

    def _joined_ids(self, of_segment: Callable[[Segment], Ids]) -> Ids:
        arrays = [ids + one.base for one in self.segments if len(ids := of_segment(one.files))]
        if len(arrays) == 1:
            return arrays[0].astype(np.int32, copy=False)
        return np.concatenate(arrays).astype(np.int32, copy=False) if arrays else NOBODY

    def _postings(self, field: str, term: str) -> Postings:
        found = [
            (one.base, postings) for one in self.segments if len((postings := one.files.read_postings(field, term)).ids)
        ]
        if not found:
            return NOTHING
        if len(found) == 1:
            base, postings = found[0]
            return postings if base == 0 else Postings(postings.ids + np.int32(base), postings.counts)
        ids = np.concatenate([postings.ids + np.int32(base) for base, postings in found])
        if all(postings.counts is None for _, postings in found):
            return Postings(ids)
        counts = [_counts(postings) for _, postings in found]
        return Postings(ids, np.concatenate(counts))


def _counts(postings: Postings) -> NDArray[np.unsignedinteger]:
    return np.ones(len(postings.ids), np.uint8) if postings.counts is None else postings.counts
