"""Text is recognised in pictures of Danish pages by the real Tesseract, within limits that hold."""

import os
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image

from network.core.media_types import DOCX, GIF, JPEG, PDF, PNG
from network.ports.extract import ExtractionUnavailable, Outcome, confinement, tesseract
from network.ports.extract.limits import SCANNING
from network.ports.extract.sandbox import SandboxedExtractor
from network.ports.extract.tesseract import TesseractReader, picture_of, text_in
from tests.contracts import hostile_documents as hostile
from tests.contracts.scanned import encoded, needs_tesseract, pictures, reader, scanned_pdf

SENTENCE = "Borgerne ønsker bedre stier, flere læhegn og en købmand, der bliver liggende."


@pytest.fixture
def kept(tmp_path: Path):
    def kept(content: bytes) -> Path:
        path = tmp_path / "scan"
        path.write_bytes(content)
        return path

    return kept


def top_of(page: Image.Image) -> Image.Image:
    """Its first lines, which are read sooner than all."""
    return page.crop((0, 0, page.width, page.height // 4))


def test_a_scanned_pdf_says_which_of_its_pages_are_pictures(kept) -> None:
    extraction = SandboxedExtractor().extract(kept(scanned_pdf([1, 2, 3], 50)), PDF)
    assert (extraction.outcome, extraction.pages, extraction.pictures) == (Outcome.NO_TEXT, (), (1, 2, 3))


@needs_tesseract
def test_each_page_of_a_scanned_pdf_is_read_by_itself(kept) -> None:
    path = kept(scanned_pdf([2, 7]))
    first, second = reader().read(path, PDF, 1), reader().read(path, PDF, 2)
    assert first.outcome is Outcome.TEXT
    assert SENTENCE in " ".join(first.text.split())
    assert "flagermuskasser" not in first.text
    assert "flagermuskasser" in second.text


@needs_tesseract
@pytest.mark.parametrize(
    ("mode", "kind", "media_type"),
    [
        ("L", "PNG", PNG),
        ("1", "PNG", PNG),
        ("P", "PNG", PNG),
        ("RGBA", "PNG", PNG),
        ("LA", "PNG", PNG),
        ("RGB", "PNG", PNG),
        ("L", "JPEG", JPEG),
        ("RGB", "JPEG", JPEG),
        ("CMYK", "JPEG", JPEG),
    ],
)
def test_pictures_of_every_colour_are_read(kept, mode: str, kind: str, media_type: str) -> None:
    page = top_of(pictures([2], 120)[0])
    found = reader().read(kept(encoded(page.convert(mode), kind)), media_type, 1)
    assert found.outcome is Outcome.TEXT
    assert "flere læhegn og en købmand" in " ".join(found.text.split())


@needs_tesseract
def test_a_page_that_lies_on_its_side_is_read(kept) -> None:
    page = top_of(pictures([2])[0])
    found = reader().read(kept(encoded(page.rotate(90, expand=True), "PNG")), PNG, 1)
    assert "flere læhegn og en købmand" in " ".join(found.text.split())


@needs_tesseract
@pytest.mark.parametrize("media_type", [PNG, JPEG])
def test_a_picture_without_words_has_no_text(kept, media_type: str) -> None:
    picture = Image.effect_noise((300, 200), 90)
    assert reader().read(kept(encoded(picture, media_type[6:].upper())), media_type, 1).outcome is Outcome.NO_TEXT


def bomb(width: int, height: int) -> bytes:
    """A PNG of nothing, of any size, in a few kilobytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    data = hostile.deflated(b"\0" * 64, 200 << 20)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


HUGE_JPEG = b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x11\0\x02\x11\0\x03\x11\0\xff\xd9"
HOSTILE = {
    "a PNG of ten thousand million pixels": (bomb(100_000, 100_000), PNG),
    "a PNG of eighty million pixels": (bomb(9_000, 9_000), PNG),
    "a JPEG that claims four thousand million pixels": (HUGE_JPEG, JPEG),
    "half a JPEG": (encoded(pictures([2], 60)[0], "JPEG")[:400], JPEG),
    "a JPEG of markers": (b"\xff\xd8" + b"\xff\xe0\x00\x02" * 100_000, JPEG),
    "an empty PNG": (b"", PNG),
    "a PNG without pixels": (b"\x89PNG\r\n\x1a\n" + bytes(40), PNG),
    "noise": (os.urandom(50_000), JPEG),
    "an inflating PDF": (hostile.inflating_pdf(900), PDF),
    "forms within forms": (hostile.doubling_pdf(9, 10), PDF),
    "a page tree that is its own child": (hostile.looping_pdf(), PDF),
    "a GIF": (b"GIF89a" + bytes(40), GIF),
    "a docx": (b"PK\x03\x04", DOCX),
}


@needs_tesseract
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_ends_soon_with_an_outcome(kept, name: str) -> None:
    content, media_type = HOSTILE[name]
    begun = time.monotonic()
    found = reader().read(kept(content), media_type, 1)
    assert time.monotonic() - begun < 20
    assert found.outcome is not Outcome.TEXT
    assert found.text == ""


# What stands in for Tesseract here is a program that does what it must not be able to do.


def in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, seconds: float = 20) -> TesseractReader:
    program = tmp_path / "tesseract"
    program.write_text(f"#!{sys.executable}\nimport os, sys, time\n{code}\n")
    program.chmod(0o755)
    monkeypatch.setattr(tesseract, "SECONDS_A_PAGE", seconds)
    return TesseractReader(str(program), frozenset({"dan"}))


def said(word: str) -> str:
    return f"print('5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t9\\t9\\t95\\t' + {word}, flush=True)"


def test_a_page_that_takes_longer_than_its_time_is_given_up_with_all_that_it_started(
    kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "pid"
    note.touch()
    slow = in_its_place(tmp_path, monkeypatch, "os.fork()\ntime.sleep(600)", seconds=3)
    begun = time.monotonic()
    assert slow.read(kept(scanned_pdf([2], 60)), PDF, 1).outcome is Outcome.TOO_HEAVY
    assert time.monotonic() - begun < 10
    left = subprocess.run(["pgrep", "-f", str(tmp_path / "tesseract")], capture_output=True, text=True, check=False)
    assert left.stdout == ""


@pytest.mark.parametrize(
    "attempt",
    [
        "__import__('socket').socket()",
        "__import__('socket').socketpair()",
        "os.write(os.open(sys.argv[0] + '.written', os.O_CREAT | os.O_WRONLY), b'x')",
        "bytearray(600 << 20)",
        "[os.dup(0) for _ in range(20)]",
    ],
)
def test_what_recognises_has_no_network_no_disk_and_little_memory(
    kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attempt: str
) -> None:
    code = f"word = 'refused'\ntry:\n    {attempt}\n    word = 'reached'\nexcept (OSError, MemoryError):\n    pass\n"
    found = in_its_place(tmp_path, monkeypatch, code + said("word")).read(kept(scanned_pdf([2], 60)), PDF, 1)
    assert found.text in ("refused", "")


def test_it_inherits_no_secret(kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETWORK_SECRET", "hemmeligt")
    found = in_its_place(tmp_path, monkeypatch, said("repr(dict(os.environ))")).read(kept(scanned_pdf([2], 60)), PDF, 1)
    assert "OMP_THREAD_LIMIT" in found.text
    assert "hemmeligt" not in found.text


def test_a_program_that_fails_is_no_text(kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = in_its_place(tmp_path, monkeypatch, said("'ord'") + "\nsys.exit(1)")
    assert failing.read(kept(scanned_pdf([2], 60)), PDF, 1).text == ""


def test_a_drawing_process_that_does_not_start_blames_no_page(
    kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("network.ports.extract.sandbox._BOOT", "import a_module_that_is_not_installed")
    with pytest.raises(ExtractionUnavailable):
        in_its_place(tmp_path, monkeypatch, "").read(kept(scanned_pdf([2], 60)), PDF, 1)


@pytest.mark.parametrize(
    "drawn",
    [
        {},
        {"width": 2, "height": 2, "pixels": "AAAA"},
        {"width": 10**9, "height": 10**9, "pixels": ""},
        {"width": "2", "height": 2, "pixels": "AAAAAA=="},
        {"width": -1, "height": -3, "pixels": "AAAA"},
        {"width": 1, "height": 3, "pixels": "<svg>"},
        {"width": 1, "height": 3, "pixels": 7},
    ],
)
def test_a_drawing_that_is_none_is_not_recognised(drawn: dict[str, object]) -> None:
    assert picture_of(drawn, SCANNING.pixels) is None


@pytest.mark.parametrize("table", ["", "nonsense", "5\t1", "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\tsure\tord", "\t" * 12])
def test_a_table_that_is_none_holds_no_words(table: str) -> None:
    assert text_in(table) == ""


def test_words_that_are_unsure_are_left_out_and_a_word_that_a_line_end_cuts_is_joined() -> None:
    rows = [(1, 1, 95, "Kommunens"), (1, 1, 12, "~§"), (1, 1, 95, "land-"), (1, 2, 90, "distrikter"), (2, 1, 90, "Nyt")]
    table = "\n".join(f"5\t1\t{block}\t1\t{line}\t1\t0\t0\t9\t9\t{sure}\t{word}" for block, line, sure, word in rows)
    assert text_in(table) == "Kommunens landdistrikter\n\nNyt"


def test_where_the_kernel_can_be_told_the_rules_are_whole() -> None:
    assert confinement.is_possible()
    assert len(confinement._rules("x86_64")) % 8 == 0
