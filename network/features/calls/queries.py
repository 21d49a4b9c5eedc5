"""Reading a call, and its answers as one table."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from network.core.access import Actor, reachable, reader
from network.core.addresses import post_url
from network.core.danish_order import danish_key
from network.core.db import AnySelect, Source, execute
from network.core.errors import NotFound
from network.features.accounts.models import Account
from network.features.calls.models import Call, CallTopic
from network.features.merging.models import MergedThread
from network.features.municipalities.models import Organisation
from network.features.threads.head import thread_head
from network.features.threads.masks import shown_author
from network.features.threads.models import Post, Thread, ThreadKind
from network.features.threads.sections import taken_apart
from network.features.topics.models import Topic

MOST_ANSWERS = 1000


@dataclass(frozen=True, slots=True)
class CallView:
    columns: tuple[str, ...]
    groups: tuple[str, ...]
    topics: tuple[str, ...]  # titles of the other topics whose followers are told


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One reply, by what was asked for. Who hides their name is a mask here, whoever reads: tables travel."""

    organisation_name: str
    author_name: str
    written_at: datetime
    cells: tuple[str, ...]
    url: str


_call: AnySelect = (
    select(Call.columns, Call.groups, Topic.title)
    .join(Thread, Thread.id == Call.thread_id)
    .outerjoin(CallTopic, CallTopic.thread_id == Call.thread_id)
    .outerjoin(Topic, Topic.id == CallTopic.topic_id)
    .where(Call.thread_id == bindparam("thread_id"), Thread.kind == ThreadKind.CALL.value, reachable(Thread))
)


def call_of(source: Source, actor: Actor, thread_id: int) -> CallView | None:
    """What a thread calls for; None when it is no call, or not the actor's to know."""
    rows = execute(source, _call, reader(actor) | {"thread_id": thread_id}).all()
    if not rows:
        return None
    titles = sorted((title for _, _, title in rows if title), key=danish_key)
    return CallView(tuple(rows[0][0]), tuple(rows[0][1]), tuple(titles))


@dataclass(frozen=True, slots=True)
class CallTable:
    """The answers to a call. One that was merged into another thread keeps its table, at the address that it had."""

    id: int
    slug: str
    title: str
    columns: tuple[str, ...]
    thread_title: str  # where the answers stand: the call itself, or the thread that it was merged into
    thread_url: str
    topic_title: str
    topic_url: str
    is_merged: bool
    rows: tuple[AnswerRow, ...]


_target = aliased(Thread)
_merged: AnySelect = (
    select(Thread.slug, Thread.title, Call.columns, MergedThread.target_id, MergedThread.first_post_id)
    .join(Thread, Thread.id == Call.thread_id)
    .join(MergedThread, MergedThread.thread_id == Call.thread_id)
    .join(_target, _target.id == MergedThread.target_id)
    .where(Call.thread_id == bindparam("thread_id"), Thread.kind == ThreadKind.CALL.value, reachable(_target))
)


def call_table(session: Session, actor: Actor, thread_id: int) -> CallTable:
    """Raises NotFound, also when the thread is not the actor's to know, or no call."""
    call = call_of(session, actor, thread_id)
    if call is not None:
        head = thread_head(session, actor, thread_id)
        slug, title, columns, begun_by = head.slug, head.title, call.columns, 0
    else:
        row = execute(session, _merged, reader(actor) | {"thread_id": thread_id}).first()
        if row is None:
            raise NotFound
        slug, title, columns, target_id, begun_by = row
        head = thread_head(session, actor, target_id)
    return CallTable(
        id=thread_id,
        slug=slug,
        title=title,
        columns=tuple(columns),
        thread_title=head.title,
        thread_url=head.url(),
        topic_title=head.topic_title,
        topic_url=head.topic_url,
        is_merged=call is None,
        rows=answer_rows(session, head.id, tuple(columns), begun_by),
    )


_columns_once: AnySelect = (
    select(Call.columns)
    .join(Thread, Thread.id == Call.thread_id)
    .outerjoin(MergedThread, MergedThread.thread_id == Call.thread_id)
    .outerjoin(_target, _target.id == MergedThread.target_id)
    .where(Call.thread_id == bindparam("thread_id"), or_(reachable(Thread), reachable(_target)))
)


def columns_once(source: Source, actor: Actor, thread_id: int) -> tuple[str, ...]:
    """What a thread asked for when it was a call; nothing when it never was, or is not the actor's to know."""
    return tuple(execute(source, _columns_once, reader(actor) | {"thread_id": thread_id}).scalar() or ())


_answers: AnySelect = (
    select(Post.id, Post.markdown, *shown_author(Post), Post.created_at)
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Post.organisation_id)
    .where(
        Post.thread_id == bindparam("thread_id"),
        Post.position > 1,
        Post.id != bindparam("begun_by"),
        Post.hidden_at.is_(None),
    )
    .order_by(Post.position)
    .limit(bindparam("limit", type_=Integer))
)


def answer_rows(session: Session, thread_id: int, columns: tuple[str, ...], begun_by: int = 0) -> tuple[AnswerRow, ...]:
    """The replies that hold something of what was asked for, by municipality; those without a name come last.

    Of a thread that has been let through; `begun_by` is the first post of a call that was merged into it.
    """
    wanted = {"thread_id": thread_id, "begun_by": begun_by, "limit": MOST_ANSWERS}
    rows = []
    for post_id, markdown, name, organisation, at in execute(session, _answers, wanted):
        cells = taken_apart(markdown, columns)
        if cells:
            texts = tuple(cells.get(column, "") for column in columns)
            rows.append(AnswerRow(organisation, name, at, texts, post_url(post_id)))
    return tuple(sorted(rows, key=lambda row: (not row.author_name, danish_key(row.organisation_name), row.written_at)))


def answer_count(session: Session, actor: Actor, thread_id: int) -> int | None:
    """How many rows the table of a call has; None when the thread has no table."""
    call = call_of(session, actor, thread_id)
    return None if call is None else len(answer_rows(session, thread_id, call.columns))
