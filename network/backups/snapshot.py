"""A consistent copy of a database that others are writing to, and what it holds."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from alembic.migration import MigrationContext
from sqlalchemy import URL, Connection, Engine, func, inspect, make_url, select, text

from network.backups import BackupError
from network.backups.manifest import DATABASES
from network.core.db import make_engine
from network.features.library.models import StoredFile
from network.models import Base

SEARCH_SCHEMA = "search"  # where PostgreSQL keeps the search index


@dataclass(frozen=True, slots=True)
class Snapshot:
    path: Path
    backend: str
    revision: str
    counts: dict[str, int]  # rows by table
    files: dict[str, int]  # key → size in bytes, of every uploaded file


def sqlite_path(database_url: str) -> Path | None:
    """The file of a SQLite database; None for another kind."""
    url = make_url(database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def take_snapshot(engine: Engine, folder: Path) -> Snapshot:
    """Copy the database into `folder`; nobody waits for it. Raises BackupError."""
    path = folder / DATABASES[engine.dialect.name]
    if engine.dialect.name == "sqlite":
        return _of_sqlite(engine, path)
    return _of_postgres(engine, path)


def _of_sqlite(engine: Engine, path: Path) -> Snapshot:
    source = engine.raw_connection()
    try:
        source.driver_connection.execute("VACUUM INTO ?", (str(path),))  # type: ignore[union-attr]
    finally:
        source.close()
    copy = make_engine(f"sqlite:///{path}", read_only=True)
    try:
        with copy.connect() as connection:
            check_sqlite(connection)
            return _described(connection, path)
    finally:
        copy.dispose()


def check_sqlite(connection: Connection) -> None:
    """Raises BackupError when the database is damaged."""
    found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if found != "ok":
        raise BackupError(f"the database is damaged: {found}")


def _of_postgres(engine: Engine, path: Path) -> Snapshot:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        exported = connection.scalar(text("SELECT pg_export_snapshot()"))
        dump_postgres(engine.url, path, f"--snapshot={exported}")
        return _described(connection, path)


def dump_postgres(url: URL, path: Path, *options: str) -> None:
    """Raises BackupError."""
    _run_postgres(
        "pg_dump",
        url,
        ["--format=custom", f"--exclude-schema={SEARCH_SCHEMA}", f"--file={path}", *options],
    )


def load_postgres(url: URL, path: Path) -> None:
    """Put a dump in the place of what the database holds, in one transaction. Raises BackupError."""
    _run_postgres(
        "pg_restore",
        url,
        ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", str(path)],
    )


def _run_postgres(program: str, url: URL, options: Sequence[str]) -> None:
    if shutil.which(program) is None:
        raise BackupError(
            f"{program} is not on this machine; install PostgreSQL's client programs (postgresql-client)."
        )
    address = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}  # not an argument: others could read it
    done = subprocess.run(
        [program, f"--dbname={address.render_as_string()}", *options],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{program} failed: {' '.join(done.stderr.split())[-500:]}")


def _described(connection: Connection, path: Path) -> Snapshot:
    return Snapshot(
        path=path,
        backend=connection.dialect.name,
        revision=revision_of(connection),
        counts=_counts(connection),
        files=dict(connection.execute(select(StoredFile.key, StoredFile.size)).all()),
    )


def revision_of(connection: Connection) -> str:
    """The schema's revision; empty when there is no schema."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def _counts(connection: Connection) -> dict[str, int]:
    there = set(inspect(connection).get_table_names())
    tables = (table for table in Base.metadata.sorted_tables if table.name in there)
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
