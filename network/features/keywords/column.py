"""A thread's keywords as one column of the statement that reads it: not one statement more, however many there are."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import SQLColumnExpression, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from network.core.danish_order import danish_key
from network.features.keywords.models import Keyword, KeywordState, ThreadKeyword
from network.features.threads.models import Thread


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


SHOWN = (KeywordState.ACTIVE.value, KeywordState.RETIRED.value)
_is_shown = or_(*(Keyword.state == state for state in SHOWN))  # a list too is written into the statement each time

keyword_column = (
    select(lines(Keyword.slug + literal("\t") + Keyword.title))
    .select_from(ThreadKeyword)
    .join(Keyword, Keyword.id == ThreadKeyword.keyword_id)
    .where(ThreadKeyword.thread_id == Thread.id, _is_shown)
    .correlate(Thread)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class KeywordLink:
    slug: str
    title: str

    @property
    def url(self) -> str:
        return f"/traade/?noegleord={self.slug}"


def keywords_of(column: str | None) -> tuple[KeywordLink, ...]:
    """What the column holds, in the order of the Danish alphabet."""
    if not column:
        return ()
    links = (KeywordLink(*line.split("\t", 1)) for line in column.split("\n"))
    return tuple(sorted(links, key=lambda link: danish_key(link.title)))
