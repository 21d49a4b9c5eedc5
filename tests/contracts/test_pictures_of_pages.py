"""The first page is drawn in the process with limits, and what that process says is not trusted."""

import base64
import time
from pathlib import Path

import pytest

from network.core.media_types import DOCX, PDF
from network.ports.extract import sandbox
from network.ports.extract.png import WIDTH, png_of
from network.ports.extract.sandbox import SandboxedExtractor
from tests.contracts import hostile_documents as hostile

DATA = Path(__file__).parents[1] / "data"


def test_a_page_is_a_png_and_other_kinds_have_none() -> None:
    drawn = SandboxedExtractor().picture(DATA / "rapport.pdf", PDF)
    assert drawn is not None
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    assert SandboxedExtractor().picture(DATA / "rapport.docx", DOCX) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.4",
        hostile.looping_pdf(),
        hostile.inflating_pdf(900),
        hostile.doubling_pdf(levels=9, times=10),
    ],
    ids=["empty", "a header", "a loop", "900 MB", "forms within forms"],
)
def test_what_is_hostile_ends_soon(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "hostile.pdf"
    path.write_bytes(content)
    begun = time.monotonic()
    drawn = SandboxedExtractor().picture(path, PDF)
    assert drawn is None or drawn.startswith(b"\x89PNG")
    assert time.monotonic() - begun < 20


PIXELS = base64.b64encode(bytes(3 * WIDTH)).decode()


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"width": WIDTH, "height": 1},
        {"width": WIDTH, "height": 2, "pixels": PIXELS},
        {"width": WIDTH, "height": 10**9, "pixels": PIXELS},
        {"width": WIDTH, "height": "1", "pixels": PIXELS},
        {"width": 1, "height": 1, "pixels": PIXELS},
        {"width": WIDTH, "height": 1, "pixels": 7},
        {"width": WIDTH, "height": 1, "pixels": "<svg>"},
    ],
)
def test_an_answer_that_is_no_picture_is_none(answer: dict[str, object]) -> None:
    assert png_of(answer) is None


@pytest.mark.parametrize("said", ["nonsense", "[]", "7", "null", "[" * 100_000, ""])
def test_a_process_in_foreign_hands_draws_nothing(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setattr(sandbox, "_BOOT", f"print('{{\"ready\": 1}}')\nprint('{said}')")
    assert SandboxedExtractor().picture(DATA / "rapport.pdf", PDF) is None
