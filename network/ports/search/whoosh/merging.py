"""Segments, and documents that are new, made into one segment; what is deleted is left behind."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from network.ports.search.whoosh.arrays import packed, small
from network.ports.search.whoosh.columns import LENGTHS, Columns, joined
from network.ports.search.whoosh.postings import COUNTED, FIELDS, Run, StreamWriter, Widths
from network.ports.search.whoosh.rising import spread
from network.ports.search.whoosh.schema import IN_ORDER

MOST_POSTINGS = 1_000_000  # that are in memory at a time, unless a single term has more
ARRAYS = ".arr"

Mask = NDArray[np.bool_]


class Source(Protocol):
    """A segment, or a batch of new documents."""

    def columns(self) -> Columns: ...
    def widths(self) -> Widths: ...
    def names(self, field: str) -> Sequence[bytes]: ...
    def first(self, field: str) -> NDArray[np.int64]: ...
    def run(self, field: str, rows: range) -> Run: ...


def write_segment(storage: Any, segment: Any, sources: Sequence[Source], live: Sequence[Mask]) -> None:
    """Write the files of the segment: first the documents of the first source that are live, and so on."""
    columns = joined([source.columns().of_live(mask) for source, mask in zip(sources, live, strict=True)])
    size = len(columns.created)
    widths = Widths(
        max(source.widths().counts for source in sources), max(source.widths().positions for source in sources)
    )
    streams = StreamWriter(storage, segment, size, widths)
    numbers = _new_numbers(live)
    arrays = columns.arrays()
    for field in FIELDS:
        arrays.update(streams.field(field, _merged(field, sources, numbers)))
    told = streams.close()
    arrays["stored.ends"] = small(arrays["stored.ends"])
    file = segment.create_file(storage, ARRAYS)
    file.write(packed(arrays, streams=told))
    file.close()
    segment.set_doc_count(size)
    # Whoosh divides by these; of a document it knows the length only as a byte says it
    segment._fieldlengths = {field: int(LENGTHS[columns.lengths[field]].sum()) for field in COUNTED}


def _new_numbers(live: Sequence[Mask]) -> list[NDArray[np.int64]]:
    """By source, for each document its number in the new segment; -1 where it is deleted."""
    found, base = [], 0
    for mask in live:
        found.append(np.where(mask, base + np.cumsum(mask) - 1, -1))
        base += int(np.count_nonzero(mask))
    return found


def _merged(field: str, sources: Sequence[Source], numbers: Sequence[NDArray[np.int64]]) -> Iterator[Run]:
    """The field's terms in order, some at a time."""
    names = [source.names(field) for source in sources]
    if len(sources) == 1 and (numbers[0] >= 0).all():
        yield from _as_they_are(field, sources[0], names[0])
        return
    terms = sorted(set[bytes]().union(*names))
    place = {term: at for at, term in enumerate(terms)}
    rows = [np.fromiter(map(place.__getitem__, each), np.int64, len(each)) for each in names]
    frequencies = np.zeros(len(terms), np.int64)
    for source, own in zip(sources, rows, strict=True):
        frequencies[own] += np.diff(source.first(field))
    for low, high in _pieces(frequencies):
        parts = [
            _Part(source.run(field, range(start, stop)), own[start:stop] - low, renumbered)
            for source, own, renumbered in zip(sources, rows, numbers, strict=True)
            for start, stop in [np.searchsorted(own, (low, high)).tolist()]
            if start < stop
        ]
        yield _joined(terms[low:high], parts, field)


def _as_they_are(field: str, source: Source, names: Sequence[bytes]) -> Iterator[Run]:
    for low, high in _pieces(np.diff(source.first(field))):
        run = source.run(field, range(low, high))
        yield Run(names[low:high], run.first, run.ids, run.counts, run.positions)


def _pieces(frequencies: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Ranges of terms that have about MOST_POSTINGS together."""
    ends, low = np.cumsum(frequencies), 0
    while low < len(frequencies):
        before = int(ends[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(ends, before + MOST_POSTINGS, "right")))
        yield low, high
        low = high


class _Part:
    """What one source has of some terms, without what is deleted."""

    def __init__(self, run: Run, rows: NDArray[np.int64], renumbered: NDArray[np.int64]) -> None:
        ids = renumbered[run.ids]
        live = ids >= 0
        self.terms = np.repeat(rows, np.diff(run.first))[live]
        self.ids = ids[live]
        self.counts = None if run.counts is None else run.counts[live].astype(np.int64)
        self.positions = run.positions
        if run.positions is not None and run.counts is not None and not live.all():
            self.positions = run.positions[np.repeat(live, run.counts)]


def _joined(terms: Sequence[bytes], parts: Sequence[_Part], field: str) -> Run:
    of_terms = _all([part.terms for part in parts])
    order = np.argsort(of_terms, kind="stable")  # of each term, what the first source has comes first
    frequencies = np.bincount(of_terms, minlength=len(terms))
    there = frequencies > 0
    first = np.concatenate([[0], np.cumsum(frequencies[there])])
    ids = _all([part.ids for part in parts])[order]
    names = [terms[at] for at in np.flatnonzero(there).tolist()]
    if field not in COUNTED:
        return Run(names, first, ids)
    counts = _all([part.counts for part in parts if part.counts is not None])
    if field not in IN_ORDER:
        return Run(names, first, ids, counts[order])
    positions = _all([part.positions for part in parts if part.positions is not None])
    begun = (np.cumsum(counts) - counts)[order]
    counts = counts[order]
    return Run(names, first, ids, counts, positions[spread(begun, counts)])


def _all(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.empty(0, np.int64)
