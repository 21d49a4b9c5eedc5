"""A file of named arrays, each read when it is first asked for."""

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"FKarr6\0\0"
_HEAD = struct.Struct("<QQ")  # length of what describes the arrays, and of the whole file


def small(array: NDArray[Any]) -> NDArray[Any]:
    """The same numbers, none of them negative, in as few bytes each as the largest takes."""
    return array.astype(np.min_scalar_type(int(array.max()) if len(array) else 0))


def packed(arrays: Mapping[str, NDArray[Any]], **facts: Any) -> bytes:
    """What the file holds for the arrays and for what is to be known of them."""
    places, at = {}, 0
    for name, array in arrays.items():
        places[name] = [array.dtype.str, at, len(array)]
        at += array.nbytes
    told = json.dumps({"arrays": places, "facts": facts}).encode()
    length = len(MAGIC) + _HEAD.size + len(told) + at
    return b"".join((MAGIC, _HEAD.pack(len(told), length), told, *(array.tobytes() for array in arrays.values())))


class Arrays:
    """Reads what `packed` made. Raises ValueError for anything else."""

    def __init__(self, file: Any, length: int) -> None:
        self._file = file
        beginning = file.get(0, len(MAGIC) + _HEAD.size)
        if beginning[: len(MAGIC)] != MAGIC:
            raise ValueError("not a file of arrays")
        told, expected = _HEAD.unpack(beginning[len(MAGIC) :])
        if expected != length:
            raise ValueError("a file of arrays was cut short")
        head: dict[str, Any] = json.loads(file.get(len(beginning), told))
        self.facts: dict[str, Any] = head["facts"]
        self._places: dict[str, tuple[str, int, int]] = head["arrays"]
        self._start = len(beginning) + told

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def length(self, name: str) -> int:
        return self._places[name][2]

    def read(self, name: str) -> NDArray[Any]:
        kind, at, count = self._places[name]
        dtype = np.dtype(kind)
        return np.frombuffer(self._file.get(self._start + at, count * dtype.itemsize), dtype)
