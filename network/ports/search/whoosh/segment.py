"""One segment of the index, read into arrays. Segments never change; what is deleted is known to the snapshot."""

from array import array
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from network.ports.search.whoosh.array_cache import ArrayCache, T
from network.ports.search.whoosh.codec import opened
from network.ports.search.whoosh.columns import Columns, Stored, read_columns, stored_of
from network.ports.search.whoosh.facets import FacetTable, table_of
from network.ports.search.whoosh.postings import (
    FIELDS,
    IDS,
    NOTHING,
    NOWHERE,
    Ids,
    Places,
    Postings,
    Run,
    Streams,
    Widths,
)
from network.ports.search.whoosh.rising import distinct
from network.ports.search.whoosh.schema import BOOSTS, FACET, KEY
from network.ports.search.whoosh.storage import DurableStorage
from network.ports.search.whoosh.terms import Terms, ints

Mask = NDArray[np.bool_]
MOST_TERMS_BEGUN = 50  # that a beginning with * stands for, in each field and segment
MOST_OF_SHORT = {2: 12, 3: 25}  # the same, of a beginning of so few letters
MOST_HITS_KEPT = 2_000  # of a segment: some 600 bytes each


def most_begun(beginning: str) -> int:
    return MOST_OF_SHORT.get(len(beginning), MOST_TERMS_BEGUN)


class Segment:
    """An open segment. `size` counts deleted documents too; document numbers run from 0 to size - 1.

    All files are opened at once: a writer that merges the segment away removes them.
    """

    def __init__(self, storage: DurableStorage, segment: Any, cache: ArrayCache) -> None:
        self.name: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self._cache = cache
        self._hits: dict[int, Stored] = {}
        self._facets: dict[str, FacetTable] = {}
        self._word_counts: dict[str, int] = dict(segment._fieldlengths)
        self._arrays = opened(storage, segment)
        self._terms = {field: Terms(self._arrays, field) for field in FIELDS}
        self._streams = Streams(storage, segment, self._arrays)
        if self._arrays.length("created") != self.size:
            raise ValueError("a segment has another size than the table of contents says")

    @cached_property
    def lengths(self) -> dict[str, NDArray[np.uint8]]:
        """By field, for each document a byte for the number of its words."""
        return {field: self._arrays.read(f"{field}.lengths") for field in BOOSTS}

    @cached_property
    def created(self) -> NDArray[np.int64]:
        return self._arrays.read("created")

    @cached_property
    def useful(self) -> NDArray[np.int32]:
        return self._arrays.read("useful")

    @cached_property
    def crowds(self) -> NDArray[np.int64]:
        return self._arrays.read("crowds")

    @cached_property
    def _stored_ends(self) -> "array[int]":
        return ints(self._arrays.read("stored.ends"))

    def postings(self, field: str, term: str) -> Postings:
        """Postings of a term; NOTHING where it does not occur."""
        row = self._terms[field].row(term)
        if row is None:
            return NOTHING
        return self.kept((field, row), lambda: self._streams.postings(field, self._terms[field], row))

    def places(self, field: str, term: str) -> Places:
        """Document number << 32 | word position of each occurrence, rising, in a field that is searched in order."""
        terms = self._terms[field]
        row = terms.row(term)
        return NOWHERE if row is None else self._streams.places(self.postings(field, term), terms, row)

    def has(self, field: str, term: str) -> bool:
        return self._terms[field].row(term) is not None

    def documents_of_any(self, fields: Sequence[str], terms: Sequence[str]) -> Iterator[tuple[int, Ids]]:
        """For those of many terms that are in one of the fields: which of them it is, and its documents."""
        wanted = [term.encode(errors="replace") for term in terms]
        sums = np.fromiter(map(crc32, wanted), np.uint32, len(wanted))
        found: dict[int, list[Ids]] = {}
        for field in fields:
            for which, row in self._terms[field].rows_of(wanted, sums):
                found.setdefault(which, []).append(self._streams.postings(field, self._terms[field], row).ids)
        for which, lists in found.items():
            yield which, lists[0] if len(lists) == 1 else distinct(np.concatenate(lists))

    def any_of(self, field: str, terms: frozenset[str]) -> Mask:
        """Which documents have one of the terms in the field, shape (size,)."""
        return self.kept((field, terms), lambda: self._mask(field, terms))

    def kept(self, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
        """What was made for this segment under the key, made now if it is no longer there."""
        return self._cache.get((self.name, *key), make)

    def field_length(self, field: str) -> int:
        """Words in the field, over all documents."""
        return self._word_counts.get(field, 0)

    def find(self, key: str) -> int | None:
        """The number of the document with that key. Within a segment a key is there at most once."""
        terms = self._terms[KEY]
        row = terms.row(key)
        if row is None:
            return None
        return int(self._streams.read(IDS, terms.first[row], terms.first[row] + 1)[0])

    @cached_property
    def own_crowds(self) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
        """The groups of this segment, rising, and for each document the place of its group among them."""
        return np.unique(self.crowds, return_inverse=True)

    def facet(self, name: str) -> FacetTable:
        """Who has which value of a facet; read once."""
        if name not in self._facets:
            self._facets[name] = table_of(self._facet_values(name), self.size)
        return self._facets[name]

    def hit(self, number: int) -> Stored:
        """Key, kind, group and version of a document. Those shown last are remembered: the best are shown often."""
        found = self._hits.get(number)
        if found is None:
            ends = self._stored_ends
            found = stored_of(self._stored[ends[number] : ends[number + 1]])
            if len(self._hits) >= MOST_HITS_KEPT:
                self._hits = {}
            self._hits[number] = found
        return found

    def all_stored(self, live: Mask) -> Iterator[Stored]:
        """The same of all documents that are not deleted."""
        kept, ends = self._stored, self._stored_ends
        return (stored_of(kept[ends[number] : ends[number + 1]]) for number in np.flatnonzero(live).tolist())

    @cached_property
    def _stored(self) -> bytes:
        return self._arrays.read("stored").tobytes()

    def read_postings(self, field: str, term: str) -> Postings:
        """Postings of a term, for who keeps them."""
        row = self._terms[field].row(term)
        return NOTHING if row is None else self._streams.postings(field, self._terms[field], row)

    # What is merged into another segment

    def columns(self) -> Columns:
        return read_columns(self._arrays)

    def widths(self) -> Widths:
        return self._streams.widths()

    def names(self, field: str) -> list[bytes]:
        return self._terms[field].all()

    def first(self, field: str) -> NDArray[np.int64]:
        return np.array(self._terms[field].first, np.int64)

    def run(self, field: str, rows: range) -> Run:
        return self._streams.run(field, self._terms[field], rows)

    def _facet_values(self, name: str) -> list[tuple[str, Ids]]:
        beginning, terms = f"{name}=", self._terms[FACET]
        return [
            (terms.term(row)[len(beginning) :], self._streams.postings(FACET, terms, row).ids)
            for row in terms.beginning(beginning)
        ]

    def terms_that_begin(self, field: str, beginning: str) -> list[str]:
        """The most frequent terms of the field that begin so, in alphabetical order; at most `most_begun` of them."""
        terms, limit = self._terms[field], most_begun(beginning)
        rows = terms.beginning(beginning)
        if len(rows) <= limit:
            return [terms.term(row) for row in rows]
        most = np.argsort(-terms.frequencies(rows), kind="stable")[:limit]
        return [terms.term(rows[at]) for at in sorted(most.tolist())]

    def _mask(self, field: str, terms: frozenset[str]) -> Mask:
        mask = np.zeros(self.size, np.bool_)
        for term in terms:
            mask[self.postings(field, term).ids] = True
        return mask
