"""ClamAV's daemon, over a socket of this machine or over TCP: the file is sent in pieces, the answer is one line."""

import re
import socket
import struct
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

from network.ports.scan import ScanUnavailable

CHUNK = 1 << 18  # bytes
PATIENCE = 60.0  # seconds without a sign of life
LONGEST_ANSWER = 4096  # bytes
_FOUND = re.compile(r"stream: (.+) FOUND")


@dataclass(frozen=True, slots=True)
class ClamdScanner:
    """`address` is a path, or (host, port)."""

    address: str | tuple[str, int]

    def scan(self, stream: BinaryIO) -> str | None:
        """See Scanner."""
        answer = self._asked(b"zINSTREAM\0", stream)
        if answer == "stream: OK":
            return None
        if found := _FOUND.fullmatch(answer):
            return found[1]
        raise ScanUnavailable(answer)

    def ping(self) -> str:
        """See Scanner."""
        return self._asked(b"zVERSION\0")

    def _asked(self, command: bytes, stream: BinaryIO | None = None) -> str:
        try:
            with closing(self._connection()) as connection:
                connection.sendall(command)
                if stream is not None:
                    _send(connection, stream)
                return _answer(connection)
        except (OSError, UnicodeDecodeError) as error:
            raise ScanUnavailable(str(error)) from error

    def _connection(self) -> socket.socket:
        if isinstance(self.address, tuple):
            return socket.create_connection(self.address, PATIENCE)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE)
        try:
            connection.connect(self.address)
        except OSError:
            connection.close()
            raise
        return connection


def _send(connection: socket.socket, stream: BinaryIO) -> None:
    """The daemon hangs up when a file is larger than it takes; what it said before that is still to be read."""
    try:
        while piece := stream.read(CHUNK):
            connection.sendall(struct.pack(">I", len(piece)) + piece)
        connection.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return


def _answer(connection: socket.socket) -> str:
    heard = b""
    while b"\0" not in heard and len(heard) < LONGEST_ANSWER:
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        heard += piece
    return heard.partition(b"\0")[0].decode().strip()
