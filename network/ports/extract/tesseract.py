"""Recognising text with Tesseract, one page in one process.

Tesseract never meets a file that somebody uploaded: a process with limits draws the page, and what reaches Tesseract is
grey pixels whose number has been counted. It runs with limits of its own, without a network, for as long as a page's
time lasts, and is ended with all that it may have started.
"""

import base64
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from network.ports.extract import ExtractionUnavailable, Outcome, Recognised, confinement
from network.ports.extract.limits import SCANNING, SECONDS_A_PAGE, Limits
from network.ports.extract.pages import clean, mend_line_ends
from network.ports.extract.sandbox import SandboxedExtractor, drawing_in

LANGUAGE, TURNED = "dan", "osd"  # what Debian's packages bring; the latter tells how a page lies
LEAST_SURE = 40  # of a hundred; what is less sure is mostly a stain
LONGEST_ANSWER = 4_000_000  # bytes; a page dense with words has 300,000
_WORD_LEVEL = "5"


@cache
def installed() -> tuple[str, frozenset[str]] | None:
    """The program and the languages it knows, where it can be run with Danish."""
    program = shutil.which("tesseract")
    if program is None or not confinement.is_possible():
        return None
    try:
        told = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    languages = frozenset(told.split())
    return (program, languages) if LANGUAGE in languages else None


class TesseractReader:
    """A PageReader."""

    def __init__(self, program: str, languages: frozenset[str], limits: Limits = SCANNING) -> None:
        self._program = program
        self._layout = "1" if TURNED in languages else "3"
        self._limits = limits

    def read(self, path: Path, media_type: str, number: int) -> Recognised:
        """See PageReader. Raises ExtractionUnavailable or OSError when the machine, not the file, is at fault."""
        deadline = time.monotonic() + SECONDS_A_PAGE
        answer, exit_code = SandboxedExtractor(self._limits).ask(path, f"scan {number} {media_type}")
        drawn = drawing_in(answer)
        if not answer.startswith(b'{"ready": 1}\n'):
            raise ExtractionUnavailable(f"the drawing process ended with {exit_code}")
        if drawn is None:  # ended by a limit, or by what it drew
            return Recognised(Outcome.TOO_HEAVY)
        picture = picture_of(drawn, self._limits.pixels)
        if picture is None:
            return Recognised(_outcome(drawn.get("outcome")))
        return self._recognise(picture, deadline)

    def _recognise(self, picture: bytes, deadline: float) -> Recognised:
        with tempfile.TemporaryFile() as stdin:
            stdin.write(picture)
            stdin.seek(0)
            seconds = max(1, int(deadline - time.monotonic()))
            with self._start(stdin.fileno(), replace(self._limits, cpu=seconds)) as process:
                try:
                    told, _ = process.communicate(timeout=max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    return Recognised(Outcome.TOO_HEAVY)
                finally:
                    with contextlib.suppress(ProcessLookupError, PermissionError):
                        os.killpg(process.pid, signal.SIGKILL)
        if process.returncode:
            return Recognised(Outcome.TOO_HEAVY)
        text = text_in(told[:LONGEST_ANSWER].decode("utf-8", "replace"))
        return Recognised(Outcome.TEXT if text else Outcome.NO_TEXT, text)

    def _start(self, stdin: int, limits: Limits) -> "subprocess.Popen[bytes]":
        command = (self._program, "stdin", "stdout", "-l", LANGUAGE, "--psm", self._layout, "--dpi", "300", "tsv")
        return subprocess.Popen(
            [sys.executable, "-I", confinement.__file__, str(limits.cpu), str(limits.memory), *command],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"OMP_THREAD_LIMIT": "1"},
            cwd="/",
            start_new_session=True,
        )


def picture_of(drawn: dict[str, Any], most: int) -> bytes | None:
    """The picture that Tesseract is given, made anew from what a process said that is not trusted."""
    width, height = drawn.get("width"), drawn.get("height")
    if not (isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0 and width * height <= most):
        return None
    try:
        pixels = base64.b64decode(drawn["pixels"], validate=True)
    except (KeyError, TypeError, ValueError):
        return None
    return b"P5 %d %d 255\n" % (width, height) + pixels if len(pixels) == width * height else None


def _outcome(said: object) -> Outcome:
    """What a process that drew nothing says of the file; it is not trusted to say that there is text."""
    return next((outcome for outcome in Outcome if outcome == said != Outcome.TEXT), Outcome.DAMAGED)


def text_in(table: str) -> str:
    """The words that were recognised surely enough, a line a line, an empty one between paragraphs."""
    paragraphs: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for row in table.splitlines():
        fields = row.split("\t", 11)
        if len(fields) == 12 and fields[0] == _WORD_LEVEL and _is_sure(fields[10]) and fields[11].strip():
            paragraphs.setdefault(tuple(fields[2:4]), {}).setdefault(fields[4], []).append(fields[11])
    text = "\n\n".join("\n".join(map(" ".join, lines.values())) for lines in paragraphs.values())
    cleaned = clean(mend_line_ends(text))
    return cleaned if any(sum(map(str.isalpha, word)) >= 3 for word in cleaned.split()) else ""


def _is_sure(told: str) -> bool:
    try:
        return float(told) >= LEAST_SURE
    except ValueError:
        return False
