"""What a database holds, to compare."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from network.core.db import make_engine, sqlite_driver
from network.features.accounts.models import Account


def content(database: Path) -> dict[str, list[Any]]:
    """Every row of every table."""
    connection = sqlite_driver().connect(database)
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for (name,) in tables}  # noqa: S608
    finally:
        connection.close()


def members(data: Path) -> int:
    engine = make_engine(f"sqlite:///{data / 'network.sqlite3'}")
    try:
        with Session(engine) as session:
            return session.scalar(select(func.count(Account.id))) or 0
    finally:
        engine.dispose()


def rows_of(engine: Engine, *tables: str) -> dict[str, list[Any]]:
    """Everything in these tables but what differs from one rendering to the next."""
    with engine.connect() as connection:
        return {
            table: sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}")).all()))  # noqa: S608
            for table in tables
        }
