"""SQLAlchemy's cache of compiled statements, which finds those that are built once by looking at which object it is."""

from collections.abc import Hashable
from typing import Any

from sqlalchemy.util import LRUCache

KEPT = 1_000  # statements; those that are built anew each time push nothing out for long


class StatementCache(LRUCache[Any, Any]):
    """What a statement is compiled to, by its key: the dialect, all its parts, and how it is to be compiled.

    A key of some hundred parts is hashed and compared anew for each look, which costs more than the rest of running a
    short statement. But one that is built once always brings the very same tuple of parts.
    """

    __slots__ = ("_by_identity",)

    def __init__(self) -> None:
        super().__init__(KEPT)
        self._by_identity: dict[Hashable, tuple[object, Any]] = {}

    def get(self, key: Any, default: Any = None) -> Any:
        dialect, parts, *rest = key
        shortcut = (id(dialect), id(parts), *rest)
        found = self._by_identity.get(shortcut)
        if found is not None:
            return found[1]
        compiled = super().get(key, default)
        if compiled is not default:
            if len(self._by_identity) >= KEPT:
                self._by_identity.clear()
            self._by_identity[shortcut] = ((dialect, parts), compiled)  # held, so that nothing else gets their ids
        return compiled
