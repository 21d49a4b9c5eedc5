"""What happens later, written in the same transaction as what happened now.

A row belongs to one queue, so that a mail server that is down delays no indexing. The worker reads the rows in order
and marks them done; effects are idempotent, so a killed worker repeats nothing that shows and loses nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from network.core import clock
from network.core.db import Base, UtcDateTime, execute

MAX_ATTEMPTS = 110  # four and a half days: a mail server may be down over a weekend
KEEP_DONE = timedelta(days=14)


class Queue(StrEnum):
    INDEX = "index"
    MAIL = "mail"
    EXTRACT = "extract"
    NOTIFY = "notify"
    DRAW = "draw"
    RECOGNISE = "recognise"


class OutboxRow(Base):
    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[str]
    event: Mapped[str]  # e.g. "post.created"; for the index queue the kind of thing, e.g. "post"
    subject_id: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index(
            "ix_outbox_pending",
            "queue",
            "due_at",
            "id",
            sqlite_where=done_at.is_(None),
            postgresql_where=done_at.is_(None),
        ),
    )


_insert = insert(OutboxRow)


def record(session: Session, queue: Queue, event: str, subject_id: int, **payload: Any) -> None:
    """Ask for something to be done after this transaction commits."""
    record_for(session, clock.now(), queue, event, subject_id, **payload)
    session.info["outbox"] = True  # the transaction wakes the worker once it has committed


def record_for(session: Session, moment: datetime, queue: Queue, event: str, subject_id: int, **payload: Any) -> None:
    """Ask for something to be done at a moment; until then it does not count as waiting."""
    row = {"queue": queue, "event": event, "subject_id": subject_id, "payload": payload}
    execute(session, _insert, {**row, "recorded_at": moment, "due_at": moment})


def record_all(session: Session, queue: Queue, event: str, ids: Sequence[int]) -> None:
    """Ask for the same to be done to many things, in one statement."""
    if not ids:
        return
    now = clock.now()
    row = {"queue": queue, "event": event, "payload": {}, "recorded_at": now, "due_at": now}
    session.connection().execute(_insert, [{**row, "subject_id": subject_id} for subject_id in ids])
    session.info["outbox"] = True


def pending(session: Session, queue: Queue, limit: int) -> Sequence[OutboxRow]:
    """Rows that are due, oldest first."""
    rows = select(OutboxRow).where(
        OutboxRow.queue == queue,
        OutboxRow.done_at.is_(None),
        OutboxRow.due_at <= clock.now(),
        OutboxRow.attempts < MAX_ATTEMPTS,
    )
    return session.scalars(rows.order_by(OutboxRow.id).limit(limit)).all()


def waiting(session: Session, queue: Queue, event: str) -> Sequence[int]:
    """Ids of the rows of one event that are not done, whether they are due or not."""
    rows = select(OutboxRow.id).where(OutboxRow.queue == queue, OutboxRow.done_at.is_(None), OutboxRow.event == event)
    return session.scalars(rows).all()


def finish(session: Session, ids: Sequence[int]) -> None:
    """The effects of these rows stand."""
    session.execute(update(OutboxRow).where(OutboxRow.id.in_(ids)).values(done_at=clock.now(), last_error=""))


def postpone(session: Session, row_id: int, attempts: int, error: str) -> None:
    """Try again later: after 10 s, 20 s, 40 s … up to an hour."""
    delay = timedelta(seconds=min(10 * 2 ** min(attempts, 9), 3600))
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row_id)
        .values(attempts=attempts + 1, last_error=error[:500], due_at=clock.now() + delay)
    )


def give_up(session: Session, row_id: int, error: str) -> None:
    """Never try this row again; the doctor shows it."""
    session.execute(
        update(OutboxRow).where(OutboxRow.id == row_id).values(attempts=MAX_ATTEMPTS, last_error=error[:500])
    )


def lag(session: Session, queue: Queue) -> tuple[int, datetime | None]:
    """How many rows wait, and since when the oldest has waited."""
    waiting = select(func.count(), func.min(OutboxRow.recorded_at)).where(
        OutboxRow.queue == queue,
        OutboxRow.done_at.is_(None),
        OutboxRow.attempts < MAX_ATTEMPTS,
        OutboxRow.recorded_at <= clock.now(),
    )
    count, oldest = session.execute(waiting).one()
    return count, oldest


def given_up(session: Session) -> int:
    """How many rows were tried until there was no more sense in it."""
    rows = select(func.count()).where(OutboxRow.done_at.is_(None), OutboxRow.attempts >= MAX_ATTEMPTS)
    return session.scalar(rows) or 0


def purge(session: Session) -> None:
    """Forget rows that were done a fortnight ago."""
    session.execute(delete(OutboxRow).where(OutboxRow.done_at < clock.now() - KEEP_DONE))
