"""What has to be known of a thread before its page is rendered, or found to be unchanged."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, null, select

from network.core import clock
from network.core.access import Actor, Audience, Invitable, audience_of, reachable, reader
from network.core.addresses import (
    POSTS_A_PAGE,
    post_url,
    thread_url,
    topic_url,
)
from network.core.db import AnySelect, Source, execute
from network.core.errors import NotFound
from network.features.drafts.models import Draft
from network.features.drafts.places import Place
from network.features.drafts.queries import DraftView
from network.features.keywords.column import KeywordLink, keyword_column, keywords_of
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
    organisation_id: int
    created_at: datetime
    post_count: int
    best_count: int
    version: int
    hidden_at: datetime | None  # then only its author and those who moderate come here
    lock_reason: str | None
    pinned_at: datetime | None
    deadline: date | None
    resolved_at: datetime | None
    summary_number: int
    summary_length: int  # 0: none is shown
    related_at: datetime | None  # when it last had to do with another thread
    method_count: int  # that it has become, or asks about
    topic_title: str
    topic_slug: str
    mask: str | None
    is_advised: bool  # opened to an external adviser once
    last_post_id: int
    keyword_column: str | None
    read_position: int | None  # None: never opened, or nobody is signed in
    follows: bool | None  # False: has said stop
    first_unread_post_id: int | None  # None: all is read, or nobody is signed in
    told_from: int | None  # the first position that the reader has been told of and has not opened
    draft_version: str | None  # of the reader's own reply that was begun and not sent
    draft_fields: dict[str, Any] | None
    draft_updated_at: datetime | None
    takes_part: bool | None  # the reader has written here

    @property
    def draft(self) -> DraftView | None:
        if self.draft_version is None or self.draft_updated_at is None:
            return None
        return DraftView(self.draft_version, self.draft_fields or {}, self.draft_updated_at)

    @property
    def invitation_key(self) -> str:
        return Invitable.THREAD.key(self.id)

    @property
    def has_hidden_name(self) -> bool:
        return self.mask is not None

    @property
    def audience(self) -> Audience:
        return audience_of(self.audience_term)

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def keywords(self) -> tuple[KeywordLink, ...]:
        return keywords_of(self.keyword_column)

    @property
    def is_resolved(self) -> bool:
        return self.resolved_at is not None

    @property
    def is_open(self) -> bool:
        return self.lock_reason is None and not self.is_hidden

    @property
    def is_overdue(self) -> bool:
        return self.deadline is not None and self.deadline < clock.today()

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
_takes_part = exists().where(Post.author_id == bindparam("reader_id"), Post.thread_id == Thread.id).correlate(Thread)

_head_columns: AnySelect = select(
    Thread.id,
    Thread.slug,
    Thread.title,
    Thread.kind,
    Thread.audience_term,
    Thread.author_id,
    Thread.organisation_id,
    Thread.created_at,
    Thread.post_count,
    Thread.best_count,
    Thread.version,
    Thread.hidden_at,
    Thread.lock_reason,
    Thread.pinned_at,
    Thread.deadline,
    Thread.resolved_at,
    Thread.summary_number,
    Thread.summary_length,
    Thread.related_at,
    Thread.method_count,
    Topic.title,
    Topic.slug,
    Thread.mask,
    Thread.is_advised,
    post_at(Thread.post_count),
    keyword_column,
).join(Topic, Topic.id == Thread.topic_id)


def with_own(rows: AnySelect) -> AnySelect:
    """Joins what the reader has of each thread: how far they have read, whether they follow."""
    marker = and_(ReadMarker.thread_id == Thread.id, ReadMarker.account_id == bindparam("reader_id"))
    watch = and_(Watch.thread_id == Thread.id, Watch.account_id == bindparam("reader_id"))
    return rows.outerjoin(ReadMarker, marker).outerjoin(Watch, watch)


@cache
def _head_statement(*, signed_in: bool) -> AnySelect:
    head = _head_columns.where(Thread.id == bindparam("thread_id"), reachable(Thread))
    own = (
        ReadMarker.position,
        Watch.following,
        next_unread,
        _told_from,
        Draft.version,
        Draft.fields,
        Draft.updated_at,
        _takes_part,
    )
    if not signed_in:
        return head.add_columns(*(null() for _ in own))
    begun = and_(Draft.account_id == bindparam("reader_id"), Draft.place == bindparam("place"))
    return with_own(head.add_columns(*own)).outerjoin(Draft, begun)


def thread_head(source: Source, actor: Actor, thread_id: int) -> ThreadHead:
    """Raises NotFound, also when the thread is not the actor's to know."""
    wanted = {"thread_id": thread_id, "reader_id": actor.id, "place": Place(thread_id).name}
    row = execute(source, _head_statement(signed_in=actor.is_signed_in), reader(actor) | wanted).first()
    if row is None:
        raise NotFound
    return ThreadHead(*row)
