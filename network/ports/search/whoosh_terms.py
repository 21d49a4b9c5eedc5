"""The terms of a segment and where their postings lie, as arrays that are read at once.

Whoosh keeps them in a hash table on disk, in which looking a term up takes forty microseconds. A query looks for each
of its terms in every field of ten segments.
"""

import json
import struct
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

EXTENSION = ".dir"
MAGIC = b"FKdir1\0\0"
_LENGTH = struct.Struct("<Q")

Extent = tuple[int, int, int]  # offset and length of the postings, and how many documents there are
Table = NDArray[np.int64]  # shape (terms, 3): an Extent each; a length of 0 where the field lacks the term


def packed(fields: Mapping[str, Mapping[bytes, Extent]]) -> bytes:
    """What the file holds for these terms, by field."""
    terms = sorted(set[bytes]().union(*fields.values()))
    rows = {term: row for row, term in enumerate(terms)}
    tables = []
    for of_field in fields.values():
        table = np.zeros((len(terms), 3), "<i8")
        if of_field:
            table[[rows[term] for term in of_field]] = list(of_field.values())
        tables.append(table.tobytes())
    text = b"\0".join(terms)
    head = json.dumps({"fields": list(fields), "terms": len(terms), "bytes": len(text)}).encode()
    return b"".join((MAGIC, _LENGTH.pack(len(head)), head, *tables, text))


class Terms:
    """What `packed` made, read. Raises ValueError for anything else."""

    def __init__(self, data: bytes) -> None:
        if data[: len(MAGIC)] != MAGIC:
            raise ValueError("not a list of terms")
        at = len(MAGIC) + _LENGTH.size
        (length,) = _LENGTH.unpack(data[len(MAGIC) : at])
        head: dict[str, Any] = json.loads(data[at : at + length])
        at += length
        count = head["terms"]
        self._tables: dict[str, Table] = {}
        for field in head["fields"]:
            self._tables[field] = np.frombuffer(data, "<i8", count * 3, at).reshape(count, 3)
            at += count * 24
        self._text = data[at : at + head["bytes"]]
        if len(self._text) != head["bytes"]:
            raise ValueError("a list of terms ends too early")
        self._count = count

    @cached_property
    def _all(self) -> list[str]:
        return self._text.decode().split("\0") if self._count else []

    @cached_property
    def _rows(self) -> dict[str, int]:
        return dict(zip(self._all, range(self._count), strict=True))

    def extent(self, field: str, term: str) -> Extent | None:
        """Where the postings of a term lie; None where the field does not have it."""
        row = self._rows.get(term)
        if row is None or field not in self._tables:
            return None
        offset, length, frequency = self._tables[field][row].tolist()
        return (offset, length, frequency) if length else None

    def beginning(self, field: str, beginning: str) -> tuple[Sequence[str], NDArray[np.int64]]:
        """The terms of the field that begin so, in order, and how many documents have each."""
        if field not in self._tables:
            return (), np.empty(0, np.int64)
        first = bisect_left(self._all, beginning)
        last = bisect_left(self._all, beginning + "\U0010ffff", first)
        table = self._tables[field][first:last]
        there = np.flatnonzero(table[:, 1])
        return [self._all[first + row] for row in there.tolist()], table[there, 2]

    def of_field(self, field: str) -> frozenset[str]:
        if field not in self._tables:
            return frozenset()
        return frozenset(self._all[row] for row in np.flatnonzero(self._tables[field][:, 1]).tolist())
