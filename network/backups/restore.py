"""Putting a backup in place. The old installation is moved aside, never deleted."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine, func, inspect, make_url, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from network import migrations
from network.backups import BackupError
from network.backups.manifest import DATABASES, KEPT, Manifest
from network.backups.read import unpack
from network.backups.refill import refill
from network.backups.snapshot import check_sqlite, dump_postgres, load_postgres, sqlite_path
from network.backups.write import Progress
from network.core import clock
from network.core.db import make_engine
from network.core.turn import WORKER, turn
from network.features.accounts.models import Account
from network.features.erasure import register
from network.ports.files.local import LocalFileStore
from network.settings import Settings

FILES_FOLDER, INDEX_FOLDER = "files", "index"


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    aside: Path | None  # where the old installation is kept
    erased_again: int = 0  # accounts that were erased after the backup was made


def restore(
    settings: Settings, archive: Path, progress: Progress, *, replace: bool, erased: Path | None = None
) -> Restored:
    """Put a backup in the place of what is there. Raises BackupError; then nothing has been touched.

    Accounts that have been erased since it was made are erased again: those that the network that is there knows, and
    those of the file `erased`. The search index is gone afterwards: build it anew.
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with turn(settings.data / WORKER) as mine:
        if not mine:
            raise BackupError("the network is running; stop it first.")
        occupied = is_occupied(settings)
        if occupied and not replace:
            raise BackupError("there is a network with members here; with --replace it is moved aside.")
        with _staging(settings.data) as staged:
            manifest = unpack(archive, staged, LocalFileStore(staged / FILES_FOLDER), progress)
            _check_fits(manifest, settings)
            if settings.files != "folder":
                refill(settings, staged / FILES_FOLDER, progress)
            gone = _erased(settings, erased)
            aside, count = _swap(settings, manifest, staged, occupied, gone)
            register.keep(settings.data, gone)
            return Restored(manifest, aside, count)


def is_occupied(settings: Settings) -> bool:
    """Whether there is anything to lose: members, or a database that cannot be read."""
    path = sqlite_path(settings.database_url)
    if path is not None and not path.exists():
        return False
    engine = make_engine(settings.database_url, read_only=True)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table(Account.__tablename__):
                return False
            return bool(connection.scalar(select(func.count(Account.id))))
    except DatabaseError:
        if path is None:
            raise
        return True
    finally:
        engine.dispose()


@contextmanager
def _staging(data: Path) -> Iterator[Path]:
    """A folder beside what it will replace, so that moving is renaming."""
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=data) as name:
        yield Path(name)


def _check_fits(manifest: Manifest, settings: Settings) -> None:
    backend = make_url(settings.database_url).get_backend_name()
    if manifest.backend != backend:
        raise BackupError(f"the backup is of {manifest.backend}, but NETWORK_DATABASE_URL names {backend}.")
    try:
        ScriptDirectory.from_config(migrations.config_for()).get_revision(manifest.revision)
    except CommandError:
        raise BackupError(
            f"the backup's schema {manifest.revision} is newer than this version; update first."
        ) from None


def _swap(
    settings: Settings, manifest: Manifest, staged: Path, occupied: bool, gone: register.Entries
) -> tuple[Path | None, int]:
    database, path = staged / DATABASES[manifest.backend], sqlite_path(settings.database_url)
    if path is not None:
        count = _bring_up_to_date(database, gone)
    aside = _new_folder(settings.data / f"replaced-{clock.now():%Y%m%d-%H%M%S}")
    if path is None:
        count = _replace_postgres(settings, database, aside, occupied, gone)
    stays = manifest.without_files or settings.files != "folder"
    for name in (*(() if stays else (FILES_FOLDER,)), INDEX_FOLDER, *KEPT):
        _exchange(staged / name, settings.data / name, aside / name)
    if path is not None:
        _exchange_sqlite(database, path, aside)
    if occupied:
        return aside, count
    shutil.rmtree(aside)  # an empty network's remains
    return None, count


def _new_folder(path: Path) -> Path:
    """A folder of this name, or with a number after it when two are made within a second."""
    names = itertools.chain([path.name], (f"{path.name}-{number}" for number in itertools.count(2)))
    folder = next(found for name in names if not (found := path.with_name(name)).exists())
    folder.mkdir(mode=0o700)
    return folder


def _bring_up_to_date(database: Path, gone: register.Entries) -> int:
    """Check, migrate and erase while it is still aside; returns how many were erased again."""
    engine = make_engine(f"sqlite:///{database}")
    try:
        with engine.connect() as connection:
            check_sqlite(connection)
        migrations.upgrade(engine)
        count = _erase_again(engine, gone)
    finally:
        engine.dispose()  # the last connection folds the write-ahead log into the file
    with database.open("rb") as stream:
        os.fsync(stream.fileno())
    return count


def _erase_again(engine: Engine, gone: register.Entries) -> int:
    with Session(engine) as session, session.begin():
        return register.erase_again(session, gone)


def _erased(settings: Settings, file: Path | None) -> register.Entries:
    """What the network that is there knows of, as far as it can be read, and what the file says."""
    known = register.read(settings.data / register.FILE) | (register.read(file) if file else frozenset())
    path = sqlite_path(settings.database_url)
    if path is not None and not path.exists():
        return known
    engine = make_engine(settings.database_url, read_only=True)
    try:
        with Session(engine) as session:
            return known | register.of_database(session)
    except DatabaseError:  # damaged, empty, or of another time
        return known
    finally:
        engine.dispose()


def _replace_postgres(settings: Settings, dump: Path, aside: Path, occupied: bool, gone: register.Entries) -> int:
    engine = make_engine(settings.database_url)
    try:
        if occupied:
            dump_postgres(engine.url, aside / DATABASES["postgresql"])
        load_postgres(engine.url, dump)
        migrations.upgrade(engine)
        return _erase_again(engine, gone)
    finally:
        engine.dispose()


def _exchange(new: Path, place: Path, aside: Path) -> None:
    """`place` goes aside, `new` takes its place; either may be missing."""
    if place.exists():
        shutil.move(place, aside)
    if new.exists():
        shutil.move(new, place)


def _exchange_sqlite(new: Path, place: Path, aside: Path) -> None:
    """The old database takes its write-ahead log along: it may hold the last posts."""
    for suffix in ("", "-wal", "-shm"):
        old = Path(f"{place}{suffix}")
        if old.exists():
            shutil.move(old, aside / old.name)
    shutil.move(new, place)
