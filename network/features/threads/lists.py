"""Lists of threads: newest first, by what the reader wants to see of them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import Date, Integer, and_, bindparam, case, func, null, select, tuple_
from sqlalchemy.orm import Session

from network.core import clock, cursor
from network.core.access import Actor, Audience, audience_of, readable, reader
from network.core.addresses import post_url, thread_url
from network.core.db import AnySelect, Source, UtcDateTime, at_most, execute
from network.features.accounts.models import Account
from network.features.keywords.column import KeywordLink, keyword_column, keywords_of
from network.features.keywords.models import ThreadKeyword
from network.features.members.models import Competence
from network.features.municipalities.models import Organisation
from network.features.notifications.models import Watch
from network.features.threads.head import next_unread, with_own
from network.features.threads.masks import shown_author
from network.features.threads.models import Post, ReadMarker, Thread, ThreadKind, is_unanswered
from network.features.topics.models import Topic

MAX_PINNED = 20  # in one topic


class State(StrEnum):
    """Whether what a thread asks has been resolved."""

    RESOLVED = "resolved"
    OPEN = "open"


class Shown(StrEnum):
    """Which threads a list shows."""

    ALL = "all"
    UNANSWERED = "unanswered"
    UNREAD = "unread"  # followed, with posts after the reader's marker
    MINE = "mine"  # started or replied to
    FOLLOWED = "followed"
    DUE = "due"  # calls whose deadline is to come
    OVERDUE = "overdue"  # calls whose deadline has passed
    ANSWERABLE = "answerable"  # unanswered, asked by others, in a topic that the reader knows about


@dataclass(frozen=True, slots=True)
class ThreadRow:
    id: int
    slug: str
    title: str
    kind: ThreadKind
    topic_title: str
    author_name: str
    organisation_name: str
    created_at: datetime
    last_post_at: datetime
    post_count: int
    best_count: int
    audience_term: str
    lock_reason: str | None
    pinned_at: datetime | None
    deadline: date | None  # of a call that is not resolved
    resolved_at: datetime | None
    keyword_column: str | None
    read_position: int | None
    follows: bool | None
    first_unread_post_id: int | None

    @property
    def url(self) -> str:
        return thread_url(self.id, self.slug)

    @property
    def reply_count(self) -> int:
        return self.post_count - 1

    @property
    def new_count(self) -> int:
        """Unread posts of a thread that the reader follows."""
        return self.post_count - (self.read_position or 0) if self.follows else 0

    @property
    def first_unread_url(self) -> str:
        return post_url(self.first_unread_post_id) if self.first_unread_post_id else self.url

    @property
    def has_best(self) -> bool:
        return self.best_count > 0

    @property
    def keywords(self) -> tuple[KeywordLink, ...]:
        return keywords_of(self.keyword_column)

    @property
    def keyword_titles(self) -> str:
        return ", ".join(keyword.title for keyword in self.keywords) if self.keyword_column else ""

    @property
    def is_resolved(self) -> bool:
        return self.resolved_at is not None

    @property
    def is_locked(self) -> bool:
        return self.lock_reason is not None

    @property
    def is_pinned(self) -> bool:
        return self.pinned_at is not None

    @property
    def is_overdue(self) -> bool:
        return self.deadline is not None and self.deadline < clock.today()

    @property
    def audience(self) -> Audience:
        return audience_of(self.audience_term)


@dataclass(frozen=True, slots=True)
class ThreadList:
    rows: tuple[ThreadRow, ...]
    next_cursor: str | None


_is_waiting = and_(Thread.kind == ThreadKind.CALL.value, Thread.resolved_at.is_(None))
_row_columns: AnySelect = (
    select(
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.kind,
        Topic.title,
        *shown_author(Thread),
        Thread.created_at,
        Thread.last_post_at,
        Thread.post_count,
        Thread.best_count,
        Thread.audience_term,
        Thread.lock_reason,
        Thread.pinned_at,
        case((_is_waiting, Thread.deadline)),
        Thread.resolved_at,
        keyword_column,
    )
    .join(Topic, Topic.id == Thread.topic_id)
    .join(Account, Account.id == Thread.author_id)
    .join(Organisation, Organisation.id == Thread.organisation_id)
)
_newest_first = (Thread.last_post_at.desc(), Thread.id.desc())
_written_in = select(Post.thread_id).where(Post.author_id == bindparam("reader_id"))
_known_topics = select(Competence.topic_id).where(Competence.account_id == bindparam("reader_id"))
_is_open = Thread.lock_reason.is_(None)
_is_unresolved = Thread.resolved_at.is_(None)
_CONDITIONS = {
    Shown.UNANSWERED: (is_unanswered, _is_open, _is_unresolved),
    Shown.UNREAD: (Watch.following, Thread.post_count > func.coalesce(ReadMarker.position, 0)),
    Shown.MINE: (Thread.id.in_(_written_in),),  # who starts a thread has written its first post
    Shown.FOLLOWED: (Watch.following,),
    Shown.DUE: (Thread.deadline >= bindparam("today", type_=Date), _is_waiting),
    Shown.OVERDUE: (Thread.deadline < bindparam("today", type_=Date), _is_waiting),
    Shown.ANSWERABLE: (
        is_unanswered,
        _is_open,
        _is_unresolved,
        Thread.topic_id.in_(_known_topics),
        Thread.author_id != bindparam("reader_id"),
    ),
}
_with_keyword = select(ThreadKeyword.thread_id).where(ThreadKeyword.keyword_id == bindparam("keyword_id"))
_STATES = {State.RESOLVED: Thread.resolved_at.is_not(None), State.OPEN: Thread.resolved_at.is_(None)}
_FILTERS = {"topic_id": Thread.topic_id, "organisation_id": Thread.organisation_id, "kind": Thread.kind}
_has_name = Thread.mask.is_(None)  # else a thread is of no municipality


def _rows(*, signed_in: bool) -> AnySelect:
    if signed_in:
        return with_own(_row_columns.add_columns(ReadMarker.position, Watch.following, next_unread))
    return _row_columns.add_columns(null(), null(), null())


@cache
def _list_statement(
    shown: Shown,
    filters: frozenset[str],
    limit: int,
    *,
    state: State | None,
    has_keyword: bool,
    signed_in: bool,
    without_pinned: bool,
    goes_on: bool,
) -> AnySelect:
    rows = _rows(signed_in=signed_in).where(readable(Thread), *_CONDITIONS.get(shown, ()))
    rows = rows.where(*(_FILTERS[name] == bindparam(name) for name in sorted(filters)))
    if "organisation_id" in filters:
        rows = rows.where(_has_name)
    if has_keyword:
        rows = rows.where(Thread.id.in_(_with_keyword))
    if state is not None:
        rows = rows.where(_STATES[state])
    if without_pinned:
        rows = rows.where(Thread.pinned_at.is_(None))
    if goes_on:
        rows = rows.where(
            tuple_(Thread.last_post_at, Thread.id)
            < tuple_(bindparam("last_at", type_=UtcDateTime), bindparam("last_id", type_=Integer))
        )
    return at_most(rows.order_by(*_newest_first), limit)


def thread_list(
    source: Source,
    actor: Actor,
    *,
    shown: Shown = Shown.ALL,
    topic_id: int | None = None,
    organisation_id: int | None = None,
    kind: ThreadKind | None = None,
    state: State | None = None,
    keyword_id: int | None = None,
    without_pinned: bool = False,
    after: str = "",
    limit: int = 30,
) -> ThreadList:
    """Threads the actor may read, the one with the newest post first. What is theirs is nothing for a visitor.

    `without_pinned` is for a page that has those above its list.
    Raises cursor.BadCursor.
    """
    if not actor.is_signed_in and shown not in (Shown.ALL, Shown.UNANSWERED):
        return ThreadList((), None)
    filters = {"topic_id": topic_id, "organisation_id": organisation_id, "kind": kind}
    chosen = {name: value for name, value in filters.items() if value is not None}
    statement = _list_statement(
        shown,
        frozenset(chosen),
        limit + 1,
        state=state,
        has_keyword=keyword_id is not None,
        signed_in=actor.is_signed_in,
        without_pinned=without_pinned,
        goes_on=bool(after),
    )
    last_at, last_id = cursor.decode(after) if after else (None, None)
    place = {"last_at": last_at, "last_id": last_id}
    wanted = {"reader_id": actor.id, "keyword_id": keyword_id, "today": clock.today(), **place}
    found = [ThreadRow(*row) for row in execute(source, statement, reader(actor) | chosen | wanted)]
    more = cursor.encode(found[limit - 1].last_post_at, found[limit - 1].id) if len(found) > limit else None
    return ThreadList(tuple(found[:limit]), more)


@cache
def _pinned(*, signed_in: bool) -> AnySelect:
    pinned = _rows(signed_in=signed_in).where(readable(Thread), Thread.topic_id == bindparam("topic_id"))
    return (
        pinned.where(Thread.pinned_at.is_not(None))
        .order_by(Thread.pinned_at.desc(), Thread.id.desc())
        .limit(MAX_PINNED)
    )


def pinned_threads(session: Session, actor: Actor, topic_id: int) -> tuple[ThreadRow, ...]:
    """Threads that stand first in their topic, the one that was pinned last at the top."""
    wanted = reader(actor) | {"topic_id": topic_id, "reader_id": actor.id}
    rows = execute(session, _pinned(signed_in=actor.is_signed_in), wanted)
    return tuple(ThreadRow(*row) for row in rows)
