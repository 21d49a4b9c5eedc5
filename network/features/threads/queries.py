"""Reading threads. All that a page shows, in a number of SELECTs that does not depend on how long the thread is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from markupsafe import Markup
from sqlalchemy import and_, bindparam, func, null, select
from sqlalchemy.orm import Session

from network.core.access import Actor, Audience, audience_of, reachable, readable, reader
from network.core.addresses import (
    POSTS_A_PAGE,
    page_before,
    post_edit_url,
    post_history_url,
    post_url,
    report_url,
    thread_url,
    topic_url,
)
from network.core.db import AnySelect, execute
from network.core.errors import NotFound
from network.core.policy import Action, allows
from network.features.accounts.models import Account
from network.features.drafts.models import Draft
from network.features.drafts.places import Place
from network.features.drafts.queries import DraftView
from network.features.moderation.queries import HidingView, open_hidings
from network.features.municipalities.models import Organisation
from network.features.notifications.models import Notification, Watch
from network.features.threads.models import Post, ReadMarker, Thread, ThreadKind
from network.features.topics.models import Topic


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
    last_post_id: int
    read_position: int | None  # None: never opened, or nobody is signed in
    follows: bool | None  # False: has said stop
    first_unread_post_id: int | None  # None: all is read, or nobody is signed in
    told_from: int | None  # the first position that the reader has been told of and has not opened
    draft_version: str | None  # of the reader's own reply that was begun and not sent
    draft_fields: dict[str, Any] | None
    draft_updated_at: datetime | None

    @property
    def draft(self) -> DraftView | None:
        if self.draft_version is None or self.draft_updated_at is None:
            return None
        return DraftView(self.draft_version, self.draft_fields or {}, self.draft_updated_at)

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

    def first_unread_url(self, after: int) -> str | None:
        """Where the first unread post stands, when that is on another page than the one that follows `after`."""
        position = (self.read_position or 0) + 1
        if self.first_unread_post_id is None or after < position <= after + POSTS_A_PAGE:
            return None
        return post_url(self.first_unread_post_id)

    def latest_url(self, after: int) -> str | None:
        """Where the newest post stands, when that is on another page."""
        return post_url(self.last_post_id) if self.post_count > after + POSTS_A_PAGE else None

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
    can_edit: bool
    url: str
    report_url: str | None = None
    is_hidden: bool = False  # its text and author are here for them and for those who moderate only
    hiding: HidingView | None = None
    is_own: bool = False

    @property
    def edit_url(self) -> str:
        return post_edit_url(self.id)

    @property
    def history_url(self) -> str:
        return post_history_url(self.id)


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
    first_unread_url: str | None  # on another page
    latest_url: str | None  # on another page


def post_at(position: Any) -> Any:
    """The id of the post at a position of the thread that a statement is about."""
    post = select(Post.id).where(Post.thread_id == Thread.id, Post.position == position)
    return post.correlate(Thread, ReadMarker).scalar_subquery()


next_unread = post_at(func.coalesce(ReadMarker.position, 0) + 1)
_told_from = (
    select(func.min(Notification.position))
    .where(
        Notification.account_id == bindparam("reader_id"),
        Notification.thread_id == Thread.id,
        Notification.read_at.is_(None),
    )
    .correlate(Thread)
    .scalar_subquery()
)

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
        post_at(Thread.post_count),
    )
    .join(Topic, Topic.id == Thread.topic_id)
    .join(Organisation, Organisation.id == Thread.organisation_id)
)


def with_own(rows: AnySelect) -> AnySelect:
    """Joins what the reader has of each thread: how far they have read, whether they follow."""
    marker = and_(ReadMarker.thread_id == Thread.id, ReadMarker.account_id == bindparam("reader_id"))
    watch = and_(Watch.thread_id == Thread.id, Watch.account_id == bindparam("reader_id"))
    return rows.outerjoin(ReadMarker, marker).outerjoin(Watch, watch)


@cache
def _head_statement(*, signed_in: bool) -> AnySelect:
    head = _head_columns.where(Thread.id == bindparam("thread_id"), reachable(Thread))
    own = (ReadMarker.position, Watch.following, next_unread, _told_from, Draft.version, Draft.fields, Draft.updated_at)
    if not signed_in:
        return head.add_columns(*(null() for _ in own))
    begun = and_(Draft.account_id == bindparam("reader_id"), Draft.place == bindparam("place"))
    return with_own(head.add_columns(*own)).outerjoin(Draft, begun)


def thread_head(session: Session, actor: Actor, thread_id: int) -> ThreadHead:
    """Raises NotFound, also when the thread is not the actor's to know."""
    wanted = {"thread_id": thread_id, "reader_id": actor.id, "place": Place(thread_id).name}
    row = execute(session, _head_statement(signed_in=actor.is_signed_in), reader(actor) | wanted).first()
    if row is None:
        raise NotFound
    return ThreadHead(*row)


post_columns: AnySelect = (
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
)
_posts_between: AnySelect = post_columns.where(
    Post.thread_id == bindparam("thread_id"), Post.position.between(bindparam("first"), bindparam("last"))
).order_by(Post.position)


def thread_page(session: Session, actor: Actor, head: ThreadHead, after: int = 0) -> ThreadPage:
    """The posts that follow position `after`. Raises NotFound when there are none."""
    can_mark = allows(Action.MARK_BEST_REPLY, actor, head)
    wanted = {"thread_id": head.id, "first": after + 1, "last": after + POSTS_A_PAGE}
    rows = execute(session, _posts_between, wanted).all()
    hidings = hidings_of(session, actor, rows)
    edits = _editing(actor, head)
    posts = tuple(
        post_view(row, actor, hidings, can_mark=can_mark, may_edit=edits, may_report=actor.is_signed_in) for row in rows
    )
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
        first_unread_url=head.first_unread_url(after),
        latest_url=head.latest_url(after),
    )


@dataclass(frozen=True, slots=True)
class _Written:
    """What the policy asks of a post."""

    author_id: int
    audience_term: str


def nobody_may(_author_id: int) -> bool:
    """For pages on which posts are only read."""
    return False


def _editing(actor: Actor, head: ThreadHead) -> Callable[[int], bool]:
    """Whose posts the actor may correct. What is closed or hidden is corrected by those who moderate alone."""
    if not actor.is_signed_in or not (head.is_open or actor.moderates):
        return nobody_may
    own, others = (
        allows(Action.EDIT_POST, actor, _Written(author_id, head.audience_term)) for author_id in (actor.id or 0, 0)
    )
    return lambda author_id: own if author_id == actor.id else others


def hidings_of(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[int, HidingView]:
    """Why posts are hidden, for those who may see them all the same. Nobody else costs the database a question."""
    seen = [row.id for row in rows if row.hidden_at is not None and _sees(actor, row.author_id)]
    return open_hidings(session, seen) if seen else {}


def _sees(actor: Actor, author_id: int) -> bool:
    return actor.moderates or actor.id == author_id


def post_view(
    row: Sequence[Any],
    actor: Actor,
    hidings: dict[int, HidingView],
    *,
    can_mark: bool = False,
    may_edit: Callable[[int], bool] = nobody_may,
    may_report: bool = False,
) -> PostView:
    """A row of `post_columns`; `may_edit` is asked with the author's id. Only its place when it is hidden."""
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
        can_edit=may_edit(author_id) and (hidden_at is None or actor.moderates),
        url=post_url(post_id),
        report_url=report_url(post_id) if may_report and actor.id != author_id and hidden_at is None else None,
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
        can_edit=False,
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
