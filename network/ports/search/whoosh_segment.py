"""One segment of a Whoosh index, read into arrays. Segments never change; what is deleted is known to the snapshot."""

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import STORED_COLUMN, W3Codec
from whoosh.reading import TermNotFound

from network.ports.search.array_cache import ArrayCache, T
from network.ports.search.whoosh_postings import NOTHING, Ids, Postings, decode_postings
from network.ports.search.whoosh_schema import BOOSTS, CREATED, CROWD, FACET, KEY, USEFUL
from network.ports.search.whoosh_storage import DurableStorage
from network.ports.search.whoosh_terms import EXTENSION, Terms

Mask = NDArray[np.bool_]
MOST_TERMS_BEGUN = 50  # that a beginning with * stands for, in each field and segment
MOST_HITS_KEPT = 2_000  # of a segment: some 600 bytes each


class Segment:
    """An open segment. `size` counts deleted documents too; document numbers run from 0 to size - 1.

    Everything is opened at once: a writer that merges the segment away removes its files.
    """

    def __init__(self, storage: DurableStorage, segment: Any, cache: ArrayCache) -> None:
        codec = segment.codec()
        self.name: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self._cache = cache
        self._hits: dict[int, tuple[str, str, str, int]] = {}
        self._facets: dict[str, list[tuple[str, Ids]]] = {}
        self._vocabulary: dict[str, frozenset[str]] = {}
        self._terms = codec.terms_reader(storage, segment)
        self._documents = codec.per_document_reader(storage, segment)
        self._stored = self._documents.column_reader("_stored", STORED_COLUMN)
        listed = segment.open_file(storage, EXTENSION)
        self._listed = Terms(listed.get(0, storage.file_length(segment.make_filename(EXTENSION))))
        self._postings = segment.open_file(storage, W3Codec.POSTS_EXT)
        self.lengths = {field: _column(storage, segment, f"_{field}_len", np.dtype("u1")) for field in BOOSTS}
        self.created = _column(storage, segment, CREATED, np.dtype(">i8")).astype(np.int64)
        self.useful = _column(storage, segment, USEFUL, np.dtype(">i4")).astype(np.int32)
        self.crowds = _column(storage, segment, CROWD, np.dtype(">i8")).astype(np.int64)

    def postings(self, field: str, term: str, *, with_places: bool = False) -> Postings:
        """Postings of a term; NOTHING where it does not occur."""
        if not self.has(field, term):
            return NOTHING
        return self.kept((field, term, with_places), lambda: self._read_postings(field, term, with_places))

    def has(self, field: str, term: str) -> bool:
        return self._listed.extent(field, term) is not None

    def vocabulary(self, field: str) -> frozenset[str]:
        """Every term of the field, read once: hundreds of words are tried when one is misspelt."""
        if field not in self._vocabulary:
            self._vocabulary[field] = self._listed.of_field(field)
        return self._vocabulary[field]

    def ids_once(self, field: str, term: str) -> Ids:
        """The documents of a term that is asked for once: it takes no room from what is asked for often."""
        return self._read_postings(field, term, False).ids

    def any_of(self, field: str, terms: frozenset[str]) -> Mask:
        """Which documents have one of the terms in the field, shape (size,)."""
        return self.kept((field, terms), lambda: self._mask(field, terms))

    def kept(self, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
        """What was made for this segment under the key, made now if it is no longer there."""
        return self._cache.get((self.name, *key), make)

    def field_length(self, field: str) -> int:
        """Words in the field, over all documents."""
        return int(self._documents.field_length(field))

    def find(self, key: str) -> int | None:
        """The number of the document with that key. Within a segment a key is there at most once."""
        try:
            return int(self._terms.term_info(KEY, key.encode()).min_id())
        except TermNotFound:
            return None

    @cached_property
    def own_crowds(self) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
        """The groups of this segment, rising, and for each document the place of its group among them."""
        return np.unique(self.crowds, return_inverse=True)

    def facet(self, name: str) -> list[tuple[str, Ids]]:
        """Each value of a facet in this segment, with the documents that have it; read once."""
        if name not in self._facets:
            self._facets[name] = self._facet_values(name)
        return self._facets[name]

    def hit(self, number: int) -> tuple[str, str, str, int]:
        """Key, kind, group and version of a document. Those shown last are remembered: the best are shown often."""
        found = self._hits.get(number)
        if found is None:
            stored = self.stored(number)
            found = stored["key"], stored["kind"], stored["group"], stored["version"]
            if len(self._hits) >= MOST_HITS_KEPT:
                self._hits = {}
            self._hits[number] = found
        return found

    def stored(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self._stored[number]
        return found

    def _read_postings(self, field: str, term: str, with_places: bool) -> Postings:
        extent = self._listed.extent(field, term)
        if extent is None:
            return NOTHING
        return decode_postings(self._postings.get(*extent[:2]), with_places=with_places)

    def _facet_values(self, name: str) -> list[tuple[str, Ids]]:
        beginning = f"{name}="
        terms, _counts = self._listed.beginning(FACET, beginning)
        return [(term[len(beginning) :], self.ids_once(FACET, term)) for term in terms]

    def terms_that_begin(self, field: str, beginning: str) -> list[str]:
        """The most frequent terms of the field that begin so, in alphabetical order; at most MOST_TERMS_BEGUN."""
        terms, counts = self._listed.beginning(field, beginning)
        if len(terms) <= MOST_TERMS_BEGUN:
            return list(terms)
        most = np.argsort(-counts, kind="stable")[:MOST_TERMS_BEGUN]
        return [terms[at] for at in sorted(most.tolist())]

    def _mask(self, field: str, terms: frozenset[str]) -> Mask:
        mask = np.zeros(self.size, np.bool_)
        for term in terms:
            mask[self.postings(field, term).ids] = True
        return mask


def _column(storage: DurableStorage, segment: Any, name: str, dtype: np.dtype[Any]) -> NDArray[Any]:
    """A fixed-width column, one value a document. Whoosh leaves out zeros at the end, and the file if all are zero."""
    column = np.zeros(segment.doc_count_all(), dtype)
    filename = W3Codec.column_filename(segment, name)
    if storage.file_exists(filename):
        length = min(storage.file_length(filename), column.nbytes)
        found = np.frombuffer(storage.open_file(filename).get(0, length), dtype)
        column[: len(found)] = found
    return column
