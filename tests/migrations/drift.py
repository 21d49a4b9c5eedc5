"""How a database differs from the models."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, inspect

COMPARED = {"compare_type": True, "compare_server_default": True}


def drift(engine: Engine, metadata: MetaData) -> list[Any]:
    """What a migration would still have to do."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=COMPARED), metadata))


def conditions(engine: Engine) -> dict[tuple[str, str], str]:
    """What that comparison passes over: the conditions of partial indexes and of checks."""
    found: dict[tuple[str, str], str] = {}
    inspector = inspect(engine)
    for table in inspector.get_table_names():
        for index in inspector.get_indexes(table):
            where = index.get("dialect_options", {}).get(f"{engine.dialect.name}_where")
            found[table, str(index["name"])] = str(where)
        found |= {(table, str(check["name"])): check["sqltext"] for check in inspector.get_check_constraints(table)}
    return found


def copied(metadata: MetaData) -> MetaData:
    """The same tables, to be changed."""
    copy = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        table.to_metadata(copy)
    return copy
