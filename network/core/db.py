"""The declarative base, column types and engines.

SQLite is opened so that nothing is lost: writers begin IMMEDIATE (a deferred begin loses updates silently under WAL),
readers use a second engine that cannot write.
"""

import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    MetaData,
    PoolProxiedConnection,
    Select,
    String,
    create_engine,
    event,
    literal_column,
    make_url,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator

from network.core.danish_sql import SQLITE_FUNCTIONS
from network.core.statements import StatementCache
from network.core.widening import for_reader

# A SELECT whose rows are handed straight to a dataclass, and what it gives
AnySelect = Select[*tuple[Any, ...]]
AnyResult = CursorResult[*tuple[Any, ...]]

# What a statement is run on. A connection costs a page a tenth less than a session, which has nothing to keep there.
Source = Session | Connection

# SQLite 3.7.0 to 3.51.2 can corrupt a WAL database that several connections reset at once.
WAL_IS_SAFE_FROM = (3, 51, 3)

MAX_ID = 2**31 - 1  # what an integer column of PostgreSQL holds
BUSY_TIMEOUT = 5000  # milliseconds that a writer waits for another

PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT}",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA synchronous=FULL",  # NORMAL may drop acknowledged posts at a power cut
    "PRAGMA cache_size=-8192",
)


class Text(TypeDecorator[str]):
    """A text without NUL, which PostgreSQL refuses: looked for, it is not found; stored, it shows as a mark."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if value and "\0" in value else value


class Base(DeclarativeBase):
    """Every table of the network. Constraint names follow one convention, so that migrations can name them."""

    registry = registry(
        type_annotation_map={str: Text()},
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_N_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
    )


def at_most(rows: AnySelect, count: int) -> AnySelect:
    """The first of the rows. The number is written out and no parameter, or SQLite would plan the statement anew each
    time it is run: another limit might want another plan. For a list of threads that is half the price.
    """
    return rows.limit(literal_column(str(int(count)))).offset(literal_column("0"))


def dialect_insert(dialect_name: str, model: type[Base]) -> Any:
    """An INSERT that can say what happens when the row is there already; both databases can, each in its own words."""
    return (postgresql.insert if dialect_name == "postgresql" else sqlite.insert)(model)


def execute(source: Source, statement: Executable, parameters: Mapping[str, Any]) -> AnyResult:
    """Run a statement past the ORM, whose own handling costs more than what the database does for a page.

    What the session holds and has not flushed is not there yet. Parameters of an adviser make its conditions wider.
    """
    statement = for_reader(statement, parameters)
    connection = source if isinstance(source, Connection) else source.connection()
    return connection.execute(statement, parameters)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. A naive one is refused: it would mean another moment on another machine."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is UTC:
            return value
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def sqlite_driver() -> ModuleType:
    """The newest SQLite at hand: the bundled one, else the interpreter's own."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        from sqlite3 import dbapi2
    return dbapi2  # type: ignore[no-any-return,unused-ignore]


def _journal_mode(driver: ModuleType) -> str:
    if driver.sqlite_version_info >= WAL_IS_SAFE_FROM:
        return "WAL"
    warnings.warn(
        f"SQLite {driver.sqlite_version} can corrupt a write-ahead log; using the slower rollback journal",
        RuntimeWarning,
        stacklevel=2,
    )
    return "DELETE"


def engine_options(url: str, *, read_only: bool) -> dict[str, Any]:
    """Arguments for `create_engine` that fit the database behind `url`."""
    # An error goes into the log with its statement; what somebody wrote for a few readers does not.
    # The connection used last has the warmest caches.
    execution: dict[str, Any] = {"compiled_cache": StatementCache()}
    options: dict[str, Any] = {"hide_parameters": True, "pool_use_lifo": True, "execution_options": execution}
    if make_url(url).get_backend_name() != "sqlite":
        options |= {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8}
        options["connect_args"] = {"options": f"-c lock_timeout={BUSY_TIMEOUT}"}
        if read_only:
            execution["postgresql_readonly"] = True
        return options
    return options | {"module": sqlite_driver(), "connect_args": {"check_same_thread": False}, "pool_size": 16}


def prepare_engine(engine: Engine, *, read_only: bool) -> Engine:
    """Install what every new connection needs. Call once for each engine."""
    if engine.dialect.name != "sqlite":
        return engine
    journal_mode = _journal_mode(sqlite_driver())

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own transactions begin too late
        for name, function in SQLITE_FUNCTIONS.items():
            connection.create_function(name, 1, function, deterministic=True)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        connection.execute("PRAGMA query_only=ON" if read_only else f"PRAGMA journal_mode={journal_mode}")

    def _begin(connection: PoolProxiedConnection) -> None:
        """Not by an event, for which SQLAlchemy would look at each statement."""
        driver: Any = connection.driver_connection
        driver.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")

    engine.dialect.do_begin = _begin  # type: ignore[method-assign, assignment]
    return engine


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine outside the web application: migrations, worker, command line."""
    return prepare_engine(create_engine(url, **engine_options(url, read_only=read_only)), read_only=read_only)
