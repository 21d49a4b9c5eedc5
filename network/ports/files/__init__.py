"""Where uploaded bytes live: content-addressed by SHA-256, so the same bytes are stored once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class StoredBytes:
    key: str  # SHA-256, 64 lower-case hex digits
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """What a store knows about a file without reading it."""

    key: str
    size: int  # bytes
    stored_at: datetime  # when it was put the last time


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a download reaches the browser: a path or a stream to send, or better a short-lived URL to redirect to."""

    path: Path | None = None
    stream: BinaryIO | None = None  # nothing is fetched before it is read; it can be sought in
    url: str | None = None  # signed for GET alone
    size: int = 0  # bytes, of a stream


class FileTooLarge(Exception):
    """The stream went past the limit; nothing was kept."""


class FileMissing(Exception):
    """No file is stored under that key."""


class StorageFull(Exception):
    """The disk (or bucket quota) is full; nothing was kept."""


class StoreUnavailable(Exception):
    """The store does not answer, or refuses. One sentence that says which and why; it holds no secret."""


class FileStore(Protocol):
    """Each method may raise StoreUnavailable; so may reading what `open` and `deliver` gave."""

    origin: str  # where the addresses of `deliver` lead, e.g. https://s3.example.dk; empty when it gives none

    def put(self, stream: BinaryIO, limit: int) -> StoredBytes:
        """Store a stream while hashing it, durable when it returns. Raises FileTooLarge, StorageFull."""

    def open(self, key: str) -> BinaryIO:
        """A stream that can be sought in. Raises FileMissing."""

    def local(self, key: str) -> Path:
        """A path on this machine that holds the bytes, for the extractor, for half an hour. Raises FileMissing."""

    def look(self, key: str) -> StoredEntry:
        """Whether it is there, without fetching it. Raises FileMissing."""

    def deliver(self, key: str, name: str, media_type: str) -> Delivery:
        """For somebody who may have it. Raises FileMissing."""

    def delete(self, key: str) -> None:
        """No error when it is not there."""

    def entries(self) -> Iterator[StoredEntry]:
        """Everything that is stored, for garbage collection and the doctor; by key."""

    def keys(self) -> "list[str]":
        """Every key."""

    def stored_before(self, moment: datetime) -> "list[str]":
        """The keys of what was put the last time before that moment."""

    def renew(self, key: str) -> None:
        """As if it had been put just now. Raises FileMissing."""

    def forget_unfinished(self, before: datetime) -> None:
        """Remove what is left of uploads that began before that moment and were broken off."""
