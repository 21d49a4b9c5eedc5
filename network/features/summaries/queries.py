"""Reading a thread's summary: on its page, to write on it, as it was before, and as a search hit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Integer, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session

from network.core.access import Actor, reachable, readable, reader, sees_name
from network.core.addresses import thread_url, topic_url
from network.core.db import AnySelect, Source, execute
from network.core.errors import NotFound
from network.core.worddiff import Piece, history_diff
from network.features.accounts.models import Account
from network.features.municipalities.models import Organisation
from network.features.summaries.models import SummaryVersion
from network.features.threads.masks import shown_author
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic

VERSIONS_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class SummaryView:
    html: Markup
    author_name: str  # who wrote on it last; empty when they hide their name in the thread
    organisation_name: str  # or the mask
    at: datetime


_shown: AnySelect = (
    select(SummaryVersion.html, *shown_author(SummaryVersion), SummaryVersion.at)
    .join(Account, Account.id == SummaryVersion.edited_by_id)
    .join(Organisation, Organisation.id == Account.organisation_id)
    .where(
        SummaryVersion.thread_id == bindparam("thread_id"),
        SummaryVersion.number == bindparam("number"),
        SummaryVersion.hidden_at.is_(None),
    )
)


def shown_summary(source: Source, thread_id: int, number: int) -> SummaryView | None:
    """The summary of a thread whose head has been let through."""
    row = execute(source, _shown, {"thread_id": thread_id, "number": number}).first()
    return SummaryView(Markup(row[0]), *row[1:]) if row else None  # noqa: S704 -- sanitised when it was written


@dataclass(frozen=True, slots=True)
class SummarisedThread:
    """A thread with its summary as it stands, and what has to be known to write on it."""

    id: int
    slug: str
    title: str
    topic_title: str
    topic_slug: str
    audience_term: str
    thread_hidden_at: datetime | None  # `can_read` has been asked by the statement
    lock_reason: str | None
    first_post_id: int
    number: int  # of the newest version, shown or not; 0: there is none
    length: int
    markdown: str  # empty when none is shown
    takes_part: bool

    @property
    def url(self) -> str:
        return thread_url(self.id, self.slug)

    @property
    def topic_url(self) -> str:
        return topic_url(self.topic_slug)

    @property
    def is_hidden(self) -> bool:
        return self.thread_hidden_at is not None

    @property
    def is_shown(self) -> bool:
        return self.length > 0


_current = and_(
    SummaryVersion.thread_id == Thread.id,
    SummaryVersion.number == Thread.summary_number,
    SummaryVersion.hidden_at.is_(None),
)
_has_written = (
    exists()
    .where(Post.thread_id == Thread.id, Post.author_id == bindparam("reader_account"), Post.hidden_at.is_(None))
    .correlate(Thread)
)
_thread: AnySelect = (
    select(
        Thread.id,
        Thread.slug,
        Thread.title,
        Topic.title,
        Topic.slug,
        Thread.audience_term,
        Thread.hidden_at,
        Thread.lock_reason,
        Post.id,
        Thread.summary_number,
        Thread.summary_length,
        func.coalesce(SummaryVersion.markdown, ""),
        _has_written,
    )
    .join(Topic, Topic.id == Thread.topic_id)
    .join(Post, and_(Post.thread_id == Thread.id, Post.position == 1))
    .outerjoin(SummaryVersion, _current)
    .where(Thread.id == bindparam("thread_id"), reachable(Thread))
)
_held: AnySelect = (
    select(Thread.id).where(Thread.id == bindparam("thread_id"), reachable(Thread)).with_for_update(of=Thread)
)


def summarised_thread(session: Session, actor: Actor, thread_id: int, *, hold: bool = False) -> SummarisedThread:
    """`hold` keeps it from changing until the transaction ends. Raises NotFound."""
    wanted = reader(actor) | {"thread_id": thread_id}
    if hold:
        execute(session, _held, wanted)  # first: what a statement that had to wait reads beside is what was before
    row = execute(session, _thread, wanted).first()
    if row is None:
        raise NotFound
    return SummarisedThread(*row)


_own_masks: AnySelect = (
    select(Post.mask)
    .where(
        Post.thread_id == bindparam("thread_id"),
        Post.author_id == bindparam("reader_account"),
        Post.hidden_at.is_(None),
    )
    .order_by(Post.position)
)


def own_mask(session: Session, actor: Actor, thread_id: int) -> str | None:
    """What others see of the actor in a thread where nothing can be read of them by name: then a summary by name would
    say whose the posts are. None when something can, or when they have written nothing.
    """
    masks = execute(session, _own_masks, reader(actor) | {"thread_id": thread_id}).scalars().all()
    return None if None in masks else next(iter(masks), None)


@dataclass(frozen=True, slots=True)
class Version:
    """One version, and what it changed in the one before."""

    number: int
    author_name: str  # empty for those who may not know
    organisation_name: str
    mask: str | None  # what those see
    at: datetime
    is_hidden: bool
    pieces: tuple[Piece, ...]  # empty for those who may not see what is hidden


_versions: AnySelect = (
    select(
        SummaryVersion.number,
        SummaryVersion.markdown,
        SummaryVersion.hidden_at,
        SummaryVersion.mask,
        SummaryVersion.edited_by_id,
        Account.name,
        Organisation.full_name,
        SummaryVersion.at,
    )
    .join(Account, Account.id == SummaryVersion.edited_by_id)
    .join(Organisation, Organisation.id == Account.organisation_id)
    .where(
        SummaryVersion.thread_id == bindparam("thread_id"), SummaryVersion.number < bindparam("before", type_=Integer)
    )
    .order_by(SummaryVersion.number.desc())
    .limit(VERSIONS_A_PAGE + 1)
)


@dataclass(frozen=True, slots=True)
class History:
    thread: SummarisedThread
    versions: tuple[Version, ...]  # newest first
    older_than: int | None  # a version; None when all are shown


def history(session: Session, actor: Actor, thread_id: int, before: int) -> History:
    """Versions older than number `before`; what is hidden those who moderate read alone. Raises NotFound."""
    thread = summarised_thread(session, actor, thread_id)
    rows = list(execute(session, _versions, {"thread_id": thread_id, "before": before}))
    shown = rows[:VERSIONS_A_PAGE]
    earlier = [*rows[1:], None][: len(shown)]
    versions = tuple(_version(row, older, actor) for row, older in zip(shown, earlier, strict=True))
    return History(thread, versions, shown[-1].number if len(rows) > VERSIONS_A_PAGE else None)


def _version(row: Sequence[Any], older: Sequence[Any] | None, actor: Actor) -> Version:
    number, _markdown, hidden_at, mask, author_id, name, organisation, at = row
    if mask is not None and not sees_name(actor, author_id):
        name, organisation = "", mask
    text, before = _text_for(row, actor), _text_for(older, actor) if older else ""
    pieces = () if text is None else history_diff(before or "", text)
    return Version(number, name, organisation, mask, at, hidden_at is not None, pieces)


def _text_for(row: Sequence[Any], actor: Actor) -> str | None:
    return row[1] if row[2] is None or actor.moderates else None


@dataclass(frozen=True, slots=True)
class FoundSummary:
    """A summary as a search hit."""

    url: str
    title: str
    plain: str
    topic_title: str
    at: datetime
    audience_term: str


_found: AnySelect = (
    select(
        Post.id, Thread.id, Thread.slug, Thread.title, SummaryVersion.plain, Topic.title, SummaryVersion.at,
        Thread.audience_term,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Topic, Topic.id == Thread.topic_id)
    .join(SummaryVersion, _current)
    .where(
        Post.id.in_(bindparam("ids", expanding=True)), Post.position == 1, readable(Thread), Thread.summary_length > 0
    )
)  # fmt: skip


def found_summaries(session: Session, actor: Actor, ids: list[int]) -> dict[int, FoundSummary]:
    """Those summaries that the actor may read, by the ids of their threads' first posts."""
    if not ids:
        return {}
    rows = execute(session, _found, reader(actor) | {"ids": ids})
    return {post_id: FoundSummary(thread_url(thread_id, slug), *rest) for post_id, thread_id, slug, *rest in rows}
