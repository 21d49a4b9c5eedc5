"""Files in a folder of this machine, each under its own SHA-256: `ab/cd/<64 hex digits>`."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from network.ports.files import Delivery, FileMissing, StorageFull, StoredBytes, StoredEntry
from network.ports.files.copying import FULL, KEY, copy_hashed

_INCOMING = ".incoming-"
_ABANDONED_AFTER = timedelta(days=1)  # no upload lasts that long


class LocalFileStore:
    """A FileStore on a folder that belongs to this application alone."""

    origin = ""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.forget_unfinished(datetime.now(UTC) - _ABANDONED_AFTER)

    def put(self, stream: BinaryIO, limit: int) -> StoredBytes:
        """See FileStore. `limit` is in bytes."""
        try:
            descriptor, name = tempfile.mkstemp(prefix=_INCOMING, dir=self._folder)  # 0600
            incoming = Path(name)
            try:
                with open(descriptor, "wb") as target:  # noqa: PTH123 -- a descriptor
                    stored = copy_hashed(stream, target, limit)
                    target.flush()
                    os.fsync(target.fileno())
                self._settle(incoming, self._path(stored.key))
            finally:
                incoming.unlink(missing_ok=True)
        except OSError as error:
            if error.errno in FULL:
                raise StorageFull from error
            raise
        return stored

    def open(self, key: str) -> BinaryIO:
        """See FileStore."""
        return self.local(key).open("rb")

    def local(self, key: str) -> Path:
        """See FileStore. What is no key was never stored."""
        if not KEY.fullmatch(key) or not self._path(key).is_file():
            raise FileMissing(key[:80])
        return self._path(key)

    def deliver(self, key: str, name: str, media_type: str) -> Delivery:
        """See FileStore. Name and media type are the web server's to send."""
        return Delivery(path=self.local(key))

    def delete(self, key: str) -> None:
        """See FileStore."""
        if KEY.fullmatch(key):
            self._path(key).unlink(missing_ok=True)

    def look(self, key: str) -> StoredEntry:
        """See FileStore."""
        found = self.local(key).stat()
        return StoredEntry(key, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def entries(self) -> Iterator[StoredEntry]:
        """See FileStore."""
        for key in self.keys():
            with contextlib.suppress(FileMissing, FileNotFoundError):  # deleted meanwhile
                yield self.look(key)

    def keys(self) -> list[str]:
        """See FileStore."""
        return sorted(path.name for path in self._folder.glob("??/??/*") if KEY.fullmatch(path.name))

    def stored_before(self, moment: datetime) -> list[str]:
        """See FileStore."""
        return [entry.key for entry in self.entries() if entry.stored_at < moment]

    def renew(self, key: str) -> None:
        """See FileStore."""
        os.utime(self.local(key))

    def forget_unfinished(self, before: datetime) -> None:
        """See FileStore. A killed process leaves such."""
        for path in self._folder.glob(f"{_INCOMING}*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key[2:4] / key

    def _settle(self, incoming: Path, final: Path) -> None:
        """Give the file its name, so that both survive a power cut. The same bytes again replace themselves."""
        for folder in (final.parent.parent, final.parent):
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=0o700)
                _sync_folder(folder.parent)
        incoming.replace(final)
        _sync_folder(final.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
