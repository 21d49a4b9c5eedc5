"""Which threads belong to a method, and what becomes of that when threads are merged. No function commits."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from network.core.db import dialect_insert, execute
from network.features.sources.models import MethodThread, Relation
from network.features.threads.models import Thread


def bind(session: Session, method_id: int, thread_id: int, relation: Relation) -> None:
    new = dialect_insert(session.get_bind().dialect.name, MethodThread).on_conflict_do_nothing()
    row = {"method_id": method_id, "thread_id": thread_id, "relation": relation}
    if execute(session, new, row).rowcount:
        _count(session, thread_id)


def _count(session: Session, thread_id: int) -> None:
    """A thread's page looks for methods only when there are any."""
    count = select(func.count()).where(MethodThread.thread_id == thread_id).scalar_subquery()
    changed = update(Thread).where(Thread.id == thread_id)
    session.execute(changed.values(method_count=count, version=Thread.version + 1))


def move_bonds(session: Session, from_id: int, to_id: int) -> None:
    """A thread was merged into another: what it asked about and what it became belongs to that one."""
    there = select(MethodThread.method_id).where(MethodThread.thread_id == to_id)
    moved = update(MethodThread).where(MethodThread.thread_id == from_id, MethodThread.method_id.not_in(there))
    if session.execute(moved.values(thread_id=to_id), execution_options={"synchronize_session": False}).rowcount:  # type: ignore[attr-defined]
        _count(session, to_id)
