"""Lists of what the network has published, the newest first; and of what it has not, for those who publish."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Integer, bindparam, or_, select, tuple_, union_all

from network.core import clock, cursor
from network.core.access import Actor, readable
from network.core.addresses import article_url
from network.core.db import AnySelect, Source, UtcDateTime, at_most, execute
from network.core.policy import Action, require
from network.features.publishing.models import Article, ArticleKind, ArticleState, Event
from network.features.publishing.visibility import is_out, visitor

PAGE = 20
SAID = ("authors", "year", "series", "holder", "period", "place")


@dataclass(frozen=True, slots=True)
class ArticleRow:
    id: int
    kind: ArticleKind
    state: ArticleState
    slug: str
    title: str
    lead: str
    facts: dict[str, str]
    published_at: datetime | None
    changed_at: datetime
    starts_at: datetime | None  # of an event
    ends_at: datetime | None

    @property
    def url(self) -> str:
        return article_url(self.kind, self.id, self.slug)

    @property
    def is_draft(self) -> bool:
        return self.state == ArticleState.DRAFT

    @property
    def said(self) -> tuple[str, ...]:
        """The facts that stand in a list."""
        return tuple(self.facts[name] for name in SAID if self.facts.get(name))

    @property
    def is_planned(self) -> bool:
        return not self.is_draft and self.published_at is not None and self.published_at > clock.now()


@dataclass(frozen=True, slots=True)
class ArticleList:
    rows: tuple[ArticleRow, ...]
    next_cursor: str | None


_row_columns: AnySelect = select(
    Article.id,
    Article.kind,
    Article.state,
    Article.slug,
    Article.title,
    Article.lead,
    Article.facts,
    Article.published_at,
    Article.changed_at,
    Event.starts_at,
    Event.ends_at,
).outerjoin(Event, Event.article_id == Article.id)
_of_kind = Article.kind == bindparam("kind")


class Order(StrEnum):
    NEWEST = "newest"
    COMING = "coming"  # events that are not over, the next first
    PAST = "past"  # those that are, the last first


@cache
def _list_statement(order: Order, limit: int, *, goes_on: bool) -> AnySelect:
    now = bindparam("now", type_=UtcDateTime)
    rows = _row_columns.where(_of_kind, is_out())
    if order is not Order.NEWEST:
        rows = rows.where(Event.ends_at > now if order is Order.COMING else Event.ends_at <= now)
    at: Any = Article.published_at if order is Order.NEWEST else Event.starts_at
    last = tuple_(bindparam("last_at", type_=UtcDateTime), bindparam("last_id", type_=Integer))
    if order is Order.COMING:
        rows = rows.where(tuple_(at, Article.id) > last) if goes_on else rows
        return at_most(rows.order_by(at, Article.id), limit)
    rows = rows.where(tuple_(at, Article.id) < last) if goes_on else rows
    return at_most(rows.order_by(at.desc(), Article.id.desc()), limit)


_waiting: AnySelect = at_most(
    _row_columns.where(
        _of_kind,
        readable(Article),
        or_(
            Article.state == ArticleState.DRAFT.value,
            Article.published_at > bindparam("now", type_=UtcDateTime),
        ),
    ).order_by(Article.changed_at.desc(), Article.id.desc()),
    200,
)


def article_list(
    source: Source,
    actor: Actor,
    kind: ArticleKind,
    *,
    order: Order = Order.NEWEST,
    after: str = "",
    limit: int = PAGE,
) -> ArticleList:
    """What is out. Raises cursor.BadCursor."""
    last_at, last_id = cursor.decode(after) if after else (None, None)
    wanted = visitor(actor) | {"kind": kind, "last_at": last_at, "last_id": last_id}
    statement = _list_statement(order, limit + 1, goes_on=bool(after))
    found = [ArticleRow(*row) for row in execute(source, statement, wanted)]
    last = found[limit - 1] if len(found) > limit else None
    at = last and (last.published_at if order is Order.NEWEST else last.starts_at)
    more = cursor.encode(at, last.id) if last and at else None
    return ArticleList(tuple(found[:limit]), more)


@cache
def _newest_statement(kinds: frozenset[ArticleKind], limit: int) -> AnySelect:
    """The first of each kind: events that are not over by when they begin, all else by when it came out."""
    parts = []
    for kind in sorted(kinds):
        rows = _row_columns.where(Article.kind == kind.value, is_out())
        if kind is ArticleKind.EVENT:
            rows = rows.where(Event.ends_at > bindparam("now", type_=UtcDateTime))
            ordered = rows.order_by(Event.starts_at, Article.id)
        else:
            ordered = rows.order_by(Article.published_at.desc(), Article.id.desc())
        parts.append(select(at_most(ordered, limit).subquery()))
    return select(union_all(*parts).subquery())


def newest_articles(
    source: Source, actor: Actor, kinds: frozenset[ArticleKind], limit: int
) -> dict[ArticleKind, tuple[ArticleRow, ...]]:
    """The newest of each kind, and the events that come next; in one statement."""
    if not kinds:
        return {}
    found = [ArticleRow(*row) for row in execute(source, _newest_statement(kinds, limit), visitor(actor))]
    found.sort(key=lambda row: row.published_at or row.changed_at, reverse=True)
    newest = {kind: tuple(row for row in found if row.kind == kind) for kind in kinds}
    coming = sorted(newest.get(ArticleKind.EVENT, ()), key=lambda row: row.starts_at or row.changed_at)
    return newest | ({ArticleKind.EVENT: tuple(coming)} if coming else {})


def waiting_articles(source: Source, actor: Actor, kind: ArticleKind) -> tuple[ArticleRow, ...]:
    """Drafts, and what is published later, changed last first. Raises SignInRequired, Forbidden."""
    require(Action.PUBLISH, actor)
    return tuple(ArticleRow(*row) for row in execute(source, _waiting, visitor(actor) | {"kind": kind}))
