"""Making a backup."""

import hashlib
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Engine

from network.backups import BackupError
from network.backups.manifest import FILES, KEPT, NAME, Manifest, Part, to_json
from network.backups.snapshot import Snapshot, take_snapshot
from network.core import clock
from network.ports.files import FileMissing, FileStore, StoreUnavailable
from network.settings import Settings

CHUNK = 1 << 20  # bytes
WORKSHOP = ".network-backup-"
ABANDONED_AFTER = 24 * 3600  # seconds

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


def target_of(path: Path) -> Path:
    """The archive to write: `path` itself, or a dated one in it when it is a folder. Raises BackupError."""
    if path.is_dir():
        path = path / f"network-{clock.now():%Y%m%d-%H%M%S}.zip"
    if path.suffix != ".zip":
        raise BackupError(f"{path} is neither a folder that is there nor a name that ends in .zip.")
    if path.exists():
        raise BackupError(f"{path} is there already; name another file, or a folder.")
    if not path.parent.is_dir():
        raise BackupError(f"there is no folder {path.parent}.")
    return path


def write_backup(
    settings: Settings, engine: Engine, files: FileStore | None, target: Path, progress: Progress
) -> Manifest:
    """Back up a network that may be running. `target` appears when it is complete and on the disk.

    `files` is where the uploaded files are; None leaves them out.

    Raises BackupError, OSError; then nothing is left behind.
    """
    with _workshop(target.parent) as folder:
        snapshot = take_snapshot(engine, folder)
        unfinished = folder / target.name
        unfinished.touch(mode=0o600)  # it holds the secret, and what was written to few
        with unfinished.open("wb") as stream:
            try:
                manifest = _pack(stream, settings.data, snapshot, files, progress)
            except StoreUnavailable as error:
                raise BackupError(f"{error}.") from error
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(target)
    _sync_folder(target.parent)
    return manifest


@contextmanager
def _workshop(parent: Path) -> Iterator[Path]:
    """A folder for what is unfinished, for this user only, on the same disk as the archive will be."""
    for left in parent.glob(f"{WORKSHOP}*"):
        if left.stat().st_mtime < time.time() - ABANDONED_AFTER:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=WORKSHOP, dir=parent) as name:
        yield Path(name)


def _pack(stream: BinaryIO, data: Path, snapshot: Snapshot, files: FileStore | None, progress: Progress) -> Manifest:
    packed = snapshot.files if files else {}
    size = snapshot.path.stat().st_size + sum(packed.values())
    with zipfile.ZipFile(stream, "w") as archive, progress("packing", size) as done:
        packer = _Packer(archive, done)
        packer.add_path(snapshot.path.name, snapshot.path)
        for name in KEPT:
            if (data / name).is_file():
                packer.add_path(name, data / name)
        missing = [key for key in sorted(packed) if files and not packer.add_stored(key, files)]
        manifest = Manifest(
            made_at=clock.now(),
            backend=snapshot.backend,
            revision=snapshot.revision,
            counts=snapshot.counts,
            missing=tuple(missing),
            parts=tuple(packer.parts),
            without_files=files is None,
        )
        archive.writestr(NAME, to_json(manifest), zipfile.ZIP_DEFLATED)
    return manifest


class _Packer:
    """Puts parts into an archive, hashing what goes in."""

    def __init__(self, archive: zipfile.ZipFile, done: Callable[[int], None]) -> None:
        self._archive = archive
        self._done = done
        self.parts: list[Part] = []

    def add_path(self, name: str, path: Path) -> None:
        with path.open("rb") as stream:
            self._add(name, stream, zipfile.ZIP_DEFLATED)

    def add_stored(self, key: str, files: FileStore) -> bool:
        """Add an uploaded file; False when its bytes are not there. Most are packed already: they go in as they are."""
        try:
            stream = files.open(key)
        except FileMissing:
            return False
        with stream:
            self._add(f"{FILES}{key}", stream, zipfile.ZIP_STORED)
        return True

    def _add(self, name: str, stream: BinaryIO, method: int) -> None:
        entry = zipfile.ZipInfo(name, time.localtime()[:6])
        entry.compress_type = method
        digest, size = hashlib.sha256(), 0
        with self._archive.open(entry, "w", force_zip64=True) as packed:
            while chunk := stream.read(CHUNK):
                packed.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                self._done(len(chunk))
        self.parts.append(Part(name, size, digest.hexdigest()))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
