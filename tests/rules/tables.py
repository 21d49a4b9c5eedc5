"""What stands in the database, so that two moments can be compared."""

import hashlib

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from network.models import Base


def dump(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in the order of its primary key."""
    with Session(engine) as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def fingerprints(engine: Engine) -> dict[str, str]:
    return {name: hashlib.sha256(repr(rows).encode()).hexdigest() for name, rows in dump(engine).items()}


def counts(engine: Engine) -> dict[str, int]:
    return {name: len(rows) for name, rows in dump(engine).items()}


def cells(engine: Engine) -> str:
    """Every value that is stored, one after the other, for looking for what should not be there."""
    return "\n".join(str(value) for rows in dump(engine).values() for row in rows for value in row)


def execute(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))
