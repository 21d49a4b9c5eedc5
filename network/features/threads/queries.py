"""Reading threads. All that a page shows, in a number of SELECTs that does not depend on how long the thread is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from markupsafe import Markup
from sqlalchemy import Integer, and_, bindparam, null, select, tuple_
from sqlalchemy.orm import Session

from network.core import cursor
from network.core.access import Actor, Audience, audience_of, reachable, readable, reader
from network.core.addresses import POSTS_A_PAGE, page_before, post_url, report_url, thread_url, topic_url
from network.core.db import AnySelect, UtcDateTime, execute
from network.core.errors import NotFound
from network.core.policy import Action, allows
from network.features.accounts.models import Account
from network.features.moderation.queries import HidingView, open_hidings
from network.features.municipalities.models import Organisation
from network.features.threads.models import Post, ReadMarker, Thread, ThreadKind, is_unanswered
from network.features.topics.models import Topic

MAX_PINNED = 20  # in one topic


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

    @property
    def url(self) -> str:
        return thread_url(self.id, self.slug)

    @property
    def reply_count(self) -> int:
        return self.post_count - 1

    @property
    def has_best(self) -> bool:
        return self.best_count > 0

    @property
    def is_locked(self) -> bool:
        return self.lock_reason is not None

    @property
    def is_pinned(self) -> bool:
        return self.pinned_at is not None

    @property
    def audience(self) -> Audience:
        return audience_of(self.audience_term)


@dataclass(frozen=True, slots=True)
class ThreadList:
    rows: tuple[ThreadRow, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class ThreadHead:
    """What has to be known before a thread's page is rendered, or found to be unchanged."""

    id: int
    slug: str
    title: str
    kind: ThreadKind
    audience_term: str
    author_id: int
    created_at: datetime
    post_count: int
    best_count: int
    version: int
    hidden_at: datetime | None  # then only its author and those who moderate come here
    lock_reason: str | None
    pinned_at: datetime | None
    topic_title: str
    topic_slug: str
    organisation_name: str
    read_position: int | None  # None: never opened, or nobody is signed in

    @property
    def audience(self) -> Audience:
        return audience_of(self.audience_term)

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def is_open(self) -> bool:
        return self.lock_reason is None and not self.is_hidden

    @property
    def topic_url(self) -> str:
        return topic_url(self.topic_slug)

    def url(self, after: int = 0) -> str:
        return thread_url(self.id, self.slug, after)


@dataclass(frozen=True, slots=True)
class PostView:
    id: int
    position: int
    author_name: str
    author_title: str
    organisation_name: str
    created_at: datetime
    edited_at: datetime | None
    html: Markup
    is_best: bool
    is_question: bool
    can_mark_best: bool
    url: str
    report_url: str | None = None
    is_hidden: bool = False  # its text and author are here for them and for those who moderate only
    hiding: HidingView | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class BestReply:
    id: int
    position: int
    author_name: str
    organisation_name: str
    html: Markup
    url: str


@dataclass(frozen=True, slots=True)
class ThreadPage:
    head: ThreadHead
    posts: tuple[PostView, ...]
    best: tuple[BestReply, ...]
    previous_url: str | None
    next_url: str | None
    can_reply: bool
    can_moderate: bool
    last_shown: int  # the position of the last post on this page


_row_columns: AnySelect = (
    select(
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.kind,
        Topic.title,
        Account.name,
        Organisation.full_name,
        Thread.created_at,
        Thread.last_post_at,
        Thread.post_count,
        Thread.best_count,
        Thread.audience_term,
        Thread.lock_reason,
        Thread.pinned_at,
    )
    .join(Topic, Topic.id == Thread.topic_id)
    .join(Account, Account.id == Thread.author_id)
    .join(Organisation, Organisation.id == Thread.organisation_id)
)
_newest_first = (Thread.last_post_at.desc(), Thread.id.desc())


@cache
def _list_statement(*, by_topic: bool, unanswered: bool, goes_on: bool) -> AnySelect:
    rows = _row_columns.where(readable(Thread))
    if by_topic:  # those that are pinned stand above the list
        rows = rows.where(Thread.topic_id == bindparam("topic_id"), Thread.pinned_at.is_(None))
    if unanswered:
        rows = rows.where(is_unanswered)
    if goes_on:
        rows = rows.where(
            tuple_(Thread.last_post_at, Thread.id)
            < tuple_(bindparam("last_at", type_=UtcDateTime), bindparam("last_id", type_=Integer))
        )
    return rows.order_by(*_newest_first).limit(bindparam("limit", type_=Integer))


def thread_list(
    session: Session,
    actor: Actor,
    *,
    topic_id: int | None = None,
    unanswered: bool = False,
    after: str = "",
    limit: int = 30,
) -> ThreadList:
    """Threads the actor may read, the one with the newest post first. Raises cursor.BadCursor."""
    statement = _list_statement(by_topic=topic_id is not None, unanswered=unanswered, goes_on=bool(after))
    last_at, last_id = cursor.decode(after) if after else (None, None)
    wanted = {"topic_id": topic_id, "last_at": last_at, "last_id": last_id, "limit": limit + 1}
    found = [ThreadRow(*row) for row in execute(session, statement, reader(actor) | wanted)]
    more = cursor.encode(found[limit - 1].last_post_at, found[limit - 1].id) if len(found) > limit else None
    return ThreadList(tuple(found[:limit]), more)


_pinned: AnySelect = (
    _row_columns.where(readable(Thread), Thread.topic_id == bindparam("topic_id"), Thread.pinned_at.is_not(None))
    .order_by(Thread.pinned_at.desc(), Thread.id.desc())
    .limit(MAX_PINNED)
)


def pinned_threads(session: Session, actor: Actor, topic_id: int) -> tuple[ThreadRow, ...]:
    """Threads that stand first in their topic, the one that was pinned last at the top."""
    return tuple(ThreadRow(*row) for row in execute(session, _pinned, reader(actor) | {"topic_id": topic_id}))


_head_columns: AnySelect = (
    select(
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.kind,
        Thread.audience_term,
        Thread.author_id,
        Thread.created_at,
        Thread.post_count,
        Thread.best_count,
        Thread.version,
        Thread.hidden_at,
        Thread.lock_reason,
        Thread.pinned_at,
        Topic.title,
        Topic.slug,
        Organisation.full_name,
    )
    .join(Topic, Topic.id == Thread.topic_id)
    .join(Organisation, Organisation.id == Thread.organisation_id)
)


@cache
def _head_statement(*, signed_in: bool) -> AnySelect:
    head = _head_columns.where(Thread.id == bindparam("thread_id"), reachable(Thread))
    if not signed_in:
        return head.add_columns(null())
    own = and_(ReadMarker.thread_id == Thread.id, ReadMarker.account_id == bindparam("reader_id"))
    return head.add_columns(ReadMarker.position).outerjoin(ReadMarker, own)


def thread_head(session: Session, actor: Actor, thread_id: int) -> ThreadHead:
    """Raises NotFound, also when the thread is not the actor's to know."""
    wanted = {"thread_id": thread_id, "reader_id": actor.id}
    row = execute(session, _head_statement(signed_in=actor.is_signed_in), reader(actor) | wanted).first()
    if row is None:
        raise NotFound
    return ThreadHead(*row)


_posts_between: AnySelect = (
    select(
        Post.id,
        Post.position,
        Account.name,
        Account.title,
        Organisation.full_name,
        Post.created_at,
        Post.edited_at,
        Post.html,
        Post.best_at,
        Post.hidden_at,
        Post.author_id,
    )
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Post.organisation_id)
    .where(Post.thread_id == bindparam("thread_id"), Post.position.between(bindparam("first"), bindparam("last")))
    .order_by(Post.position)
)


def thread_page(session: Session, actor: Actor, head: ThreadHead, after: int = 0) -> ThreadPage:
    """The posts that follow position `after`. Raises NotFound when there are none."""
    can_mark = allows(Action.MARK_BEST_REPLY, actor, head)
    wanted = {"thread_id": head.id, "first": after + 1, "last": after + POSTS_A_PAGE}
    rows = execute(session, _posts_between, wanted).all()
    hidings = _hidings(session, actor, rows)
    posts = tuple(_post_view(row, actor, can_mark, hidings) for row in rows)
    if not posts:
        raise NotFound
    last_shown = posts[-1].position
    return ThreadPage(
        head=head,
        posts=posts,
        best=_best_replies(session, head) if head.best_count else (),
        previous_url=head.url(max(0, after - POSTS_A_PAGE)) if after else None,
        next_url=head.url(after + POSTS_A_PAGE) if last_shown < head.post_count else None,
        can_reply=head.is_open and allows(Action.REPLY, actor, head),
        can_moderate=actor.moderates,
        last_shown=last_shown,
    )


def _hidings(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[int, HidingView]:
    """Why posts are hidden, for those who may see them all the same. Nobody else costs the database a question."""
    seen = [row.id for row in rows if row.hidden_at is not None and _sees(actor, row.author_id)]
    return open_hidings(session, seen) if seen else {}


def _sees(actor: Actor, author_id: int) -> bool:
    return actor.moderates or actor.id == author_id


def _post_view(row: Sequence[Any], actor: Actor, can_mark: bool, hidings: dict[int, HidingView]) -> PostView:
    post_id, position, name, title, organisation, created_at, edited_at, html, best_at, hidden_at, author_id = row
    if hidden_at is not None and not _sees(actor, author_id):
        return _placeholder(post_id, position, created_at)
    return PostView(
        id=post_id,
        position=position,
        author_name=name,
        author_title=title,
        organisation_name=organisation,
        created_at=created_at,
        edited_at=edited_at,
        html=Markup(html),  # noqa: S704 -- sanitised when it was written, by core.text
        is_best=best_at is not None and hidden_at is None,
        is_question=position == 1,
        can_mark_best=can_mark and position > 1 and hidden_at is None,
        url=post_url(post_id),
        report_url=report_url(post_id) if actor.is_signed_in and actor.id != author_id and hidden_at is None else None,
        is_hidden=hidden_at is not None,
        hiding=hidings.get(post_id),
        is_own=actor.id == author_id,
    )


def _placeholder(post_id: int, position: int, created_at: datetime) -> PostView:
    """What stands where a post is hidden: its place, its time and its address."""
    return PostView(
        id=post_id,
        position=position,
        author_name="",
        author_title="",
        organisation_name="",
        created_at=created_at,
        edited_at=None,
        html=Markup(),
        is_best=False,
        is_question=position == 1,
        can_mark_best=False,
        url=post_url(post_id),
        is_hidden=True,
    )


def _best_replies(session: Session, head: ThreadHead) -> tuple[BestReply, ...]:
    rows = session.execute(
        select(Post.id, Post.position, Account.name, Organisation.full_name, Post.html)
        .join(Account, Account.id == Post.author_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Post.thread_id == head.id, Post.best_at.is_not(None), Post.hidden_at.is_(None))
        .order_by(Post.best_at)
    )
    return tuple(
        BestReply(post_id, position, name, organisation, Markup(html), post_url(post_id))  # noqa: S704 -- as above
        for post_id, position, name, organisation, html in rows
    )


_place: AnySelect = (
    select(Thread.id, Thread.slug, Post.position)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.id == bindparam("post_id"), reachable(Thread))
)


def place_of_post(session: Session, actor: Actor, post_id: int) -> str:
    """The address of the page a post stands on today, without its anchor. Raises NotFound."""
    row = execute(session, _place, reader(actor) | {"post_id": post_id}).first()
    if row is None:
        raise NotFound
    thread_id, slug, position = row
    return thread_url(thread_id, slug, page_before(position))


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post as a search hit."""

    id: int
    position: int
    title: str
    plain: str
    topic_title: str
    author_name: str
    organisation_name: str
    created_at: datetime
    audience_term: str
    version: int


_found: AnySelect = (
    select(
        Post.id,
        Post.position,
        Thread.title,
        Post.plain,
        Topic.title,
        Account.name,
        Organisation.full_name,
        Post.created_at,
        Thread.audience_term,
        Post.version,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Topic, Topic.id == Thread.topic_id)
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Post.organisation_id)
    .where(Post.id.in_(bindparam("ids", expanding=True)), readable(Thread), Post.hidden_at.is_(None))
)


def found_posts(session: Session, actor: Actor, ids: list[int]) -> dict[int, FoundPost]:
    """Those of these posts that the actor may read."""
    if not ids:
        return {}
    rows = execute(session, _found, reader(actor) | {"ids": ids})
    return {row[0]: FoundPost(*row) for row in rows}
