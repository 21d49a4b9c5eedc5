"""The log of what was done, as members read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, bindparam, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from network.core import cursor
from network.core.access import Actor, reachable, reader
from network.core.addresses import thread_url
from network.core.db import AnySelect, UtcDateTime, execute
from network.features.accounts.models import Account
from network.features.merging.models import MergedThread
from network.features.moderation.models import ModerationAct, ModerationEntry
from network.features.threads.models import Thread

LOG_PAGE = 50


@dataclass(frozen=True, slots=True)
class LogLine:
    id: int
    at: datetime
    act: ModerationAct
    reason: str
    thread_title: str
    thread_url: str
    by: str | None  # for the secretariat alone


@dataclass(frozen=True, slots=True)
class LogPage:
    lines: tuple[LogLine, ...]
    next_cursor: str | None


_named = aliased(Thread)


@cache
def _log_statement(*, goes_on: bool) -> AnySelect:
    entry = ModerationEntry
    lines: AnySelect = (
        select(entry.id, entry.at, entry.act, entry.reason, _named.title, _named.id, _named.slug, Account.name)
        .join(_named, _named.id == entry.thread_id)
        .outerjoin(MergedThread, MergedThread.thread_id == entry.thread_id)  # who may read that may know of this one
        .join(Thread, Thread.id == func.coalesce(MergedThread.target_id, entry.thread_id))
        .join(Account, Account.id == entry.account_id)
        .where(reachable(Thread))
    )
    if goes_on:
        last = tuple_(bindparam("last_at", type_=UtcDateTime), bindparam("last_id", type_=Integer))
        lines = lines.where(tuple_(entry.at, entry.id) < last)
    return lines.order_by(entry.at.desc(), entry.id.desc()).limit(LOG_PAGE + 1)


def moderation_log(session: Session, actor: Actor, after: str = "") -> LogPage:
    """What was done with threads that the actor may read, newest first. Raises cursor.BadCursor."""
    last_at, last_id = cursor.decode(after) if after else (None, None)
    wanted = reader(actor) | {"last_at": last_at, "last_id": last_id}
    rows = execute(session, _log_statement(goes_on=bool(after)), wanted).all()
    lines = tuple(_line(row, actor) for row in rows[:LOG_PAGE])
    more = cursor.encode(lines[-1].at, lines[-1].id) if len(rows) > LOG_PAGE else None
    return LogPage(lines, more)


def _line(row: Sequence[Any], actor: Actor) -> LogLine:
    entry_id, at, act, reason, title, thread_id, slug, name = row
    by = name if actor.is_secretariat else None
    return LogLine(entry_id, at, ModerationAct(act), reason, title, thread_url(thread_id, slug), by)
