"""Whoosh's files on disk: durable when closed, readable from several threads, no crash when they are damaged."""

import os
import shutil
import weakref
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC

from network.ports.search.whoosh.schema import INDEX_NAME

LOCK_NAME = f"{INDEX_NAME}_WRITELOCK"


class PositionedFile(StructFile):  # type: ignore[misc]
    """Reads at a position without moving a shared cursor, so that threads can share it.

    Not memory-mapped: a mapped file that someone truncates kills the process, and mapped pages count as its memory.
    """

    def get(self, position: int, length: int) -> bytes:
        found = os.pread(self.fileno(), length, position)
        if len(found) != length:
            raise EOFError(f"{self._name} ends before {position + length}")
        return found


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Every file is on the disk when it is closed, and the folder when a table of contents is renamed into place.

    Whoosh itself never syncs. It knows the files it created, so that those of a failed write can be closed.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._created: list[Any] = []

    def create_file(self, name: str, **options: Any) -> Any:
        found = super().create_file(name, onclose=_sync, **options)
        self._created.append(found.raw_file())
        return found

    def close_all(self) -> None:
        for file in self._created:
            with suppress(OSError):  # the disk may be full
                file.close()
        self._created.clear()

    def open_file(self, name: str, **options: Any) -> PositionedFile:
        opened = (Path(self.folder) / name).open("rb")  # closed when the object that reads it goes
        found = PositionedFile(opened, name=name, **options)
        weakref.finalize(found, opened.close)
        return found

    def rename_file(self, old: str, new: str, safe: bool = False) -> None:
        sync_folder(Path(self.folder))
        super().rename_file(old, new, safe=safe)
        sync_folder(Path(self.folder))


def _sync(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def toc_path(folder: Path, generation: int) -> Path:
    return folder / str(TOC._filename(INDEX_NAME, generation))


def sweep(folder: Path, generation: int, segments: Iterable[Any]) -> None:
    """Remove what killed writers left behind. Only for whoever holds the write lock."""
    kept = {toc_path(folder, generation).name, LOCK_NAME}
    prefixes = tuple(f"{segment.segment_id()}." for segment in segments)
    for path in list(folder.iterdir()):
        if path.name not in kept and not (prefixes and path.name.startswith(prefixes)):
            _remove(path)


def empty(folder: Path) -> None:
    """Remove everything but the lock."""
    for path in list(folder.iterdir()):
        if path.name != LOCK_NAME:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
