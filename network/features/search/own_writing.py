"""Whoever has just written something finds it at once: their search waits until the worker has taken it in."""

import time
from datetime import UTC, datetime

from flask import session as cookie
from sqlalchemy import Engine, bindparam, exists, select

from network.core import clock
from network.core.db import AnySelect
from network.core.outbox import OutboxRow, Queue
from network.web.transaction import WROTE

FRESH = 3.0  # seconds; what has waited longer waits for a worker that is not there
PATIENCE, PAUSE = 0.6, 0.01  # seconds

_waits: AnySelect = select(
    exists().where(
        OutboxRow.queue == Queue.INDEX,
        OutboxRow.done_at.is_(None),
        OutboxRow.attempts == 0,
        OutboxRow.recorded_at <= bindparam("wrote"),
    )
)


def await_own_writing(engine: Engine) -> None:
    """Come back when what this browser has sent can be found, or when that takes too long."""
    if WROTE not in cookie:
        return
    wrote = cookie.pop(WROTE)
    if not isinstance(wrote, float) or clock.now().timestamp() - wrote > FRESH:
        return
    moment, until = datetime.fromtimestamp(wrote, UTC), time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with engine.connect() as connection:
            if not connection.scalar(_waits, {"wrote": moment}):
                return
        time.sleep(PAUSE)
