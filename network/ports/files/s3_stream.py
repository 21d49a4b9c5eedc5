"""Reading an object as if it were a file: what is asked for is fetched, from where it is asked for."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from botocore.exceptions import BotoCoreError
from urllib3.exceptions import HTTPError

from network.ports.files import StoreUnavailable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUFFER = 1 << 18  # bytes
MORE_TRIES = 2  # after a connection broke


class Body(Protocol):
    """What an answer gives to read."""

    def read(self, amt: int) -> bytes: ...
    def close(self) -> None: ...


Fetch = Callable[[int], Body]  # everything from that byte on


class _Broken(Exception):
    """The connection ended before the object did."""


class ObjectReader(io.RawIOBase):
    """Nothing is fetched before the first read. A connection that breaks is made again from where it broke."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        self._fetch = fetch
        self._size = size
        self._at = 0
        self._body: Body | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        at = max(0, start + offset)
        if at != self._at:
            self._drop()
        self._at = at
        return at

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Raises FileMissing, StoreUnavailable."""
        view = memoryview(buffer).cast("B")
        wanted = min(len(view), self._size - self._at)
        if wanted <= 0:
            return 0
        for _try in range(MORE_TRIES):
            with suppress(_Broken):
                return self._take(view, wanted)
        try:
            return self._take(view, wanted)
        except _Broken as error:
            raise StoreUnavailable("the bucket broke off in the middle of a file") from error

    def _take(self, view: memoryview, wanted: int) -> int:
        if self._body is None:
            self._body = self._fetch(self._at)
        with self._dropped_when_broken():
            data = self._body.read(wanted)
            if not data:
                raise _Broken
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    @contextmanager
    def _dropped_when_broken(self) -> Iterator[None]:
        try:
            yield
        except (BotoCoreError, HTTPError, OSError, _Broken) as error:
            self._drop()
            raise _Broken from error

    def _drop(self) -> None:
        body, self._body = self._body, None
        if body is not None:
            with suppress(BotoCoreError, HTTPError, OSError):
                body.close()

    def close(self) -> None:
        self._drop()
        super().close()


def object_stream(fetch: Fetch, size: int) -> BinaryIO:
    """A stream over an object of that many bytes."""
    return cast(BinaryIO, io.BufferedReader(ObjectReader(fetch, size), BUFFER))
