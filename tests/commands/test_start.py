"""`network start` serves, keeps its worker alive, and stops without leaving anything behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from network.commands.worker import NICENESS
from network.core.turn import WORKER, is_taken, turn

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds on a busy machine; a few on a quiet one


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(holds: Callable[[], object], seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def children(parent: int) -> dict[int, str]:
    """Processes below `parent`, with their command lines."""
    found: dict[int, str] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status, command = (entry / "stat").read_text(), (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if int(status.rpartition(")")[2].split()[1]) == parent:
            found[int(entry.name)] = command.replace(b"\0", b" ").decode()
    return found | {pid: text for child in list(found) for pid, text in children(child).items()}


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


class Running:
    """A started network."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        environ = {name: value for name, value in os.environ.items() if not name.startswith("NETWORK_")}
        environ |= {"NETWORK_MODE": "development", "NETWORK_DATA": str(data), "NETWORK_PROCESSES": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "network", "start"],
            cwd=ROOT, env=environ | {"PORT": str(self.port)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def status(self, path: str = "/") -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return 0

    def worker(self) -> int:
        return next((pid for pid, command in children(self.process.pid).items() if "network worker" in command), 0)

    def stop(self, *signals: signal.Signals) -> tuple[int, str, float]:
        """Exit status, what was said, and seconds it took."""
        began = time.monotonic()
        for number in signals:
            self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said, time.monotonic() - began


@pytest.fixture
def running(filled: Path) -> Iterator[Running]:
    """On a network that has members already, so that no demo is loaded."""
    started = Running(filled)
    try:
        yield started
    finally:
        below = children(started.process.pid)
        if started.process.poll() is None:
            started.stop(signal.SIGTERM)
        for pid in filter(alive, below):
            os.kill(pid, signal.SIGKILL)


def test_it_serves_starts_a_killed_worker_again_and_leaves_nothing_behind(running: Running, filled: Path) -> None:
    assert eventually(lambda: running.status() == 200)
    assert running.status("/soeg?q=natf%C3%A6rgen") == 200
    assert eventually(lambda: is_taken(filled / WORKER))
    first = running.worker()
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: running.worker() not in (0, first) and is_taken(filled / WORKER))
    assert running.status() == 200
    below = children(running.process.pid)
    assert len(below) >= 2

    code, said, seconds = running.stop(signal.SIGTERM)
    assert code == 0
    assert seconds < 15
    assert f"http://127.0.0.1:{running.port}" in said
    assert "Stopping" in said
    assert "Traceback" not in said
    assert eventually(lambda: not any(map(alive, below)), 5)
    assert running.status() == 0
    assert not is_taken(filled / WORKER)

    again = Running(filled)
    try:
        assert eventually(lambda: again.status() == 200)
        below = children(again.process.pid)
        # Impatience must not leave orphans either.
        code, said, _ = again.stop(signal.SIGINT, signal.SIGINT, signal.SIGTERM)
        assert code == 0
        assert eventually(lambda: not any(map(alive, below)), 5)
    finally:
        for pid in filter(alive, below):
            os.kill(pid, signal.SIGKILL)


def test_a_port_that_is_taken_is_said_in_a_sentence(
    filled: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        refused = run("start")
    assert refused.exit_code == 1
    assert refused.output == f"Error: port {port} is in use; choose another with PORT=8001.\n"


def test_its_worker_gives_way_to_the_web_processes(running: Running, filled: Path) -> None:
    assert eventually(lambda: is_taken(filled / WORKER))
    worker = running.worker()
    assert eventually(lambda: os.getpriority(os.PRIO_PROCESS, worker) == min(19, os.nice(0) + NICENESS))
    group = Path(f"/proc/{worker}/autogroup")
    if os.access(group, os.W_OK):  # a kernel that shares out time by sessions
        assert eventually(lambda: group.read_text().endswith(f"nice {NICENESS}\n"))


@pytest.mark.parametrize("command", ["start", "worker"])
def test_a_second_worker_on_the_same_folder_ends_with_a_sentence(
    filled: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("PORT", str(free_port()))
    with turn(filled / WORKER) as mine:
        assert mine
        refused = run(command)
    assert refused.exit_code == 1
    assert refused.output.count("\n") == 1
    assert str(filled) in refused.output
    assert "running" in refused.output


def test_without_compiled_translations_a_sentence_says_what_to_run(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    catalogue = tmp_path / "network" / "translations" / "da" / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.touch()
    monkeypatch.setattr("network.commands.setup.ROOT", tmp_path)
    refused = run("reindex")
    assert "make setup" in str(refused.exception)
