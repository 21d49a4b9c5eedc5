"""Twenty posts a second for half a minute: how soon others and their author find one, and who waits meanwhile.

Web processes and worker are those of an installation that decides nothing. Each post that is looked for has a word of
its own; another member asks for it again and again until it is there.
"""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from statistics import quantiles
from urllib.parse import quote

from benchmarks.arrivals import QUIET, Network, Pace, running
from benchmarks.data import cache_folder
from benchmarks.load import ask
from benchmarks.report import Row
from benchmarks.sources import codeword
from benchmarks.visitors import Visitor
from network.commands.worker import NICENESS

A_SECOND, SECONDS = 20, 30
OTHERS, SLOWER = 0.5, 1.3  # seconds until others find it, p95; times that pages take longer
FOUND, OWN, WAIT = (
    "a post is found by others, p95",
    "a post is not found by its author at once",
    "pages while posts arrive, p95",
)
MEMBERS = 60  # each may write only so often
LOOKED_FOR = 1.0  # seconds between two posts that are looked for
PATIENCE = 10.0
EMPTY = "pages while a process that does nothing is busy as much as the worker, p95"
BUSY, AT_REST = 0.04, 0.06  # seconds, in turn
ASK_AGAIN = 0.02  # seconds: who asks without a pause is most of what there is to serve


def rows(only: str) -> list[Row]:
    if not any(only.casefold() in name.casefold() for name in (FOUND, OWN, WAIT)):
        return []
    cache_folder().mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="posting-", dir=cache_folder()) as name,
        running(Path(name), MEMBERS) as network,
    ):
        quiet = Pace(network.port, [network.visitors[0].get(page) for page in network.pages])
        with quiet.kept():
            time.sleep(QUIET)
        busy = Pace(network.port, quiet.requests)
        with busy.kept():
            waited, missed = _looked_for(network)
        empty = Pace(network.port, quiet.requests)
        with empty.kept(), _busy_process():
            time.sleep(QUIET)
        idle, meanwhile, beside = (quantiles(pace.waited, n=20)[18] for pace in (quiet, busy, empty))
        return [
            Row(FOUND, round(quantiles(waited, n=20)[18], 3), "s", bar=OTHERS),
            Row(OWN, missed, f"of {len(waited)}", bar=0),
            Row(WAIT, round(meanwhile * 1000, 2), "ms latency", "quiet", round(meanwhile / idle, 2), SLOWER),
            Row(EMPTY, round(beside * 1000, 2), "ms latency", "quiet", round(beside / idle, 2)),
        ]


@contextmanager
def _busy_process() -> Iterator[None]:
    """What a machine makes of any process that works and rests in turn, as much and as politely as the worker."""
    work = f"until = time.time() + {BUSY}\n  while time.time() < until: pass\n  time.sleep({AT_REST})"
    script = f"import os, time\nos.nice({NICENESS})\nwhile True:\n  {work}"
    process = subprocess.Popen([sys.executable, "-c", script])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _looked_for(network: Network) -> tuple[list[float], int]:
    """Seconds until each was found by somebody else, and how many their author did not find when they looked."""
    over = threading.Event()
    thread = threading.Thread(target=_post_on, args=(network, over))
    thread.start()
    waited, missed, until = [], 0, time.monotonic() + SECONDS
    try:
        number = 0
        while time.monotonic() < until:
            word, number = codeword(number), number + 1
            author, other = network.visitors[-1], network.visitors[-2]
            cookie = _post(network, author, f"Kendingsordet er {word}.")
            began = time.perf_counter()
            missed += not _finds(network, Visitor(cookie), word)
            while not _finds(network, other, word):
                if time.perf_counter() - began > PATIENCE:
                    raise RuntimeError(f"{word} is not found")
                time.sleep(ASK_AGAIN)
            waited.append(time.perf_counter() - began)
            time.sleep(LOOKED_FOR)
    finally:
        over.set()
        thread.join()
    return waited, missed


def _post_on(network: Network, over: threading.Event) -> None:
    due, number = time.perf_counter(), 0
    while not over.is_set():
        _post(
            network,
            network.visitors[number % (len(network.visitors) - 2)],
            f"Svar {number}. " + "Det gik godt hos os. " * 20,
        )
        number, due = number + 1, due + 1 / A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))


def _post(network: Network, visitor: Visitor, body: str) -> str:
    """The cookie that the answer sets."""
    path = network.pages[0].partition("-")[0] + "/svar"
    answer = ask(network.port, visitor.post(path, body=body, submission=token_hex(12)))
    if answer.status != 303:
        raise RuntimeError(f"the post was not taken: {answer.status}")
    return answer.header("Set-Cookie").partition("session=")[2].partition(";")[0] or visitor.cookie


def _finds(network: Network, visitor: Visitor, word: str) -> bool:
    answer = ask(network.port, visitor.get(f"/soeg?q={quote(word)}"))
    if answer.status != 200:
        raise RuntimeError(f"the search was an error: {answer.status}")
    return b"<mark>" in answer.body
