"""Files in a folder of this machine, each under its own SHA-256: `ab/cd/<64 hex digits>`."""

import contextlib
import errno
import hashlib
import os
import re
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from network.ports.files import Delivery, FileMissing, FileTooLarge, StorageFull, StoredBytes

_KEY = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20  # bytes
_INCOMING = ".incoming-"
_ABANDONED_AFTER = 24 * 3600  # seconds; no upload lasts that long
_FULL = (errno.ENOSPC, errno.EDQUOT)


class LocalFileStore:
    """A FileStore on a folder that belongs to this application alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._clear_abandoned()

    def put(self, stream: BinaryIO, limit: int) -> StoredBytes:
        """See FileStore. `limit` is in bytes."""
        try:
            descriptor, name = tempfile.mkstemp(prefix=_INCOMING, dir=self._folder)  # 0600
            incoming = Path(name)
            try:
                with open(descriptor, "wb") as target:  # noqa: PTH123 -- a descriptor
                    stored = _copy(stream, target, limit)
                self._settle(incoming, self._path(stored.key))
            finally:
                incoming.unlink(missing_ok=True)
        except OSError as error:
            if error.errno in _FULL:
                raise StorageFull from error
            raise
        return stored

    def open(self, key: str) -> BinaryIO:
        """See FileStore."""
        return self.local(key).open("rb")

    def local(self, key: str) -> Path:
        """See FileStore. What is no key was never stored."""
        if not _KEY.fullmatch(key) or not self._path(key).is_file():
            raise FileMissing(key[:80])
        return self._path(key)

    def deliver(self, key: str, name: str, media_type: str) -> Delivery:
        """See FileStore. Name and media type are the web server's to send."""
        return Delivery(path=self.local(key))

    def delete(self, key: str) -> None:
        """See FileStore."""
        if _KEY.fullmatch(key):
            self._path(key).unlink(missing_ok=True)

    def keys(self) -> list[str]:
        """See FileStore."""
        return sorted(path.name for path in self._folder.glob("??/??/*") if _KEY.fullmatch(path.name))

    def stored_before(self, moment: datetime) -> list[str]:
        """See FileStore."""
        return [key for key in self.keys() if self._is_older(key, moment.timestamp())]

    def _is_older(self, key: str, moment: float) -> bool:
        try:
            return self._path(key).stat().st_mtime < moment
        except FileNotFoundError:
            return False

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

    def _clear_abandoned(self) -> None:
        """Uploads that a killed process left behind."""
        for path in self._folder.glob(f"{_INCOMING}*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - _ABANDONED_AFTER:
                    path.unlink()


def _copy(stream: BinaryIO, target: BinaryIO, limit: int) -> StoredBytes:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise FileTooLarge
        digest.update(chunk)
        target.write(chunk)
    target.flush()
    os.fsync(target.fileno())
    return StoredBytes(digest.hexdigest(), size)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
