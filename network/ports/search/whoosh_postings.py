"""Posting lists as the index holds them, decoded into arrays."""

import io
import pickle
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC

_BLOCK_LENGTH = struct.Struct("!i")

Ids = NDArray[np.int32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """Where one term stands in one field of one segment.

    ids: document numbers, rising, shape (documents,). counts: how often, same shape; None where it is always once.
    places: document number << 32 | word position, rising, shape (occurrences,); None unless asked for.
    """

    ids: Ids
    counts: NDArray[np.unsignedinteger] | None = None
    places: Places | None = None

    @property
    def nbytes(self) -> int:
        return sum(array.nbytes for array in (self.ids, self.counts, self.places) if array is not None)


NOTHING = Postings(np.empty(0, np.int32))


def decode_postings(data: bytes, *, with_places: bool) -> Postings:
    """Decode all blocks of one term. Raises whatever damaged bytes lead to."""
    all_ids, all_counts, all_positions = zip(*_blocks(data), strict=True)
    ids = np.frombuffer(b"".join(all_ids), np.uint32).astype(np.int32)
    often = np.frombuffer(b"".join(all_counts), np.float32).astype(np.uint32)
    most = often.max()
    places = _places(ids, often, b"".join(all_positions)) if with_places else None
    return Postings(ids, None if most == 1 else often.astype(np.min_scalar_type(most)), places)


def _blocks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Ids, counts and positions of each block. The pickles around them are safe: only we write to the folder."""
    if data[:4] != WHOOSH3_HEADER_MAGIC:
        raise ValueError("not a posting list")
    stream, end, is_last = io.BytesIO(data), 4, False
    while not is_last:
        stream.seek(end)
        (length,) = _BLOCK_LENGTH.unpack(stream.read(_BLOCK_LENGTH.size))
        is_last, end = length < 0, end + _BLOCK_LENGTH.size + abs(length)
        pickle.load(stream)  # noqa: S301 (what Whoosh skips blocks by)
        yield pickle.load(stream)  # noqa: S301


def _places(ids: Ids, often: NDArray[np.uint32], packed: bytes) -> Places:
    positions = np.frombuffer(packed, np.uint32)
    return (np.repeat(ids, often).astype(np.int64) << 32) | positions
