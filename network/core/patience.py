"""The few writes that reading a page makes: in a transaction of their own, given up when the lock takes too long."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from network.core.db import BUSY_TIMEOUT

PATIENCE = 50  # milliseconds


@contextmanager
def writing_briefly(engine: Engine) -> Iterator[Session]:
    """A session that is committed at the end; nothing is written when somebody else is writing for long."""
    on_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if on_sqlite:
            _set_busy_timeout(connection, PATIENCE)
        try:
            with Session(connection) as session, session.begin():
                if not on_sqlite:
                    session.execute(text(f"SET LOCAL lock_timeout = {PATIENCE}"))
                yield session
        except OperationalError:
            return
        finally:
            if on_sqlite:
                _set_busy_timeout(connection, BUSY_TIMEOUT)


def _set_busy_timeout(connection: Connection, milliseconds: int) -> None:
    """Through the driver: a statement of the connection's own would begin its transaction."""
    raw: Any = connection.connection.driver_connection
    raw.execute(f"PRAGMA busy_timeout={milliseconds}")
