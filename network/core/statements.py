"""Statements that are put together once and compiled once, however often they are run."""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
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


class lines(FunctionElement[str]):
    """All of a group, one a line. `aggregate_strings` would be written into the statement anew each time it is run."""

    inherit_cache = True
    name = "lines"

    def __init__(self, column: SQLColumnExpression[str]) -> None:
        super().__init__(column)


@compiles(lines, "sqlite")
def _lines_of_sqlite(element: lines, compiler: Any, **options: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **options)}, char(10))"


@compiles(lines, "postgresql")
def _lines_of_postgresql(element: lines, compiler: Any, **options: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **options)}, chr(10))"
