"""The database: its schema, its file, and what waits in the outbox."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from network import migrations
from network.backups.snapshot import revision_of
from network.checks import Finding, fail, ok, warn
from network.core import clock, outbox
from network.core.db import WAL_IS_SAFE_FROM, sqlite_driver
from network.core.outbox import MAX_ATTEMPTS, OutboxRow, Queue

LATE, TOO_LATE = timedelta(minutes=5), timedelta(days=1)


def check_schema(connection: Connection) -> Finding:
    revision = revision_of(connection) or "none"
    if migrations.is_current(connection.engine):
        return ok("schema", f"{revision}, current")
    return fail("schema", f"{revision}, not the newest; network start brings it up to date (make a backup first)")


def check_database(connection: Connection) -> Iterator[Finding]:
    """The server's version, or SQLite's and what it says of its file."""
    if connection.dialect.name != "sqlite":
        yield ok("database", str(connection.exec_driver_sql("SELECT version()").scalar_one()).partition(",")[0])
        return
    yield _sqlite(connection)
    found = connection.exec_driver_sql("PRAGMA quick_check(3)").scalars().all()
    if found == ["ok"]:
        yield ok("quick_check", "ok")
    else:
        yield fail("quick_check", f"{'; '.join(map(str, found))}; restore the last backup")


def _sqlite(connection: Connection) -> Finding:
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    driver = sqlite_driver()
    text = f"SQLite {driver.sqlite_version}, journal mode {mode}"
    if driver.sqlite_version_info >= WAL_IS_SAFE_FROM:
        return ok("database", text)
    if mode == "wal":
        return fail("database", f"{text}: this version can corrupt it; install pysqlite3")
    return warn("database", f"{text}; with pysqlite3 members would wait less")


def check_queue(session: Session, queue: Queue) -> Finding:
    """How far the worker is behind, and what it has given up."""
    waiting, oldest = outbox.lag(session, queue)
    age = clock.now() - oldest if oldest else timedelta()
    text = f"{waiting} waiting" + (f", the oldest for {_in_words(age)}" if waiting else "")
    if given_up := _given_up(session, queue):
        return warn(queue, f"{text}; {given_up} given up: {_last_error(session, queue)}")
    if age > TOO_LATE:
        return fail(queue, text)
    return warn(queue, text) if age > LATE else ok(queue, text)


def _in_words(age: timedelta) -> str:
    minutes = int(age / timedelta(minutes=1))
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"


def _given_up(session: Session, queue: Queue) -> int:
    rows = select(func.count()).where(
        OutboxRow.queue == queue, OutboxRow.done_at.is_(None), OutboxRow.attempts >= MAX_ATTEMPTS
    )
    return session.scalar(rows) or 0


def _last_error(session: Session, queue: Queue) -> str:
    newest = (
        select(OutboxRow.last_error)
        .where(OutboxRow.queue == queue, OutboxRow.done_at.is_(None), OutboxRow.attempts >= MAX_ATTEMPTS)
        .order_by(OutboxRow.id.desc())
        .limit(1)
    )
    return session.scalar(newest) or "no reason noted"
