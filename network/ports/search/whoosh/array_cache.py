"""Decoded arrays, kept while they are used and while there is room."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Protocol, TypeVar

ENTRY_OVERHEAD = 600  # bytes of Python objects around the arrays of one entry
FEWEST_KEPT = 4  # entries, so that none takes the place of all others


class HasBytes(Protocol):
    @property
    def nbytes(self) -> int: ...


T = TypeVar("T", bound=HasBytes)


class ArrayCache:
    """The most recently used arrays, at most `limit` bytes of them. Threads may share it."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held = 0
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept under the key, made now if it is not there. The result must not be changed."""
        with self._lock:
            found: T | None = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = make()  # outside the lock: two threads may make the same, none waits for what another one makes
        with self._lock:
            self._keep(key, made)
        return made

    def _keep(self, key: Hashable, made: HasBytes) -> None:
        if key in self._kept or _cost(made) > self.limit // FEWEST_KEPT:
            return
        self._kept[key] = made
        self.held += _cost(made)
        while self.held > self.limit:
            self.held -= _cost(self._kept.popitem(last=False)[1])


def _cost(value: HasBytes) -> int:
    return value.nbytes + ENTRY_OVERHEAD
