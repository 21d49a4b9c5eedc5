"""Waking a worker on the same machine through a datagram socket in the data folder.

The worker binds it and sleeps in the kernel; the web processes send one byte and never wait. A wake that nobody
hears is no loss: the outbox is in the database, and the worker looks there again at the latest when its wait ends.
"""

import contextlib
import logging
import os
import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path

_LOG = logging.getLogger(__name__)
_NAME = "worker.sock"
_LONGEST_PATH = 100  # bytes; the kernel takes 107 on Linux, 103 on macOS


class EmbeddedJobs:
    """Any number of processes may wake. One waits; when a second begins to, the first only times out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._inbox: socket.socket | None = None

    def wake(self) -> None:
        """See Jobs. A full queue refuses the byte, but then the worker is being woken already."""
        with contextlib.suppress(OSError), _reachable(self._folder) as folder, _new_socket() as outgoing:
            outgoing.sendto(b"!", f"{folder}/{_NAME}")

    def wait(self, seconds: float) -> bool:
        """See Jobs. The first call returns True at once: what was sent before it listened, it could not hear."""
        if self._inbox is None:
            return self._begin(seconds)
        watch = select.poll()
        watch.register(self._inbox, select.POLLIN)
        if not watch.poll(max(0.0, seconds) * 1000):
            return False
        with contextlib.suppress(BlockingIOError):
            while self._inbox.recv(1):  # however many sent, one look at the outbox is enough
                pass
        return True

    def close(self) -> None:
        """See Jobs. The socket's file stays: it may be another worker's by now."""
        if self._inbox is not None:
            self._inbox.close()
            self._inbox = None

    def _begin(self, seconds: float) -> bool:
        try:
            self._inbox = _listen(self._folder)
        except OSError as error:  # a file system without sockets; the worker still looks each time a wait ends
            _LOG.warning("the worker cannot be woken, only its clock wakes it: %s", error)
            time.sleep(seconds)
            return False
        return True


def _listen(folder: Path) -> socket.socket:
    """Bound under a name of its own, then renamed, so that the address is never without a listener."""
    inbox = _new_socket()
    own_name = f"{_NAME}.{os.getpid()}"
    try:
        (folder / own_name).unlink(missing_ok=True)
        with _reachable(folder) as short:
            inbox.bind(f"{short}/{own_name}")
        (folder / own_name).chmod(0o600)
        (folder / own_name).replace(folder / _NAME)
    except OSError:
        inbox.close()
        raise
    return inbox


def _new_socket() -> socket.socket:
    new = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    new.setblocking(False)
    return new


@contextlib.contextmanager
def _reachable(folder: Path) -> Iterator[str]:
    """The folder by a path that is short enough for a socket's address."""
    if len(os.fsencode(folder / _NAME)) <= _LONGEST_PATH - len(".4194304"):
        yield str(folder)
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)
