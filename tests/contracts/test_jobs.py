"""What every way of waking the worker promises. A queue server joins by a class that brings its own pair."""

import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from network.ports.jobs import Jobs
from network.ports.jobs.embedded import EmbeddedJobs

Pair = tuple[Jobs, Jobs]  # the web's and the worker's; the worker has begun to listen


class JobsContract:
    def test_a_worker_that_nobody_wakes_waits_its_time(self, pair: Pair) -> None:
        _, worker = pair
        begun = time.monotonic()
        assert worker.wait(0.15) is False
        assert time.monotonic() - begun >= 0.14

    def test_a_wake_before_the_wait_is_not_lost(self, pair: Pair) -> None:
        web, worker = pair
        web.wake()
        assert worker.wait(5) is True

    def test_a_sleeping_worker_is_woken_at_once(self, pair: Pair) -> None:
        web, worker = pair
        threading.Timer(0.1, web.wake).start()
        begun = time.monotonic()
        assert worker.wait(10) is True
        assert time.monotonic() - begun < 5

    def test_a_thousand_wakes_are_one_look_and_never_block(self, pair: Pair) -> None:
        web, worker = pair
        begun = time.monotonic()
        for _ in range(1000):
            web.wake()
        assert time.monotonic() - begun < 5
        assert worker.wait(5) is True
        assert worker.wait(0.05) is False

    def test_waking_without_a_worker_is_no_error(self, pair: Pair) -> None:
        web, worker = pair
        worker.close()
        web.wake()

    def test_a_worker_that_starts_anew_is_woken_again(self, pair: Pair) -> None:
        web, worker = pair
        worker.close()
        web.wake()
        assert worker.wait(5) is True
        web.wake()
        assert worker.wait(5) is True

    def test_closing_twice_is_no_error(self, pair: Pair) -> None:
        for side in (*pair, *pair):
            side.close()


class TestEmbeddedJobs(JobsContract):
    @pytest.fixture(params=["short", "long"])
    def pair(self, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Pair]:
        folder = tmp_path / ("x" * 120 if request.param == "long" else "data")
        folder.mkdir()
        web, worker = EmbeddedJobs(folder), EmbeddedJobs(folder)
        assert worker.wait(0) is True
        yield web, worker
        worker.close()


def test_the_first_wait_says_look_because_it_could_not_hear_before(tmp_path: Path) -> None:
    EmbeddedJobs(tmp_path).wake()
    worker = EmbeddedJobs(tmp_path)
    assert worker.wait(5) is True
    assert worker.wait(0) is False
    worker.close()


def test_another_process_wakes_the_worker(tmp_path: Path) -> None:
    worker = EmbeddedJobs(tmp_path)
    worker.wait(0)
    code = (
        "import pathlib, sys\n"
        "from network.ports.jobs.embedded import EmbeddedJobs\n"
        "EmbeddedJobs(pathlib.Path(sys.argv[1])).wake()"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=root) as process:
        assert worker.wait(20) is True
    assert process.returncode == 0
    worker.close()


def test_the_worker_that_came_last_is_the_one_that_is_woken(tmp_path: Path) -> None:
    first, second = EmbeddedJobs(tmp_path), EmbeddedJobs(tmp_path)
    first.wait(0)
    second.wait(0)
    EmbeddedJobs(tmp_path).wake()
    assert (first.wait(0), second.wait(5)) == (False, True)
    first.close()
    EmbeddedJobs(tmp_path).wake()
    assert second.wait(5) is True
    second.close()


def test_only_the_application_s_own_user_can_wake(tmp_path: Path) -> None:
    worker = EmbeddedJobs(tmp_path)
    worker.wait(0)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    worker.close()


def test_a_folder_that_takes_no_socket_leaves_the_worker_its_clock(tmp_path: Path) -> None:
    worker = EmbeddedJobs(tmp_path / "missing")
    assert worker.wait(0.05) is False
    EmbeddedJobs(tmp_path / "missing").wake()


def test_nothing_is_left_open(tmp_path: Path) -> None:
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    folder = tmp_path / ("y" * 120)
    folder.mkdir()
    worker, web = EmbeddedJobs(folder), EmbeddedJobs(folder)
    before = descriptors()
    for _ in range(20):
        worker.wait(0)
        web.wake()
        worker.close()
    assert descriptors() == before
