"""network backup, network restore."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.orm import Session

from network.backups import BackupError
from network.backups.manifest import KEPT, Manifest
from network.backups.restore import restore as put_back
from network.backups.snapshot import sqlite_path
from network.backups.write import target_of, write_backup
from network.commands.opened import opened_app
from network.commands.progress import progress
from network.core.db import make_engine
from network.features.search.indexer import INDEXED
from network.settings import MEGABYTE, from_env
from network.wiring import build_ports
from network.worker import Worker

EXIT_INCOMPLETE = 1


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    try:
        yield
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'the disk'}: {error.strerror}.") from error


@click.command()
@click.argument("target", metavar="FILE.zip|FOLDER", type=click.Path(path_type=Path))
@click.option("--without-files", is_flag=True, help="Leave uploaded files out: their bucket is backed up by itself.")
def backup(target: Path, without_files: bool) -> None:
    """Write one archive with everything that cannot be made again, while the network runs.

    In a FOLDER the archive gets a name with today's date. It holds the secret and everything that was ever written:
    keep it where only you can read it. Exit status 1 when a file that was uploaded is not there any more.
    """
    settings = from_env()
    with _in_a_sentence():
        database = sqlite_path(settings.database_url)
        if database is not None and not database.is_file():
            raise BackupError(f"there is no database {database}.")
        path = target_of(target)
        engine = make_engine(settings.database_url)
        try:
            files = None if without_files else build_ports(settings, engine).files
            manifest = write_backup(settings, engine, files, path, progress)
        finally:
            engine.dispose()
    _tell_backup(path, manifest)


def _tell_backup(path: Path, manifest: Manifest) -> None:
    rows, megabytes = sum(manifest.counts.values()), path.stat().st_size / MEGABYTE
    click.echo(f"{path}: {rows} rows, {manifest.file_count} files, {megabytes:.1f} MB, schema {manifest.revision}")
    if KEPT[0] not in {part.name for part in manifest.parts}:
        click.echo("NETWORK_SECRET is not in it: keep a copy of it elsewhere.")
    if manifest.without_files:
        click.echo("The uploaded files are not in it: keep a copy of them elsewhere.")
    if manifest.missing:
        click.echo(f"{len(manifest.missing)} uploaded files are not there any more: {manifest.missing[0]} …")
        raise click.exceptions.Exit(EXIT_INCOMPLETE)


@click.command()
@click.argument("archive", metavar="FILE.zip", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Move the network that is there aside.")
@click.option(
    "--erased",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A copy of erased.txt of the data folder, when that is lost.",
)
def restore(archive: Path, replace: bool, erased: Path | None) -> None:
    """Put a backup in place: check all of it, unpack, migrate, and build the search index.

    Stop the network first. Without --replace only an empty network is filled.
    """
    settings = from_env()
    with _in_a_sentence():
        done = put_back(settings, archive, progress, replace=replace, erased=erased)
    if done.aside:
        click.echo(f"The old network is kept in {done.aside}")
    reindex()
    if done.manifest.without_files:
        click.echo("The backup was made without the uploaded files; network doctor says whether they are all there.")
    if done.erased_again:
        click.echo(f"{done.erased_again} accounts that had been erased since were erased again.")
    click.echo(f"The network of {done.manifest.made_at:%Y-%m-%d %H:%M} UTC is back.")


def reindex() -> None:
    """Build the index of what has been restored, with the settings anew: the secret may have come with the backup."""
    with opened_app() as app:
        worker = Worker(app)
        with Session(worker.engine) as session:
            total = sum(len(source.all_ids(session)) for source in INDEXED.values())
        with progress("indexing", total) as done:
            worker.rebuild_index(done)
