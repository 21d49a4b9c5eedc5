"""Where uploaded bytes live: content-addressed by SHA-256, so the same bytes are stored once."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class StoredBytes:
    key: str  # SHA-256, 64 lower-case hex digits
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a download reaches the browser: a local path to send, or a short-lived URL to redirect to."""

    path: Path | None = None
    url: str | None = None


class FileTooLarge(Exception):
    """The stream went past the limit; nothing was kept."""


class FileMissing(Exception):
    """No file is stored under that key."""


class StorageFull(Exception):
    """The disk (or bucket quota) is full; nothing was kept."""


class FileStore(Protocol):
    def put(self, stream: BinaryIO, limit: int) -> StoredBytes:
        """Store a stream while hashing it, durable when it returns. Raises FileTooLarge, StorageFull."""

    def open(self, key: str) -> BinaryIO:
        """Raises FileMissing."""

    def local(self, key: str) -> Path:
        """A path on this machine that holds the bytes, for the extractor. Raises FileMissing."""

    def deliver(self, key: str, name: str, media_type: str) -> Delivery:
        """Raises FileMissing."""

    def delete(self, key: str) -> None:
        """No error when it is not there."""

    def keys(self) -> "list[str]":
        """Every key, for garbage collection and the doctor."""

    def stored_before(self, moment: datetime) -> "list[str]":
        """The keys of what was put the last time before that moment."""
