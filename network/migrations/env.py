"""Alembic's entry point.

On SQLite foreign keys are switched off around the whole run: a batch operation copies, drops and renames a table,
and with them on the drop would cascade into its children. They are checked before anything is committed.
"""

from alembic import context
from sqlalchemy import Engine

from network.core.db import UtcDateTime
from network.models import Base


def plain_type(kind: str, item: object, _context: object) -> str | bool:
    """Migrations import nothing of the application: its column types are written as what they are stored as."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run(engine: Engine) -> None:
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                render_as_batch=True,
                render_item=plain_type,
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
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run(context.config.attributes["engine"])
