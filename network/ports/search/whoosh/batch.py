"""Documents on their way into the index, turned into posting lists.

Each piece of text between white space is analysed once and has a number from then on. A text is its numbers; what it is
found by, and where, is then worked out for thousands of documents in a few calls of numpy.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from network.ports.search import Document
from network.ports.search.danish import analyse, width
from network.ports.search.whoosh.columns import Columns, columns_of
from network.ports.search.whoosh.postings import COUNTED, Run, Widths, width_of
from network.ports.search.whoosh.rising import spread, starts
from network.ports.search.whoosh.schema import (
    ALSO,
    AUDIENCE,
    FACET,
    IN_ORDER,
    KEY,
    KIND,
    LEAD,
    PARTS,
    TEXT,
    TITLE,
    facet_terms,
)

MOST_LETTERS = 4_000_000  # of pieces that are remembered, some 60 MB with all that is known of them

Numbers = NDArray[np.integer]


class Pieces(dict[str, int]):
    """Numbers of pieces of text, and by number what is known of each."""

    def __init__(self) -> None:
        super().__init__()
        self._letters = 0
        self._numbers: dict[str, int] = {}
        self.terms: list[str] = []  # by number of the term
        self.widths = array("i")  # positions that a piece takes
        self.term_ends, self.term, self.place = array("q", [0]), array("i"), array("i")
        self.part_ends, self.part = array("q", [0]), array("i")

    @property
    def is_full(self) -> bool:
        return self._letters > MOST_LETTERS

    def __missing__(self, piece: str) -> int:
        found = analyse(piece)
        for token in found:
            self.term.append(self._number(token.term))
            self.place.append(token.position)
            for part in token.parts:
                self.part.append(self._number(part))
        self.term_ends.append(len(self.term))
        self.part_ends.append(len(self.part))
        self.widths.append(width(found))
        self._letters += len(piece)
        number = self[piece] = len(self)
        return number

    def _number(self, term: str) -> int:
        number = self._numbers.setdefault(term, len(self.terms))
        if number == len(self.terms):
            self.terms.append(term)
        return number


class _Row(NamedTuple):
    """A document with its texts as numbers of pieces."""

    document: Document
    title: list[int]
    text: list[int]
    also: list[int]
    facets: Sequence[str]


class Batch:
    """New documents, numbered from 0."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._texts = {field: array("i") for field in IN_ORDER}
        self._sizes: dict[str, list[int]] = {field: [] for field in IN_ORDER}
        self._named: dict[str, dict[str, list[int]]] = {KIND: {}, AUDIENCE: {}, FACET: {}, KEY: {}}
        self._documents: list[Document] = []
        self._gone: set[int] = set()
        self._made: dict[str, Run] = {}

    def __len__(self) -> int:
        return len(self._documents)

    @property
    def pieces(self) -> int:
        return sum(map(len, self._texts.values()))

    def add(self, keys: Iterable[str], documents: Iterable[Document]) -> None:
        """Leave out what has one of the keys and take in the documents; all of it, or nothing.

        Raises whatever a document that is none leads to.
        """
        rows = [self._row(document) for document in documents]
        self._made.clear()
        for key in keys:
            self._gone.update(self._named[KEY].pop(key, ()))
        for row in rows:
            self._append(row)

    def _append(self, row: _Row) -> None:
        number, document = len(self), row.document
        for field, numbers in ((TITLE, row.title), (TEXT, row.text), (ALSO, row.also)):
            self._texts[field].extend(numbers)
            self._sizes[field].append(len(numbers))
        self._named[KEY][document.key] = [number]
        self._named[KIND].setdefault(document.kind, []).append(number)
        self._named[AUDIENCE].setdefault(document.audience, []).append(number)
        for facet in row.facets:
            self._named[FACET].setdefault(facet, []).append(number)
        self._documents.append(document)

    def _row(self, document: Document) -> _Row:
        known = self._pieces
        for name in (document.key, document.kind, document.group, document.audience):
            name.encode(errors="replace")  # only a text can be encoded
        title, text, also = (
            [known[piece] for piece in value.split()] for value in (document.title, document.text, document.also)
        )
        return _Row(document, title, text, also, facet_terms(document))

    @property
    def live(self) -> NDArray[np.bool_]:
        live = np.ones(len(self), np.bool_)
        live[list(self._gone)] = False
        return live

    def columns(self) -> Columns:
        lengths = {field: self._lengths(field) for field in COUNTED}
        return columns_of(self._documents, lengths)

    def whole(self, field: str) -> Run:
        """All terms of the field with their postings."""
        if field not in self._made:
            self._made[field] = self._whole(field)
        return self._made[field]

    def names(self, field: str) -> Sequence[bytes]:
        return self.whole(field).terms

    def first(self, field: str) -> NDArray[np.int64]:
        return self.whole(field).first

    def widths(self) -> Widths:
        counts = [self.whole(field).counts for field in COUNTED]
        positions = [self.whole(field).positions for field in IN_ORDER]
        return Widths(max(map(width_of, counts)), max(map(width_of, positions)))

    def run(self, field: str, rows: range) -> Run:
        return self.whole(field).part(rows)

    def _whole(self, field: str) -> Run:
        if field in self._named:
            return _named_run(self._named[field])
        return self._parts() if field == PARTS else self._searched(field)

    def _lengths(self, field: str) -> Numbers:
        """Terms of each document."""
        if field == PARTS:
            documents = np.concatenate([documents for _terms, documents in self._besides()])
            return np.bincount(documents, minlength=len(self)).astype(np.int64)
        return self._counted(field, self._pieces.term_ends)

    def _counted(self, field: str, ends: "array[int]") -> Numbers:
        counts = np.diff(_of(ends))[_of(self._texts[field])]
        documents = np.repeat(np.arange(len(self)), self._sizes[field])
        return np.bincount(documents, counts, len(self)).astype(np.int64)

    def _searched(self, field: str) -> Run:
        pieces = _of(self._texts[field])
        sizes = np.array(self._sizes[field], np.int64)
        widths = _of(self._pieces.widths)[pieces]
        before = np.cumsum(widths) - widths  # positions before each piece, in all documents
        first = np.cumsum(sizes) - sizes
        begun = np.repeat(before[np.minimum(first, max(len(pieces) - 1, 0))] if len(pieces) else sizes, sizes)
        places, counts = _spread(_of(self._pieces.term_ends), pieces)
        positions = np.repeat(before - begun, counts) + _of(self._pieces.place)[places]
        documents = np.repeat(np.repeat(np.arange(len(self)), sizes), counts)
        return self._run(_of(self._pieces.term)[places], documents, positions)

    def _parts(self) -> Run:
        terms, documents = zip(*self._besides(), strict=True)
        return self._run(np.concatenate(terms), np.concatenate(documents), None)

    def _besides(self) -> Iterator[tuple[Numbers, Numbers]]:
        """Terms with their documents: what compounds are made of, and the first words of a text once more.

        Those say what it is about.
        """
        for field in (TITLE, TEXT):
            places, counts = _spread(_of(self._pieces.part_ends), _of(self._texts[field]))
            documents = np.repeat(np.arange(len(self)), self._sizes[field])
            yield _of(self._pieces.part)[places], np.repeat(documents, counts)
        sizes = np.array(self._sizes[TEXT], np.int64)
        first, some = np.cumsum(sizes) - sizes, np.minimum(sizes, LEAD)
        begun = np.repeat(first - (np.cumsum(some) - some), some) + np.arange(int(some.sum()))
        places, counts = _spread(_of(self._pieces.term_ends), _of(self._texts[TEXT])[begun])
        yield _of(self._pieces.term)[places], np.repeat(np.repeat(np.arange(len(self)), some), counts)

    def _run(self, terms: Numbers, documents: Numbers, positions: Numbers | None) -> Run:
        """Sorted by term, document and position, all three as one number: nothing sorts faster."""
        is_used = np.zeros(len(self._pieces.terms), np.bool_)
        is_used[terms] = True
        used = np.flatnonzero(is_used).tolist()
        names = [self._pieces.terms[number].encode(errors="replace") for number in used]
        order = sorted(range(len(used)), key=names.__getitem__)
        ranks = np.zeros(len(is_used), np.int64)
        ranks[np.array(used, np.intp)[order]] = np.arange(len(used))
        for_positions = int(positions.max()).bit_length() if positions is not None and len(positions) else 0
        for_both = len(self).bit_length() + for_positions
        keys = ranks[terms] << for_both
        keys |= documents << for_positions
        if positions is not None:
            keys |= positions
        keys.sort()
        pairs = keys >> for_positions
        begun = starts(pairs)
        counts = np.diff(begun, append=len(keys))
        first = starts(pairs[begun] >> (for_both - for_positions))
        ids = pairs[begun] & ((1 << (for_both - for_positions)) - 1)
        return Run(
            [names[at] for at in order],
            np.append(first, len(begun)),
            ids,
            counts,
            keys & ((1 << for_positions) - 1) if positions is not None else None,
        )


def _named_run(named: dict[str, list[int]]) -> Run:
    terms = sorted((term.encode(errors="replace"), ids) for term, ids in named.items())
    first = np.cumsum([0, *(len(ids) for _, ids in terms)])
    return Run([term for term, _ in terms], first, np.array([number for _, ids in terms for number in ids], np.int64))


def _spread(ends: Numbers, numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Where all that belongs to the numbers stands, one after the other, and how much belongs to each."""
    begun = ends[numbers]
    counts = ends[numbers + 1] - begun
    return spread(begun, counts), counts


def _of(kept: "array[int]") -> NDArray[Any]:
    """A view of what the array holds now. It must be let go of before the array grows."""
    return np.frombuffer(kept, np.dtype(f"i{kept.itemsize}")) if len(kept) else np.empty(0, np.int64)
