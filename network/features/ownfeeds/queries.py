"""Whose a feed's address is, and what stands in the feed: the newest that this member may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, bindparam, func, literal_column, select

from network.core.access import Actor, readable, reader
from network.core.addresses import document_url, method_url, thread_url
from network.core.db import AnySelect, Source, at_most, execute
from network.core.tokens import fingerprint
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import actor_columns, actor_of
from network.features.events.models import EventSeat
from network.features.events.queries import CalendarEvent, calendar_rows
from network.features.feeds.queries import IN_A_FEED
from network.features.library.models import Document
from network.features.methods.models import Method, MethodState
from network.features.municipalities.models import Organisation
from network.features.notifications.models import TopicWatch
from network.features.ownfeeds.models import FeedKey
from network.features.publishing.models import Article
from network.features.publishing.visibility import visitor
from network.features.threads.masks import shown_author
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic

LEAD = 600  # characters of a text


class Part(StrEnum):
    """What a feed holds, as its address says it."""

    THREADS = "traade"
    FOLLOWED = "fulgte"  # threads in the topics that the member follows
    METHODS = "metoder"
    DOCUMENTS = "dokumenter"


_actor_of_key: AnySelect = actor_columns.join(FeedKey, FeedKey.account_id == Account.id).where(
    FeedKey.fingerprint == bindparam("fingerprint"), Account.state == AccountState.ACTIVE
)
_made_at: AnySelect = select(FeedKey.made_at).where(FeedKey.account_id == bindparam("account_id"))


def actor_by_feed_key(source: Source, secret: str) -> Actor | None:
    """The member whose feeds these are, as long as their access is open."""
    found = execute(source, _actor_of_key, {"fingerprint": fingerprint(secret)}).first()
    return actor_of(source, tuple(found)) if found else None


def made_at(source: Source, actor: Actor) -> datetime | None:
    """When the addresses were made that open the actor's feeds; None when there are none."""
    found: datetime | None = execute(source, _made_at, {"account_id": actor.id}).scalar()
    return found


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """As `feeds.atom` writes it."""

    id: int
    kind: str
    title: str
    lead: str
    path: str
    published_at: datetime
    updated_at: datetime
    html: str = ""


_thread_rows: AnySelect = (
    select(
        Thread.id,
        Thread.slug,
        Thread.title,
        Topic.title,
        *shown_author(Thread),
        func.coalesce(func.substr(Post.plain, 1, LEAD), ""),
        Thread.created_at,
        func.coalesce(Post.edited_at, Thread.created_at),
    )
    .join(Topic, Topic.id == Thread.topic_id)
    .join(Account, Account.id == Thread.author_id)
    .join(Organisation, Organisation.id == Thread.organisation_id)
    .outerjoin(Post, and_(Post.thread_id == Thread.id, Post.position == literal_column("1"), Post.hidden_at.is_(None)))
    .where(readable(Thread))
    .order_by(Thread.id.desc())
)
_followed_topics = select(TopicWatch.topic_id).where(TopicWatch.account_id == bindparam("reader_account"))
_method_rows: AnySelect = (
    select(
        Method.id,
        Method.slug,
        Method.title,
        Method.summary,
        Organisation.full_name,
        Method.shared_at,
        Method.looked_through_at,
    )
    .join(Organisation, Organisation.id == Method.organisation_id)
    .where(readable(Method), Method.state == MethodState.SHARED.value)
    .order_by(Method.shared_at.desc(), Method.id.desc())
)
_document_rows: AnySelect = (
    select(
        Document.id,
        Document.slug,
        Document.title,
        func.substr(Document.plain, 1, LEAD),
        Organisation.full_name,
        Document.shared_at,
    )
    .join(Organisation, Organisation.id == Document.organisation_id)
    .where(readable(Document))
    .order_by(Document.shared_at.desc(), Document.id.desc())
)
_newest: Mapping[Part, AnySelect] = {
    part: at_most(rows, IN_A_FEED)
    for part, rows in (
        (Part.THREADS, _thread_rows),
        (Part.FOLLOWED, _thread_rows.where(Thread.topic_id.in_(_followed_topics))),
        (Part.METHODS, _method_rows),
        (Part.DOCUMENTS, _document_rows),
    )
}


def own_entries(source: Source, actor: Actor, part: Part) -> tuple[OwnEntry, ...]:
    """The newest that the actor may read."""
    return tuple(_ENTRIES[part](row) for row in execute(source, _newest[part], reader(actor)))


def _thread(row: Sequence[Any]) -> OwnEntry:
    number, slug, title, topic, author, organisation, text, created_at, changed_at = row
    said = f"{topic}. {', '.join(part for part in (author, organisation) if part)}"
    return OwnEntry(
        number, "thread", title, f"{said}\n\n{text}", thread_url(number, slug), created_at, max(created_at, changed_at)
    )


def _method(row: Sequence[Any]) -> OwnEntry:
    number, slug, title, summary, organisation, shared_at, changed_at = row
    url = method_url(number, slug)
    return OwnEntry(number, "method", title, _under(organisation, summary), url, shared_at, max(shared_at, changed_at))


def _document(row: Sequence[Any]) -> OwnEntry:
    number, slug, title, text, organisation, shared_at = row
    return OwnEntry(
        number, "document", title, _under(organisation, text), document_url(number, slug), shared_at, shared_at
    )


def _under(organisation: str, text: str) -> str:
    return f"{organisation}\n\n{text}" if text else organisation


_ENTRIES = {Part.THREADS: _thread, Part.FOLLOWED: _thread, Part.METHODS: _method, Part.DOCUMENTS: _document}

_attended: AnySelect = calendar_rows.add_columns(EventSeat.is_waiting).join(
    EventSeat, and_(EventSeat.article_id == Article.id, EventSeat.account_id == bindparam("reader_account"))
)


def attended_events(source: Source, actor: Actor, since: datetime) -> tuple[tuple[CalendarEvent, bool], ...]:
    """Events that the actor has a seat at, or waits for one (then True), and that are not over before a moment."""
    rows = execute(source, _attended, visitor(actor) | {"since": since})
    return tuple((CalendarEvent(*row[:-1]), row[-1]) for row in rows)
