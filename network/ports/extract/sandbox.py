"""The extractor: one fresh, confined process a document (see child.py), watched from here."""

import contextlib
import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import network
from network.core.media_types import PDF
from network.ports.extract import Extraction, ExtractionUnavailable, Outcome, Page
from network.ports.extract.limits import DRAWING, GLANCE, Limits
from network.ports.extract.png import png_of

_LOG = logging.getLogger(__name__)
_ROOT = str(Path(network.__file__).resolve().parent.parent)
_BOOT = """
import json, sys
sys.path.insert(0, sys.argv[1])
from network.ports.extract.child import run
from network.ports.extract.limits import Limits
run(sys.argv[2], Limits(**json.loads(sys.argv[3])))
"""
# How a limit ends a process: CPU time, the alarm, the kernel's memory killer or this side at wall time,
# and a C++ library that is refused memory.
_ENDED_BY_LIMIT = frozenset({-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL, -signal.SIGABRT})


class SandboxedExtractor:
    """Reads documents in a process with no environment, no new files or sockets, and bounds on time and memory."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()

    def extract(self, path: Path, media_type: str) -> Extraction:
        """See Extractor. Raises ExtractionUnavailable or OSError when the machine, not the file, is at fault."""
        return _understand(*self.ask(path, media_type))

    def picture(self, path: Path, media_type: str) -> bytes | None:
        """See Extractor. Raises as `extract` does."""
        if media_type != PDF:
            return None
        answer, _exit_code = SandboxedExtractor(DRAWING).ask(path, "draw")
        drawn = drawing_in(answer)
        return png_of(drawn) if drawn else None

    def ask(self, path: Path, task: str) -> tuple[bytes, int]:
        """What a process of its own says of the file, and how it ended."""
        with path.open("rb") as document, self._start(document.fileno(), task) as process:
            try:
                answer = self._listen(process)
            finally:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
        return answer, process.returncode

    def peek(self, path: Path, media_type: str) -> Extraction:
        """See Extractor. Raises as `extract` does."""
        return SandboxedExtractor(GLANCE).extract(path, media_type)

    def _start(self, document: int, media_type: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-I", "-c", _BOOT, _ROOT, media_type, json.dumps(asdict(self._limits))],
            stdin=document,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )

    def _listen(self, process: "subprocess.Popen[bytes]") -> bytes:
        """What the process says until it ends, its time is up, or it says more than an honest one can."""
        assert process.stdout is not None
        deadline = time.monotonic() + self._limits.wall
        watch = select.poll()
        watch.register(process.stdout, select.POLLIN)
        heard = bytearray()
        while len(heard) < self._limits.answer:
            left = deadline - time.monotonic()
            if left <= 0 or not watch.poll(left * 1000):
                break
            piece = os.read(process.stdout.fileno(), 1 << 16)
            if not piece:
                break
            heard += piece
        return bytes(heard)


def drawing_in(answer: bytes) -> dict[str, Any] | None:
    """What the process says that it drew; not trusted either."""
    try:
        drawn = json.loads(answer.split(b"\n")[1] or b"null")
    except (ValueError, IndexError, RecursionError):
        return None
    return drawn if isinstance(drawn, dict) else None


def _understand(answer: bytes, exit_code: int) -> Extraction:
    """What an answer, whole or cut short, amounts to. It is not trusted: the process that gave it met the file."""
    try:
        ready, *rest = [json.loads(line) for line in answer.split(b"\n")[:-1]] or [None]
        if ready != {"ready": 1}:
            raise ExtractionUnavailable(f"the reading process ended with {exit_code}")
        pages = tuple(_page(line) for line in rest if "page" in line)
        if rest and "outcome" in rest[-1]:
            return _conclude(pages, rest[-1])
    except (ValueError, TypeError, KeyError, RecursionError):
        return Extraction(Outcome.DAMAGED)
    outcome = Outcome.TOO_HEAVY if exit_code in _ENDED_BY_LIMIT else Outcome.DAMAGED
    _LOG.info("reading a document ended with %s after %s pages", exit_code, len(pages))
    return _what_stands(pages) or Extraction(outcome)


def _conclude(pages: tuple[Page, ...], verdict: dict[str, Any]) -> Extraction:
    outcome, title, language = Outcome(verdict["outcome"]), _text(verdict["title"]), _text(verdict["language"])
    tagged = verdict["tagged"]
    if tagged is not None and not isinstance(tagged, bool):
        raise TypeError
    if detail := verdict["detail"]:
        _LOG.info("a document could not be read: %s, %.200s", outcome, detail)
    truncated = bool(verdict["truncated"])
    if outcome is Outcome.TOO_HEAVY and pages:
        outcome, truncated = Outcome.TEXT, True
    pictures = _numbers(verdict["pictures"])
    if outcome is Outcome.TEXT:
        return Extraction(outcome, pages, title, language, tagged, truncated, pictures)
    return Extraction(outcome, (), title, language, tagged, pictures=pictures)


def _numbers(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(isinstance(number, int) and number > 0 for number in value):
        raise TypeError
    return tuple(value)


def _what_stands(pages: tuple[Page, ...]) -> Extraction | None:
    """Pages that were finished before the process was stopped are sound."""
    return Extraction(Outcome.TEXT, pages, truncated=True) if pages else None


def _page(line: dict[str, Any]) -> Page:
    if not isinstance(line["page"], int):
        raise TypeError
    return Page(line["page"], _text(line["text"]))


def _text(value: object) -> str:
    """Raises TypeError or ValueError for what no database could hold: a NUL, half a surrogate pair."""
    if not isinstance(value, str) or "\0" in value:
        raise TypeError
    value.encode()
    return value
