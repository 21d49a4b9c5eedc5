"""A peer that speaks clamd's protocol: it finds the EICAR test string, and can be told to misbehave."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# The harmless string that every scanner reports; in two parts, or scanners would report this file
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        command = self._until_nul()
        answer = self.server.answers.get(command)  # type: ignore[attr-defined]
        if command == b"zINSTREAM":
            content = self._streamed()
            self.server.received.append(content)  # type: ignore[attr-defined]
            answer = answer or (b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK")
        if answer != b"hang up":
            self.request.sendall((answer or b"UNKNOWN COMMAND") + b"\0")

    def _until_nul(self) -> bytes:
        heard = b""
        while not heard.endswith(b"\0"):
            heard += self.request.recv(1)
        return heard[:-1]

    def _streamed(self) -> bytes:
        content = b""
        while size := struct.unpack(">I", self._exactly(4))[0]:
            content += self._exactly(size)
        return content

    def _exactly(self, size: int) -> bytes:
        heard = b""
        while len(heard) < size:
            heard += self.request.recv(size - len(heard))
        return heard


class Clamd(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[bytes, bytes] = {b"zVERSION": b"ClamAV 1.4.2/27500/Mon Nov 23 09:00:00 2026"}
        self.received: list[bytes] = []

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.server_address[:2]
        return str(host), int(port)


@contextmanager
def clamd() -> Iterator[Clamd]:
    with Clamd() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
