"""Reading a post to correct it, and what it was before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor, Invitable, not_hidden, reachable, reader, sees_name
from network.core.addresses import page_before, post_anchor, thread_url
from network.core.db import AnySelect, execute
from network.core.errors import NotFound
from network.core.worddiff import Piece, history_diff
from network.features.accounts.models import Account
from network.features.editing.models import PostRevision
from network.features.municipalities.models import Organisation
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic

VERSIONS_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class EditedPost:
    """A post as it stands, with what has to be known to change it."""

    id: int
    position: int
    author_id: int
    author_name: str
    created_at: datetime
    markdown: str
    version: int
    thread_id: int
    thread_slug: str
    title: str
    topic_id: int
    topic_slug: str
    topic_title: str
    audience_term: str
    post_hidden_at: datetime | None  # `can_read` has been asked by the statement
    thread_hidden_at: datetime | None
    lock_reason: str | None
    mask: str | None  # what others see instead of its author

    @property
    def invitation_key(self) -> str:
        return Invitable.THREAD.key(self.thread_id)

    @property
    def is_hidden(self) -> bool:
        return self.post_hidden_at is not None or self.thread_hidden_at is not None

    @property
    def is_question(self) -> bool:
        return self.position == 1

    @property
    def url(self) -> str:
        """Where the post stands today."""
        page = thread_url(self.thread_id, self.thread_slug, page_before(self.position))
        return f"{page}#{post_anchor(self.id)}"


_post: AnySelect = (
    select(
        Post.id,
        Post.position,
        Post.author_id,
        Account.name,
        Post.created_at,
        Post.markdown,
        Post.version,
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.topic_id,
        Topic.slug,
        Topic.title,
        Thread.audience_term,
        Post.hidden_at,
        Thread.hidden_at,
        Thread.lock_reason,
        Post.mask,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Topic, Topic.id == Thread.topic_id)
    .join(Account, Account.id == Post.author_id)
    .where(Post.id == bindparam("post_id"), reachable(Thread), not_hidden(Post))
)
_held: AnySelect = (
    select(Thread.id)
    .join(Post, Post.thread_id == Thread.id)
    .where(Post.id == bindparam("post_id"), reachable(Thread))
    .with_for_update(of=Thread)
)


def edited_post(session: Session, actor: Actor, post_id: int, *, hold: bool = False) -> EditedPost:
    """`hold` keeps its thread from changing until the transaction ends. Raises NotFound."""
    wanted = reader(actor) | {"post_id": post_id}
    while hold:  # first: what a statement that had to wait reads beside is what was before
        held = execute(session, _held, wanted).scalar()
        if held == execute(session, _held, wanted).scalar():  # else the post was moved to another thread meanwhile
            break
    row = execute(session, _post, wanted).first()
    if row is None:
        raise NotFound
    post = EditedPost(*row)
    return post if _sees_author(actor, post) else replace(post, author_name="")


def _sees_author(actor: Actor, post: EditedPost) -> bool:
    return post.mask is None or sees_name(actor, post.author_id)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a post, and what it changed in the one before."""

    number: int
    author_name: str
    organisation_name: str
    at: datetime
    is_move: bool  # by a moderator, who is not named
    title: tuple[Piece, ...]  # empty when this version did not change it
    topic_change: tuple[str, str] | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class History:
    post: EditedPost
    versions: tuple[Version, ...]  # newest first
    older_than: int | None  # a version; None when all are shown


_versions: AnySelect = (
    select(
        PostRevision.number,
        PostRevision.markdown,
        PostRevision.title,
        Topic.title,
        Account.name,
        Organisation.full_name,
        PostRevision.at,
        PostRevision.edited_by_id,
        PostRevision.is_move,
    )
    .join(Account, Account.id == PostRevision.edited_by_id)
    .join(Organisation, Organisation.id == Account.organisation_id)
    .outerjoin(Topic, Topic.id == PostRevision.topic_id)
    .where(PostRevision.post_id == bindparam("post_id"), PostRevision.number < bindparam("before", type_=Integer))
    .order_by(PostRevision.number.desc())
    .limit(VERSIONS_A_PAGE + 1)
)


def history(session: Session, actor: Actor, post_id: int, before: int) -> History:
    """Versions of a post older than number `before`, newest first. Raises NotFound."""
    post = edited_post(session, actor, post_id)
    rows = list(execute(session, _versions, {"post_id": post_id, "before": before}))
    shown = rows[:VERSIONS_A_PAGE]
    earlier = [*rows[1:], None][: len(shown)]
    masked = None if _sees_author(actor, post) else post
    versions = tuple(_version(row, older, masked) for row, older in zip(shown, earlier, strict=True))
    return History(post, versions, shown[-1].number if len(rows) > VERSIONS_A_PAGE else None)


def _version(row: Sequence[Any], older: Sequence[Any] | None, masked: EditedPost | None) -> Version:
    """`masked`: the post, when its author's own versions do not say whose they are."""
    number, markdown, title, topic, name, organisation, at, edited_by_id, is_move = row
    if masked and edited_by_id == masked.author_id:
        name, organisation = "", masked.mask
    _, old_markdown, old_title, old_topic, *_ = older or (0, markdown, title, topic)
    return Version(
        number=number,
        author_name="" if is_move else name,
        organisation_name="" if is_move else organisation,
        at=at,
        is_move=is_move,
        title=history_diff(old_title, title) if title != old_title else (),
        topic_change=(old_topic, topic) if topic != old_topic else None,
        pieces=() if is_move else history_diff(old_markdown, markdown),
    )
