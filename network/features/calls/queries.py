"""Reading a call, and its answers as one table."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor, reachable, reader
from network.core.addresses import post_url
from network.core.danish_order import danish_key
from network.core.db import AnySelect, Source, execute
from network.features.accounts.models import Account
from network.features.calls.models import Call, CallTopic
from network.features.municipalities.models import Organisation
from network.features.threads.head import ThreadHead
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


_answers: AnySelect = (
    select(Post.id, Post.markdown, *shown_author(Post), Post.created_at)
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Post.organisation_id)
    .where(Post.thread_id == bindparam("thread_id"), Post.position > 1, Post.hidden_at.is_(None))
    .order_by(Post.position)
    .limit(bindparam("limit", type_=Integer))
)


def answer_table(session: Session, head: ThreadHead, call: CallView) -> tuple[AnswerRow, ...]:
    """The replies that hold something of what was asked for, by municipality; those without a name come last."""
    found = execute(session, _answers, {"thread_id": head.id, "limit": MOST_ANSWERS})
    rows = []
    for post_id, markdown, name, organisation, at in found:
        cells = taken_apart(markdown, call.columns)
        if cells:
            texts = tuple(cells.get(column, "") for column in call.columns)
            rows.append(AnswerRow(organisation, name, at, texts, post_url(post_id)))
    return tuple(sorted(rows, key=lambda row: (not row.author_name, danish_key(row.organisation_name), row.written_at)))
