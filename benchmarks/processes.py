"""Server processes on a core of their own, and what the operating system says of them."""

import os
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

READY_WITHIN = 60.0  # seconds
PATIENCE = 10.0  # seconds that a server has to end by itself


@cache
def cores() -> tuple[int, int]:
    """The core of the servers and the core of the load; the same one where there is only one."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _seconds(pid: int) -> float:
    """CPU time of a process with all its threads, those that have ended too, to the nanosecond.

    Linux makes the clock of any process from its id: this is clock_getcpuclockid(3).
    """
    return time.clock_gettime((~pid << 3) | 2)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, task.read_text().split())
    return found


class Server:
    """A server, pinned to the servers' core unless it is said not to be."""

    def __init__(
        self, command: Sequence[str], port: int, env: Mapping[str, str], log: Path, *, pinned: bool = True
    ) -> None:
        self.port = port
        server_core, load_core = cores()
        os.sched_setaffinity(0, {server_core} if pinned else set(cores()))  # children inherit it
        try:
            with log.open("ab") as stderr:
                self._process = subprocess.Popen(
                    command, env={**os.environ, **env}, stdout=stderr, stderr=stderr, start_new_session=True
                )
        finally:
            os.sched_setaffinity(0, {load_core})
        self._wait(log)

    def _wait(self, log: Path) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}")

    @property
    def processes(self) -> list[int]:
        """The parent and everything below it."""
        found, todo = [], [self._process.pid]
        while todo:
            found.append(todo.pop())
            todo += _children(found[-1])
        return found

    def cpu(self) -> float:
        """Seconds of CPU time used so far by all of them."""
        return sum(map(_seconds, self.processes))

    def memory(self) -> list[int]:
        """Proportional set size of each process in bytes: the parent's, then those of the web processes."""
        return [_proportional_set_size(pid) for pid in self.processes]

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _proportional_set_size(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("the kernel does not say how much memory a process has to itself")
