"""The terms of one field of a segment, and where their postings lie.

Terms are found by a checksum, in a sorted list of all checksums: Whoosh's own table on disk takes forty microseconds
for a term, and a query looks for each of its terms in every field of ten segments.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from network.ports.search.whoosh.arrays import Arrays, small


def table(terms: Sequence[bytes], first: NDArray[np.int64], places: NDArray[np.int64] | None) -> dict[str, Any]:
    """Arrays for terms in order. `first` and `places`: where each one's postings and positions begin, and the end."""
    ends = np.cumsum([0, *map(len, terms)])
    sums = np.fromiter(map(crc32, terms), np.uint32, len(terms))
    rows = np.argsort(sums, kind="stable")
    found = {
        "text": np.frombuffer(b"".join(terms), np.uint8),
        "ends": small(ends),
        "sums": sums[rows],
        "rows": small(rows),
        "first": small(first),
    }
    return found if places is None else {**found, "places": small(places)}


class Terms:
    """What `table` made, read. Rows run from 0 in the order of the terms."""

    def __init__(self, arrays: Arrays, field: str) -> None:
        self._arrays, self._field = arrays, field

    def __len__(self) -> int:
        return len(self.first) - 1

    def _read(self, name: str) -> NDArray[Any]:
        return self._arrays.read(f"{self._field}.{name}")

    @cached_property
    def _text(self) -> bytes:
        return self._read("text").tobytes()

    @cached_property
    def _ends(self) -> "array[int]":
        return ints(self._read("ends"))

    @cached_property
    def _sums(self) -> "array[int]":
        return ints(self._read("sums"))

    @cached_property
    def _rows(self) -> "array[int]":
        return ints(self._read("rows"))

    @cached_property
    def first(self) -> "array[int]":
        """Where the postings of each row begin, and the end of the last."""
        return ints(self._read("first"))

    @cached_property
    def places(self) -> "array[int] | None":
        """Where the positions of each row begin, and the end of the last; None for a field without."""
        return ints(self._read("places")) if f"{self._field}.places" in self._arrays else None

    def row(self, term: str) -> int | None:
        """The row of a term; None where the field does not have it."""
        wanted = term.encode(errors="replace")
        return self._row(wanted, crc32(wanted))

    def _row(self, wanted: bytes, checksum: int) -> int | None:
        at, sums = bisect_left(self._sums, checksum), self._sums
        while at < len(sums) and sums[at] == checksum:
            row = self._rows[at]
            if self._text[self._ends[row] : self._ends[row + 1]] == wanted:
                return row
            at += 1
        return None

    def rows_of(self, terms: Sequence[bytes], sums: NDArray[np.uint32]) -> Iterator[tuple[int, int]]:
        """For those of many terms that the field has: which of them it is, and its row. `sums`: their checksums."""
        known = np.frombuffer(self._sums, np.uint32)
        if not len(known):
            return
        at = np.minimum(np.searchsorted(known, sums), len(known) - 1)
        for which in np.flatnonzero(known[at] == sums).tolist():
            row = self._row(terms[which], int(sums[which]))
            if row is not None:
                yield which, row

    def frequency(self, row: int) -> int:
        return self.first[row + 1] - self.first[row]

    def term(self, row: int) -> str:
        return self._text[self._ends[row] : self._ends[row + 1]].decode()

    def beginning(self, beginning: str) -> range:
        """Rows of the terms that begin so."""
        wanted = beginning.encode(errors="replace")
        start = self._not_before(wanted)
        return range(start, self._not_before(wanted + b"\xff", start))

    def frequencies(self, rows: range) -> NDArray[np.int64]:
        first = np.array(self.first[rows.start : rows.stop + 1], np.int64)
        return first[1:] - first[:-1]

    def all(self) -> list[bytes]:
        ends = self._ends
        return [self._text[ends[row] : ends[row + 1]] for row in range(len(self))]

    def _not_before(self, wanted: bytes, low: int = 0) -> int:
        """The first row whose term is not smaller."""
        high, text, ends = len(self), self._text, self._ends
        while low < high:
            middle = (low + high) // 2
            if text[ends[middle] : ends[middle + 1]] < wanted:
                low = middle + 1
            else:
                high = middle
        return low


def ints(numbers: NDArray[Any]) -> "array[int]":
    """As Python's own array, whose single values are read in a third of the time that numpy takes."""
    kept = array({1: "B", 2: "H", 4: "I", 8: "Q"}[numbers.dtype.itemsize])
    kept.frombytes(numbers.tobytes())
    return kept
