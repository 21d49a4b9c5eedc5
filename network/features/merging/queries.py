"""Which threads may be merged, and what happens then."""

import re
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import bindparam, func, not_, select
from sqlalchemy.orm import Session

from network.core.access import Actor, Audience, Invitable, audience_of, reachable, readable, readable_by_member, reader
from network.core.addresses import thread_url
from network.core.db import MAX_ID, AnySelect, execute
from network.core.errors import NotFound
from network.features.accounts.models import Account
from network.features.advisers.opened import has_advisers, opened_to
from network.features.calls.queries import answer_count
from network.features.merging.related import merged_into
from network.features.merging.service import why_not
from network.features.municipalities.models import Organisation
from network.features.search.similar import content_words
from network.features.threads.masks import shown_author
from network.features.threads.models import Post, Thread, ThreadKind
from network.features.topics.models import Topic
from network.ports.search import Query, SearchIndex

FOUND = 10  # threads that are offered
LOOKED_AT = 60  # hits; several are often of one thread


@dataclass(frozen=True, slots=True)
class MergedSide:
    """A thread that may be merged into another, or have another merged into it."""

    id: int
    slug: str
    title: str
    kind: ThreadKind
    audience_term: str
    hidden_at: datetime | None
    author_id: int
    post_count: int
    created_at: datetime
    topic_slug: str
    topic_title: str
    author_name: str
    organisation_name: str
    has_advisers: bool

    @property
    def url(self) -> str:
        return thread_url(self.id, self.slug)

    @property
    def audience(self) -> Audience:
        return audience_of(self.audience_term)


_side_columns: AnySelect = (
    select(
        Thread.id,
        Thread.slug,
        Thread.title,
        Thread.kind,
        Thread.audience_term,
        Thread.hidden_at,
        Thread.author_id,
        Thread.post_count,
        Thread.created_at,
        Topic.slug,
        Topic.title,
        *shown_author(Thread),
        has_advisers(Invitable.THREAD, Thread.id),
    )
    .join(Topic, Topic.id == Thread.topic_id)
    .join(Account, Account.id == Thread.author_id)
    .join(Organisation, Organisation.id == Thread.organisation_id)
)
_side: AnySelect = _side_columns.where(Thread.id == bindparam("thread_id"), reachable(Thread))
_sides: AnySelect = _side_columns.where(Thread.id.in_(bindparam("ids", expanding=True)), readable(Thread))


def merged_side(session: Session, actor: Actor, thread_id: int) -> MergedSide:
    """Raises NotFound."""
    row = execute(session, _side, reader(actor) | {"thread_id": thread_id}).first()
    if row is None:
        raise NotFound
    return MergedSide(*row)


def found_threads(session: Session, index: SearchIndex, actor: Actor, words: str, but: int) -> tuple[MergedSide, ...]:
    """Threads with at least half of the words in one of their posts, the best first. Raises SearchUnavailable."""
    at_least = ceil(len(content_words(words)) / 2)
    query = Query(words, at_least=at_least, kinds=frozenset({"thread", "reply"}), limit=LOOKED_AT)
    hits = index.search(query, actor.terms).hits
    ids = list(dict.fromkeys(int(hit.group.rpartition(":")[2]) for hit in hits))
    if not ids:
        return ()
    found = {row[0]: MergedSide(*row) for row in execute(session, _sides, reader(actor) | {"ids": ids})}
    return tuple(found[number] for number in ids if number in found and number != but)[:FOUND]


_ADDRESS = re.compile(r"/(traade|indlaeg)/(\d{1,10})\b")
_thread_of_post: AnySelect = (
    select(Thread.id).join(Post, Post.thread_id == Thread.id).where(Post.id == bindparam("post_id"), reachable(Thread))
)


def is_address(text: str) -> bool:
    """Whether it looks like the address of a thread or a post, whole or without the site's name."""
    return _ADDRESS.search(text) is not None


def thread_at(session: Session, actor: Actor, address: str) -> MergedSide:
    """The thread at an address of its own, of one of its posts or of one that was merged into it. Raises NotFound."""
    found = _ADDRESS.search(address)
    if found is None or int(found[2]) > MAX_ID:
        raise NotFound
    number = int(found[2])
    if found[1] == "indlaeg":
        number = execute(session, _thread_of_post, reader(actor) | {"post_id": number}).scalar() or 0
    try:
        return merged_side(session, actor, number)
    except NotFound:
        return merged_side(session, actor, merged_into(session, actor, number).id)


@dataclass(frozen=True, slots=True)
class Merging:
    """What will happen when one thread is merged into another."""

    thread: MergedSide
    target: MergedSide
    shut_out: int  # members who wrote in the thread and may not read the other
    why_not: str | None  # a message; then it cannot be done
    answers: int | None  # rows of the table, when the thread that goes is a call

    @property
    def ends_call(self) -> bool:
        """Whether the posts were a call's, and will stand in a thread that is none."""
        return self.answers is not None and self.target.kind != ThreadKind.CALL

    @property
    def is_narrower(self) -> bool:
        return self.thread.audience_term != self.target.audience_term

    @property
    def is_older(self) -> bool:
        """Whether the thread that goes was there first."""
        return self.thread.created_at < self.target.created_at


_shut_out: AnySelect = (
    select(func.count(func.distinct(Post.author_id)))
    .select_from(Post)
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Account.organisation_id)
    .join(Thread, Thread.id == bindparam("target_id"))
    .where(
        Post.thread_id == bindparam("thread_id"),
        not_(readable_by_member(Thread, Account.organisation_id, Organisation.kind, opened_to(Account.id, Thread))),
    )
)


def merging(session: Session, actor: Actor, thread: MergedSide, target: MergedSide) -> Merging:
    """Takes two threads that the actor may read."""
    is_hidden = thread.hidden_at is not None or target.hidden_at is not None
    refusal = why_not(thread.audience_term, target.audience_term, is_hidden=is_hidden, has_advisers=target.has_advisers)
    counted = refusal is None and thread.audience_term != target.audience_term
    pair = {"thread_id": thread.id, "target_id": target.id}
    shut_out: int = execute(session, _shut_out, pair).scalar_one() if counted else 0
    return Merging(thread, target, shut_out, refusal, answer_count(session, actor, thread.id))
