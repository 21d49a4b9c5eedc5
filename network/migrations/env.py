"""Alembic's entry point.

On SQLite foreign keys are switched off around the whole run: a batch operation copies, drops and renames a table,
and with them on the drop would cascade into its children. They are checked before anything is committed.
"""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Engine

from network.core.db import Text, UtcDateTime
from network.models import Base


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations import nothing of the application: its column types are written as what they are stored as."""
    return f"sa.{item.impl_instance!r}" if kind == "type" and isinstance(item, Text | UtcDateTime) else False


def _foreign_keys(connection: Connection, state: str) -> None:
    """Through the driver: inside a transaction the pragma would do nothing."""
    raw: Any = connection.connection.driver_connection
    raw.execute(f"PRAGMA foreign_keys={state}")


def run(engine: Engine) -> None:
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _foreign_keys(connection, "OFF")
        try:
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                render_as_batch=True,
                render_item=plain_type,
                transactional_ddl=True,  # else each revision is committed on SQLite before the references are checked
            )
            with context.begin_transaction():
                context.run_migrations()
                if sqlite:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                    if broken:
                        raise RuntimeError(f"migration leaves broken references: {broken[:5]}")
            connection.commit()
        finally:
            if sqlite:
                connection.rollback()
                _foreign_keys(connection, "ON")


run(context.config.attributes["engine"])
