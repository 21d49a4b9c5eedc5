"""Danish order and Danish spellings as expressions of a statement, the same on SQLite and PostgreSQL.

SQLite's own functions know ASCII alone, and PostgreSQL's depend on how the database was made, so letters are written
out. They give what `danish_order.danish_key` and `ports.search.danish.fold` give, which tests prove.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import SQLColumnExpression, func, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from network.core.danish_order import LETTERS

_UPPER = {"Æ": "æ", "Ø": "ø", "Å": "å", "Ä": "ä", "Ö": "ö", "É": "é", "Ü": "ü"}
_ACCENTS = {"é": "e", "è": "e", "ê": "e", "ë": "e", "á": "a", "à": "a", "ó": "o", "ü": "u", "ç": "c"}
_SPELLINGS = {".": "", "ä": "æ", "ö": "ø", "aa": "å", "ae": "æ", "oe": "ø"}


class _Casefolded(FunctionElement[str]):
    inherit_cache = True


class _Bytewise(FunctionElement[str]):
    """Compared byte by byte, as Python compares, whatever the database's own order is."""

    inherit_cache = True


@compiles(_Casefolded)
def _lower(element: _Casefolded, compiler: Any, **options: Any) -> str:
    return f"lower({compiler.process(element.clauses, **options)})"


@compiles(_Casefolded, "sqlite")
def _casefold(element: _Casefolded, compiler: Any, **options: Any) -> str:
    return f"casefold({compiler.process(element.clauses, **options)})"


@compiles(_Bytewise)
def _in_order_of_bytes(element: _Bytewise, compiler: Any, **options: Any) -> str:
    return f'({compiler.process(element.clauses, **options)} COLLATE "C")'


@compiles(_Bytewise, "sqlite")
def _as_it_is(element: _Bytewise, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


def _replaced(column: Any, *changes: Mapping[str, str]) -> Any:
    for change in changes:
        for old, new in change.items():
            column = func.replace(column, literal_column(f"'{old}'"), literal_column(f"'{new}'"))
    return column


def danish_order(column: SQLColumnExpression[str]) -> SQLColumnExpression[str]:
    """To sort by: the order of the Danish alphabet, with aa as å."""
    key: SQLColumnExpression[str] = _Bytewise(_replaced(_Casefolded(column), _UPPER, {"aa": "å"}, LETTERS))
    return key


def folded(column: SQLColumnExpression[str]) -> SQLColumnExpression[str]:
    """To look into: one spelling for each word, as search folds them."""
    found: SQLColumnExpression[str] = _replaced(_Casefolded(column), _UPPER, _ACCENTS, _SPELLINGS)
    return found
