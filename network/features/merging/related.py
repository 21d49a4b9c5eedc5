"""Where threads went that were merged, and what a thread's page says of those that it came from or gave posts to."""

from dataclasses import dataclass

from sqlalchemy import Executable, Integer, and_, bindparam, literal, null, select, union_all
from sqlalchemy.orm import Session, aliased

from network.core.access import Actor, reachable, readable, reader
from network.core.addresses import post_url, table_url, thread_url
from network.core.db import AnySelect, Source, execute
from network.core.errors import NotFound
from network.features.calls.models import Call
from network.features.merging.models import MergedThread, SplitThread
from network.features.threads.models import Thread, ThreadKind


@dataclass(frozen=True, slots=True)
class MovedTo:
    """The thread that another one was merged into."""

    id: int
    slug: str
    title: str

    @property
    def url(self) -> str:
        return thread_url(self.id, self.slug)


_moved_to: AnySelect = (
    select(Thread.id, Thread.slug, Thread.title)
    .join(MergedThread, MergedThread.target_id == Thread.id)
    .where(MergedThread.thread_id == bindparam("thread_id"), reachable(Thread))
)


def merged_into(session: Session, actor: Actor, thread_id: int) -> MovedTo:
    """Raises NotFound, also when the thread that it was merged into is not the actor's to know."""
    row = execute(session, _moved_to, reader(actor) | {"thread_id": thread_id}).first()
    if row is None:
        raise NotFound
    return MovedTo(*row)


@dataclass(frozen=True, slots=True)
class RelatedThread:
    """What a thread's page says of another one."""

    relation: str  # "from": it was split from it; "merged": taken in; "off": split off
    title: str
    url: str
    table_url: str | None = None  # of a call that was taken in


_old = aliased(Thread)
_here = bindparam("thread_id", type_=Integer)
_related: Executable = union_all(
    select(
        literal("merged").label("relation"),
        MergedThread.first_post_id.label("id"),
        literal("").label("slug"),
        _old.title,
        Call.thread_id.label("call_id"),
        _old.slug.label("call_slug"),
    )
    .join(_old, _old.id == MergedThread.thread_id)
    .join(Thread, Thread.id == MergedThread.target_id)
    .outerjoin(Call, and_(Call.thread_id == _old.id, _old.kind == ThreadKind.CALL.value))
    .where(MergedThread.target_id == _here, reachable(Thread)),
    select(literal("from"), Thread.id, Thread.slug, Thread.title, null(), null())
    .join(SplitThread, SplitThread.source_id == Thread.id)
    .where(SplitThread.thread_id == _here, readable(Thread)),
    select(literal("off"), Thread.id, Thread.slug, Thread.title, null(), null())
    .join(SplitThread, SplitThread.thread_id == Thread.id)
    .where(SplitThread.source_id == _here, readable(Thread)),
)


def related_threads(source: Source, actor: Actor, thread_id: int) -> tuple[RelatedThread, ...]:
    """Those that the actor may read, in the order of the page: where it is from, what came in, what went out."""
    rows = execute(source, _related, reader(actor) | {"thread_id": thread_id}).all()
    found = [
        RelatedThread(
            relation,
            title,
            post_url(number) if relation == "merged" else thread_url(number, slug),
            table_url(call_id, call_slug) if call_id else None,
        )
        for relation, number, slug, title, call_id, call_slug in rows
    ]
    return tuple(sorted(found, key=lambda thread: ("from", "merged", "off").index(thread.relation)))
