"""Rows for every table of a schema, whatever it looks like by then, and what became of them later."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, ForeignKeyConstraint, MetaData, Table, and_, func, select
from sqlalchemy.schema import sort_tables_and_constraints

Row = dict[str, Any]
Rows = dict[str, list[Row]]

MOMENT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OF_ALEMBIC = "alembic_version"


def tables(connection: Connection) -> dict[str, Table]:
    """Every table of the application as the database has it now."""
    metadata = MetaData()
    metadata.reflect(connection)
    return {name: table for name, table in metadata.tables.items() if name != OF_ALEMBIC}


def counted(connection: Connection) -> dict[str, int]:
    """How many rows each table holds."""
    return {
        name: connection.scalar(select(func.count()).select_from(table)) or 0
        for name, table in tables(connection).items()
    }


def fill(connection: Connection, count: int = 2, first: int = 0) -> Rows:
    """Add rows to every table, parents first, with a value in every column; return them by table.

    Each row's values come from its number; whoever fills again counts on with `first`. Foreign keys point at rows that
    were added too. Those that go round in a circle are set at the end.
    """
    written: Rows = {}
    for table, constraints in sort_tables_and_constraints(tables(connection).values(), _may_wait):
        if table is None:
            _close(connection, constraints, written)
            continue
        written[table.name] = []
        for index in range(count):
            row = _values(table, first + index) | _references(constraints, index, written)
            key = connection.execute(table.insert().values(row)).inserted_primary_key
            written[table.name].append({**key._mapping, **row})
    return written


def _may_wait(constraint: ForeignKeyConstraint) -> bool | None:
    """For SQLAlchemy: False keeps the constraint where it is, None lets it be taken out of a circle."""
    return None if all(column.nullable for column in constraint.columns) else False


def _values(table: Table, number: int) -> Row:
    """A value for each column that neither the database nor a foreign key fills."""
    return {
        column.name: None if column.foreign_keys else value(column, number)
        for column in table.columns
        if column.computed is None and not (column.primary_key and _is_counted_up(table, column))
    }


def _is_counted_up(table: Table, column: Column[Any]) -> bool:
    return column is table.autoincrement_column or column.server_default is not None


def value(column: Column[Any], number: int) -> Any:
    """Another one in each row. A type that is not here raises KeyError: add it."""
    text = f"{number} {column.table.name}.{column.name} Æ'%\\"
    values: dict[type, Any] = {
        str: text[: getattr(column.type, "length", None)],
        int: 1000 + number,
        bool: bool(number % 2),
        datetime: MOMENT + timedelta(days=number),
        date: MOMENT.date() + timedelta(days=number),
        float: number + 0.5,
        bytes: text.encode(),
        object: {"text": text},  # JSON
    }
    return values[column.type.python_type]


def _references(constraints: Iterable[ForeignKeyConstraint], index: int, written: Rows) -> Row:
    """Row n points at row n; in a table that points at itself, at the row before."""
    row: Row = {}
    for constraint in constraints:
        parents = written[constraint.referred_table.name]
        if parents:
            parent = parents[min(index, len(parents) - 1)]
            row |= {element.parent.name: parent[element.column.name] for element in constraint.elements}
    return row


def _close(connection: Connection, constraints: Iterable[ForeignKeyConstraint], written: Rows) -> None:
    for constraint in constraints:
        table: Table = constraint.table
        for index, row in enumerate(written[table.name]):
            values = _references([constraint], index, written)
            this = and_(*(column == row[column.name] for column in table.primary_key))
            connection.execute(table.update().where(this).values(values))
            row.update(values)


def lost(connection: Connection, written: Rows) -> list[tuple[str, str]]:
    """(table, text) of every text that was written and that a table which is still there has no longer."""
    present = tables(connection)
    return [
        (name, text)
        for name, rows in written.items()
        if name in present
        for text in sorted(set(_texts(rows)) - set(_texts(_rows(connection, present[name]))))
    ]


def _rows(connection: Connection, table: Table) -> list[Row]:
    return [dict(row) for row in connection.execute(select(table)).mappings()]


def _texts(rows: list[Row]) -> Iterator[str]:
    return (value for row in rows for value in row.values() if isinstance(value, str))
