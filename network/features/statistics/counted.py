"""What counts: what its reader may read and was written for others than one's own, not hidden, in a period.

Pieces of statements; whoever runs one gives the parameters of `reader` and of `within`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from network.core.access import Audience, OrganisationKind, readable
from network.core.db import UtcDateTime
from network.features.municipalities.models import Organisation
from network.features.statistics.period import Period
from network.features.threads.models import Post, Thread, ThreadKind

_FOR_OTHERS = (Audience.PUBLIC.value, Audience.NETWORK.value, Audience.MUNICIPALITIES.value)


def counted(model: Any) -> ColumnElement[bool]:
    """Equal for all who may see figures at all: what somebody reads of their own municipality changes nothing."""
    return and_(readable(model), model.audience_term.in_(_FOR_OTHERS))


def in_period(moment: SQLColumnExpression[datetime]) -> ColumnElement[bool]:
    since, until = bindparam("since", type_=UtcDateTime), bindparam("until", type_=UtcDateTime)
    return and_(moment >= since, moment < until)


def month_of(moment: SQLColumnExpression[datetime], count: int) -> ColumnElement[int]:
    """Which month of a period of so many it is, from 0. Found by halving: sixty months are six comparisons."""

    def among(first: int, last: int) -> ColumnElement[int]:
        if first == last:
            return literal(first)
        middle = (first + last) // 2
        end = bindparam(f"end_{middle}", type_=UtcDateTime)
        return case((moment < end, among(first, middle)), else_=among(middle + 1, last))

    return among(0, count - 1)


def within(period: Period) -> dict[str, datetime]:
    """The parameters of `in_period` and `month_of`."""
    edges = period.edges
    ends = {f"end_{number}": edge for number, edge in enumerate(edges[1:-1])}
    return {"since": edges[0], "until": edges[-1], **ends}


is_municipality = Organisation.kind == OrganisationKind.MUNICIPALITY.value
municipality_ids = select(Organisation.id).where(is_municipality)
asks = Thread.kind.in_((ThreadKind.QUESTION.value, ThreadKind.CALL.value))
# By somebody else than the one who asked. Of whoever hides their name nobody is to see that they wrote in both places,
# so there each reply is one.
is_answer = and_(
    Post.position > 1,
    Post.hidden_at.is_(None),
    or_(Post.author_id != Thread.author_id, Post.mask.is_not(None), Thread.mask.is_not(None)),
)
has_names = and_(Post.mask.is_(None), Thread.mask.is_(None))
waits = and_(Thread.lock_reason.is_(None), Thread.resolved_at.is_(None))


def first_answer() -> ScalarSelect[datetime]:
    """When the question that a statement is about was answered first."""
    moments = select(func.min(Post.created_at)).where(Post.thread_id == Thread.id, is_answer)
    return moments.correlate(Thread).scalar_subquery()


class seconds(FunctionElement[int]):
    """A moment as seconds, to be measured with."""

    inherit_cache = True
    name = "seconds"
    type = BigInteger()

    def __init__(self, moment: Any) -> None:
        super().__init__(moment)


@compiles(seconds, "sqlite")
def _seconds_of_sqlite(element: seconds, compiler: Any, **options: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **options)}) AS INTEGER)"


@compiles(seconds, "postgresql")
def _seconds_of_postgresql(element: seconds, compiler: Any, **options: Any) -> str:
    return f"CAST(floor(extract(epoch from {compiler.process(element.clauses, **options)})) AS BIGINT)"
