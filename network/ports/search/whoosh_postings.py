"""Posting lists of Whoosh's standard codec, decoded into arrays."""

import io
import pickle
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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
    gaps: list[int] = []
    counts: list[float] = []
    packed: list[bytes] = []
    last = 0
    for block_last, (block_gaps, block_counts, block_values) in _blocks(data):
        gaps += (block_gaps[0] - last, *block_gaps[1:])  # each block begins at zero; let the gaps run on
        last = block_last
        counts += block_counts if isinstance(block_counts, tuple) else [block_counts or 1.0] * len(block_gaps)
        if with_places:
            packed += block_values
    ids = np.cumsum(np.array(gaps, np.int32), dtype=np.int32)
    often = np.array(counts, np.uint32)
    most = often.max()
    places = _places(ids, often, packed) if with_places else None
    return Postings(ids, None if most == 1 else often.astype(np.min_scalar_type(most)), places)


def _blocks(data: bytes) -> Iterator[tuple[int, tuple[Any, Any, Any]]]:
    """Last document number and (id gaps, counts, values) of each block. The pickles are safe: the folder is ours."""
    if data[:4] != WHOOSH3_HEADER_MAGIC:
        raise ValueError("not a posting list")
    stream, end, is_last = io.BytesIO(data), 4, False
    while not is_last:
        stream.seek(end)
        (length,) = _BLOCK_LENGTH.unpack(stream.read(_BLOCK_LENGTH.size))
        is_last, end = length < 0, end + _BLOCK_LENGTH.size + abs(length)
        _, last, _, compression, _, _ = pickle.load(stream)  # noqa: S301
        body = stream.read(end - stream.tell())
        yield last, pickle.loads(zlib.decompress(body) if compression else body)  # noqa: S301


def _places(ids: Ids, often: NDArray[np.uint32], packed: list[bytes]) -> Places:
    positions = np.frombuffer(b"".join(packed), np.uint32)
    return (np.repeat(ids, often).astype(np.int64) << 32) | positions
