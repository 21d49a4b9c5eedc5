"""What a segment knows of each document apart from its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.util.numeric import byte_to_length

from network.ports.search import Document
from network.ports.search.whoosh.arrays import Arrays
from network.ports.search.whoosh.postings import COUNTED
from network.ports.search.whoosh.schema import crowd_of

LENGTHS = np.array([byte_to_length(byte) for byte in range(256)])  # Whoosh keeps lengths in a byte each
_BETWEEN = "\0"

Stored = tuple[str, str, str, int]  # key, kind, group and version


@dataclass(frozen=True, slots=True)
class Columns:
    """One value a document in each; `stored` joined, with the places where each one ends after a zero."""

    created: NDArray[np.int64]  # microseconds
    useful: NDArray[np.int32]
    crowds: NDArray[np.int64]
    lengths: dict[str, NDArray[np.uint8]]  # by field, as Whoosh's byte
    stored: bytes
    ends: NDArray[np.int64]  # shape (documents + 1,)

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "created": self.created,
            "useful": self.useful,
            "crowds": self.crowds,
            **{f"{field}.lengths": lengths for field, lengths in self.lengths.items()},
            "stored": np.frombuffer(self.stored, np.uint8),
            "stored.ends": self.ends,
        }

    def of_live(self, live: NDArray[np.bool_]) -> "Columns":
        if live.all():
            return self
        sizes = np.diff(self.ends)[live]
        pieces = [self.stored[self.ends[at] : self.ends[at + 1]] for at in np.flatnonzero(live).tolist()]
        return Columns(
            self.created[live],
            self.useful[live],
            self.crowds[live],
            {field: lengths[live] for field, lengths in self.lengths.items()},
            b"".join(pieces),
            np.concatenate([[0], np.cumsum(sizes)]),
        )


def columns_of(documents: Sequence[Document], lengths: dict[str, NDArray[Any]]) -> Columns:
    """`lengths`: by field the number of terms of each document."""
    stored = [
        _BETWEEN.join((one.key, one.kind, one.group, str(one.version))).encode(errors="replace") for one in documents
    ]
    return Columns(
        np.array([int(one.created.timestamp() * 1_000_000) for one in documents], np.int64),
        np.array([min(one.useful, 2**31 - 1) for one in documents], np.int32),
        np.array([crowd_of(one.group) for one in documents], np.int64),
        {field: _bytes_of(counts) for field, counts in lengths.items()},
        b"".join(stored),
        np.cumsum([0, *map(len, stored)]),
    )


def joined(all_columns: Sequence[Columns]) -> Columns:
    """One after the other."""
    starts = np.cumsum([0, *(len(one.stored) for one in all_columns)])
    ends = [one.ends[1:] + start for one, start in zip(all_columns, starts, strict=False)]
    return Columns(
        np.concatenate([one.created for one in all_columns]),
        np.concatenate([one.useful for one in all_columns]),
        np.concatenate([one.crowds for one in all_columns]),
        {field: np.concatenate([one.lengths[field] for one in all_columns]) for field in COUNTED},
        b"".join(one.stored for one in all_columns),
        np.concatenate([[0], *ends]),
    )


def read_columns(arrays: Arrays) -> Columns:
    return Columns(
        arrays.read("created"),
        arrays.read("useful"),
        arrays.read("crowds"),
        {field: arrays.read(f"{field}.lengths") for field in COUNTED},
        arrays.read("stored").tobytes(),
        arrays.read("stored.ends").astype(np.int64),
    )


def stored_of(kept: bytes) -> Stored:
    key, kind, group, version = kept.decode().split(_BETWEEN)
    return key, kind, group, int(version)


def _bytes_of(counts: NDArray[Any]) -> NDArray[np.uint8]:
    """As Whoosh's `length_to_byte`, for all of them at once."""
    return np.minimum(np.searchsorted(LENGTHS, counts), 255).astype(np.uint8)
