"""The real product as a process of its own: set up, started and stopped as its user does it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from network.settings import ROOT

FIRST_START = 300.0  # seconds; fills the demo, also on a slow machine with other work to do
STOPPED_WITHIN = 15.0  # seconds


@dataclass(frozen=True, slots=True)
class SignIn:
    email: str
    password: str


class Served:
    """`network start` in development mode on a loopback port of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._output = data.parent / "start.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "not started"
        return self._process

    def start(self) -> float:
        """Returns the seconds until it says that it serves."""
        began = time.monotonic()
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "network", "start"], cwd=ROOT, env=self._environ(), stdout=output, stderr=output
            )
        while b"Ctrl-C" not in self._output.read_bytes():
            assert self.process.poll() is None, self._output.read_text()
            assert time.monotonic() - began < FIRST_START, self._output.read_text()
            time.sleep(0.05)
        return time.monotonic() - began

    def _environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NETWORK_")}
        own = {"NETWORK_MODE": "development", "NETWORK_DATA": str(self.data), "NETWORK_PROCESSES": "1"}
        return kept | own | {"PORT": str(self.port), "PYTHONUNBUFFERED": "1"}

    def stop(self) -> None:
        """As a service manager does. Fails unless it ends cleanly and leaves no process behind."""
        family = list(_descendants(self.process.pid))
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(STOPPED_WITHIN)
        assert status == 0, self._output.read_text()
        assert [pid for pid in family if _is_alive(pid)] == []

    def end(self) -> None:
        """Whatever state it is in, for the end of a run that has failed."""
        for pid in (*_descendants(self.process.pid), self.process.pid):
            if _is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def children(self) -> list[int]:
        """Process ids of the web server and the worker."""
        return _children(self.process.pid)

    @contextmanager
    def worker_paused(self) -> Iterator[None]:
        """Nothing is read, indexed or mailed meanwhile."""
        worker = next(pid for pid in self.children() if b"worker" in _command(pid).split(b"\0"))
        os.kill(worker, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(worker, signal.SIGCONT)

    def complaints(self) -> list[str]:
        """Lines of the log of both children that are more than information."""
        lines = (self.data / "network.log").read_text(encoding="utf-8").splitlines()
        return [line for line in lines if '"level": "info"' not in line]

    def sign_ins(self) -> dict[str, SignIn]:
        """The demo's accounts, by the part of the address before the @."""
        lines = (self.data / "demo-sign-ins.txt").read_text(encoding="utf-8").splitlines()
        pairs = (line.split("\t") for line in lines)
        return {email.partition("@")[0]: SignIn(email, password) for email, password in pairs}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return sorted(int(child) for thread in threads for child in thread.read_text().split())


def _descendants(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _descendants(child)


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def _is_alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
