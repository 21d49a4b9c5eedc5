"""Danish order and Danish spellings as expressions of a statement, alike on SQLite and PostgreSQL.

SQLite calls the functions below, which every connection knows. PostgreSQL's own depend on how the database was made, so
there the letters are written out; tests prove that both give the same.
"""

import unicodedata
from typing import Any

from sqlalchemy import SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from network.core.danish_order import LETTERS, danish_key

_UPPER = {"Æ": "æ", "Ø": "ø", "Å": "å", "Ä": "ä", "Ö": "ö", "É": "é", "Ü": "ü"}
_PLAIN = {"é": "e", "è": "e", "ê": "e", "ë": "e", "á": "a", "à": "a", "ó": "o", "ü": "u", "ç": "c", "ä": "æ", "ö": "ø"}
_SPELLINGS = {".": "", "aa": "å", "ae": "æ", "oe": "ø"}
_TRANSLATED = str.maketrans(_PLAIN)


def fold_text(text: str) -> str:
    """One spelling for each word of a text, as search folds them."""
    text = unicodedata.normalize("NFC", text).casefold().translate(_TRANSLATED)
    for old, new in _SPELLINGS.items():
        text = text.replace(old, new)
    return text


SQLITE_FUNCTIONS = {"danish_order": danish_key, "danish_folded": fold_text}


class danish_order(FunctionElement[str]):
    """To sort by: the order of the Danish alphabet, with aa as å, compared byte by byte."""

    inherit_cache = True
    name = "danish_order"

    def __init__(self, column: SQLColumnExpression[str]) -> None:
        super().__init__(column)


class danish_folded(FunctionElement[str]):
    """To look into: one spelling for each word."""

    inherit_cache = True
    name = "danish_folded"

    def __init__(self, column: SQLColumnExpression[str]) -> None:
        super().__init__(column)


def _replaced(text: str, *changes: dict[str, str]) -> str:
    for change in changes:
        for old, new in change.items():
            text = f"replace({text}, '{old}', '{new}')"
    return text


@compiles(danish_order, "postgresql")
def _order(element: danish_order, compiler: Any, **options: Any) -> str:
    text = f"lower({compiler.process(element.clauses, **options)})"
    return f'({_replaced(text, _UPPER, {"aa": "å"}, LETTERS)} COLLATE "C")'


@compiles(danish_folded, "postgresql")
def _folded(element: danish_folded, compiler: Any, **options: Any) -> str:
    text = f"lower({compiler.process(element.clauses, **options)})"
    return _replaced(text, _UPPER, _PLAIN, _SPELLINGS)


@compiles(danish_order)
@compiles(danish_folded)
def _called(element: FunctionElement[str], compiler: Any, **options: Any) -> str:
    return f"{element.name}({compiler.process(element.clauses, **options)})"
