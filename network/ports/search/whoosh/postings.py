"""Posting lists: as arrays in memory, and as three streams of numbers on disk that are read without decoding.

A segment's streams hold document numbers, counts and positions of all fields one after another. The fields that are
searched in order come first, then those that are counted, then those in which a term is there or not: so one number
says where a term begins in the first two streams.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.ports.search.whoosh.arrays import Arrays, small
from network.ports.search.whoosh.schema import AUDIENCE, FACET, IN_ORDER, KEY, KIND, PARTS
from network.ports.search.whoosh.terms import Terms, table

COUNTED = (*IN_ORDER, PARTS)
FIELDS = (*COUNTED, KIND, AUDIENCE, FACET, KEY)
IDS, COUNTS, POSITIONS = ".ids", ".cnt", ".pos"  # the streams
MAGIC = b"FKstr6\0\0"

Ids = NDArray[np.int32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """Where one term stands in one field of one segment.

    ids: document numbers, rising, shape (documents,). counts: how often, same shape; None where it is always once.
    """

    ids: Ids
    counts: NDArray[np.unsignedinteger] | None = None

    @property
    def nbytes(self) -> int:
        return self.ids.nbytes + (0 if self.counts is None else self.counts.nbytes)


NOBODY: Ids = np.empty(0, np.int32)
NOTHING = Postings(NOBODY)
NOWHERE: Places = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Run:
    """Terms that follow one another in a field, with all their postings.

    terms: rising. first: where each one's postings begin, and the end, shape (terms + 1,). ids: rising within a term.
    counts: shape as ids, None in fields that are not counted. positions: shape (sum of counts,), None where there are
    none.
    """

    terms: Sequence[bytes]
    first: NDArray[np.int64]
    ids: NDArray[Any]
    counts: NDArray[Any] | None = None
    positions: NDArray[Any] | None = None

    def part(self, rows: range) -> "Run":
        """Some of the terms that follow one another."""
        start, stop = int(self.first[rows.start]), int(self.first[rows.stop])
        positions = None
        if self.positions is not None and self.counts is not None:
            ends = np.concatenate([[0], np.cumsum(self.counts, dtype=np.int64)])
            positions = self.positions[ends[start] : ends[stop]]
        return Run(
            self.terms[rows.start : rows.stop],
            self.first[rows.start : rows.stop + 1] - start,
            self.ids[start:stop],
            None if self.counts is None else self.counts[start:stop],
            positions,
        )


class Streams:
    """The streams of one segment, read."""

    def __init__(self, storage: Any, segment: Any, arrays: Arrays) -> None:
        self._opened = {}
        for name, (kind, count) in arrays.facts["streams"].items():
            file, dtype = segment.open_file(storage, name), np.dtype(kind)
            length = storage.file_length(segment.make_filename(name))
            if length != len(MAGIC) + count * dtype.itemsize or file.get(0, len(MAGIC)) != MAGIC:
                raise ValueError("a stream of postings is damaged")
            self._opened[name] = file, dtype

    def read(self, name: str, start: int, stop: int) -> NDArray[Any]:
        file, dtype = self._opened[name]
        return np.frombuffer(file.get(len(MAGIC) + start * dtype.itemsize, (stop - start) * dtype.itemsize), dtype)

    def postings(self, field: str, terms: Terms, row: int) -> Postings:
        start, stop = terms.first[row], terms.first[row + 1]
        ids = self.read(IDS, start, stop).astype(np.int32)
        if field not in COUNTED:
            return Postings(ids)
        counts = self.read(COUNTS, start, stop)
        return Postings(ids, None if counts.max() == 1 else counts)

    def places(self, postings: Postings, terms: Terms, row: int) -> Places:
        """Where the term of the row occurs, whose postings these are."""
        if terms.places is None:
            return NOWHERE
        documents = postings.ids.astype(np.int64) << 32
        found: Places = documents if postings.counts is None else np.repeat(documents, postings.counts)
        found |= self.read(POSITIONS, terms.places[row], terms.places[row + 1])
        return found

    def widths(self) -> "Widths":
        return Widths(self._opened[COUNTS][1], self._opened[POSITIONS][1])

    def run(self, field: str, terms: Terms, rows: range) -> Run:
        """All postings of the rows, without their names."""
        first = np.array(terms.first[rows.start : rows.stop + 1], np.int64)
        ids = self.read(IDS, int(first[0]), int(first[-1]))
        counts = self.read(COUNTS, int(first[0]), int(first[-1])) if field in COUNTED else None
        positions = None
        if terms.places is not None:
            positions = self.read(POSITIONS, terms.places[rows.start], terms.places[rows.stop])
        return Run((), first - first[0], ids, counts, positions)


@dataclass(frozen=True, slots=True)
class Widths:
    """How wide the numbers of two streams are."""

    counts: np.dtype[Any]
    positions: np.dtype[Any]


class StreamWriter:
    """Writes the fields in their order, each run by run."""

    def __init__(self, storage: Any, segment: Any, size: int, widths: Widths) -> None:
        kinds = {IDS: np.min_scalar_type(size), COUNTS: widths.counts, POSITIONS: widths.positions}
        self._files = {name: (segment.create_file(storage, name), dtype) for name, dtype in kinds.items()}
        self._written = dict.fromkeys(kinds, 0)
        for file, _ in self._files.values():
            file.write(MAGIC)

    def field(self, field: str, runs: Iterator[Run]) -> dict[str, NDArray[Any]]:
        """The field's table of terms."""
        terms: list[bytes] = []
        first, places = [np.zeros(1, np.int64) + self._written[IDS]], [np.zeros(1, np.int64) + self._written[POSITIONS]]
        for run in runs:
            terms += run.terms
            first.append(run.first[1:] + self._written[IDS])
            if run.positions is not None and run.counts is not None:
                sums = np.concatenate([[0], np.cumsum(run.counts, dtype=np.int64)])
                places.append(sums[run.first[1:]] + self._written[POSITIONS])
            for name, numbers in ((IDS, run.ids), (COUNTS, run.counts), (POSITIONS, run.positions)):
                if numbers is not None:
                    self._write(name, numbers)
        made = table(terms, np.concatenate(first), np.concatenate(places) if field in IN_ORDER else None)
        return {f"{field}.{name}": array for name, array in made.items()}

    def close(self) -> dict[str, tuple[str, int]]:
        """What must be known to read the streams."""
        for file, _ in self._files.values():
            file.close()
        return {name: (dtype.str, self._written[name]) for name, (_, dtype) in self._files.items()}

    def _write(self, name: str, numbers: NDArray[Any]) -> None:
        file, dtype = self._files[name]
        file.write(numbers.astype(dtype, copy=False).tobytes())
        self._written[name] += len(numbers)


def width_of(numbers: NDArray[Any] | None) -> np.dtype[Any]:
    return small(np.empty(0, np.int64) if numbers is None else numbers).dtype
