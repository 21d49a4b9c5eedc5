"""A load generator that costs little: raw sockets kept alive, one thread, requests made beforehand."""

import re
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TIMEOUT = 30.0  # seconds without any answer
_STATUS = re.compile(rb"\AHTTP/1\.[01] (\d{3})")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """The first header of that name, or an empty string."""
        found = re.search(rb"\r\n" + name.encode() + rb": *([^\r]*)", self.head, re.IGNORECASE)
        return found[1].decode("latin-1") if found else ""

    @property
    def size(self) -> int:
        """Bytes over the wire."""
        return len(self.head) + len(self.body)


class WrongAnswer(Exception):
    """The server did not answer what is being measured."""


class _Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began = 0.0
        self._parts = bytearray()
        self._length = -1  # of the whole answer, once its head is there

    def send(self, request: bytes) -> None:
        self._parts.clear()
        self._length = -1
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> Answer | None:
        """Read what is there; the answer when it is complete."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise WrongAnswer(f"the connection was closed after {bytes(self._parts[:200])!r}")
        self._parts += data
        end = self._parts.find(b"\r\n\r\n") + 4
        if self._length < 0 and end > 3:
            length = _LENGTH.search(self._parts, 0, end)
            self._length = end + (int(length[1]) if length else 0)
        if self._length < 0 or len(self._parts) < self._length:
            return None
        return _answer(bytes(self._parts), end)


def _answer(data: bytes, end: int) -> Answer:
    status = _STATUS.match(data)
    if status is None:
        raise WrongAnswer(f"not HTTP: {data[:200]!r}")
    return Answer(int(status[1]), data[:end], data[end:])


def ask(port: int, request: bytes) -> Answer:
    """One request on a connection of its own."""
    connection = _Connection(port)
    with connection.socket:
        connection.send(request)
        while (answer := connection.receive()) is None:
            pass
        return answer


def run(port: int, requests: Sequence[bytes], status: int, connections: int = 1) -> list[float]:
    """Send them all over some kept connections, each as soon as its connection is free.

    Returns the seconds that each took, in no order. Raises WrongAnswer when one has another status.
    """
    left = iter(requests)
    taken: list[float] = []
    with selectors.DefaultSelector() as selector:
        for _, request in zip(range(connections), left, strict=False):
            connection = _Connection(port)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(request)
        while selector.get_map():
            _attend(selector, left, status, taken)
    return taken


def _attend(selector: selectors.BaseSelector, left: Iterator[bytes], status: int, taken: list[float]) -> None:
    ready = selector.select(TIMEOUT)
    if not ready:
        raise WrongAnswer(f"no answer within {TIMEOUT} s")
    for key, _events in ready:
        connection: _Connection = key.data
        answer = connection.receive()
        if answer is None:
            continue
        taken.append(time.perf_counter() - connection.began)
        if answer.status != status:
            raise WrongAnswer(f"status {answer.status} instead of {status}: {answer.body[:300]!r}")
        request = next(left, None)
        if request is None:
            selector.unregister(connection.socket)
            connection.socket.close()
        else:
            connection.send(request)
