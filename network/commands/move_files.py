"""network move-files: from the folder into the bucket, or back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from network.commands.progress import progress
from network.ports.files import FileMissing, FileStore, StorageFull, StoredEntry, StoreUnavailable
from network.settings import from_env
from network.wiring import file_store

OTHER = {"folder": "s3", "s3": "folder"}
EXIT_DAMAGED = 1


@click.command("move-files")
@click.argument("to", type=click.Choice(["s3", "folder"]))
@click.option("--keep", is_flag=True, help="Copy them, and leave them where they are too.")
def move_files(to: str, keep: bool) -> None:
    """Move every uploaded file to the bucket (s3), or to the data folder.

    May be broken off and repeated: what has arrived is not sent again. Copy with --keep while the network runs, let
    NETWORK_FILES name the new place, and move then what is left. Exit status 1 when a file is damaged; it stays where
    it is. docs/files.md tells the steps.
    """
    settings = from_env()
    if not keep and settings.files != to:
        raise click.ClickException(
            f"the network uses the files where they are; copy them with --keep, set NETWORK_FILES to {to}, move then."
        )
    with _in_a_sentence():
        damaged = _move(file_store(settings, OTHER[to]), file_store(settings, to), keep=keep)
    for key in damaged:
        click.echo(f"{key} is damaged and stays where it is")
    if damaged:
        raise click.exceptions.Exit(EXIT_DAMAGED)


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    try:
        yield
    except StoreUnavailable as error:
        raise click.ClickException(f"{error}; run it again, what has arrived stays.") from error
    except StorageFull as error:
        raise click.ClickException("there is no more room there; make some and run it again.") from error


def _move(source: FileStore, target: FileStore, *, keep: bool) -> list[str]:
    """Returns the keys of those that are damaged."""
    there = {entry.key: entry.size for entry in target.entries()}
    entries = list(source.entries())
    sent = [entry for entry in entries if there.get(entry.key) != entry.size]
    with progress("copying" if keep else "moving", sum(entry.size for entry in sent)) as done:
        damaged = [entry.key for entry in sent if not _arrived(source, target, entry, there, done)]
    if not keep:
        for entry in entries:
            if entry.key not in damaged:
                source.delete(entry.key)
    click.echo(f"{len(entries)} files, {len(sent) - len(damaged)} of them sent now")
    return damaged


def _arrived(
    source: FileStore, target: FileStore, entry: StoredEntry, there: dict[str, int], done: Callable[[int], None]
) -> bool:
    """Whether the target has it under its own hash now. What was deleted meanwhile need not."""
    try:
        with source.open(entry.key) as stream:
            stored = target.put(stream, entry.size)
    except FileMissing:
        return True
    done(entry.size)
    if stored.key == entry.key:
        return True
    if stored.key not in there:
        target.delete(stored.key)
    return False
