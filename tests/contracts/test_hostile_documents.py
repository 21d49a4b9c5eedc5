"""Documents made to hurt end soon, within their memory, with an outcome and without an exception."""

import io
import os
import random
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.core.archive import Archive
from network.core.media_types import CSV, DOCX, MARKDOWN, ODP, ODS, ODT, PDF, PPTX, TEXT, XLSX
from network.core.unreadable import Unreadable
from network.ports.extract import Extraction, ExtractionUnavailable, Outcome, sandbox
from network.ports.extract.limits import Limits
from network.ports.extract.sandbox import SandboxedExtractor
from tests.contracts import hostile_documents as hostile

DATA = Path(__file__).parents[1] / "data"
READABLE = [PDF, DOCX, PPTX, XLSX, ODT, ODP, ODS, TEXT, MARKDOWN, CSV]
MEMORY = Limits().memory
AT_MOST = 20  # seconds
PROMPTLY = 10  # seconds on a busy machine; alone, each of these takes a fraction of one
Make = Callable[[], bytes]


@pytest.fixture(autouse=True)
def _within_memory() -> Iterator[None]:
    """The high-water mark of all children may rise in a test, but not past the limit."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    yield
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # what a child is before it runs something else
    assert after == before or after <= max(MEMORY >> 10, own)


@pytest.fixture
def read(tmp_path: Path):
    def read(content: bytes, media_type: str, limits: Limits | None = None) -> tuple[Extraction, float]:
        path = tmp_path / "hostile"
        path.write_bytes(content)
        begun = time.monotonic()
        extraction = SandboxedExtractor(limits).extract(path, media_type)
        return extraction, time.monotonic() - begun

    return read


HEAVY: dict[str, tuple[Make, str]] = {
    "a docx that inflates to 70 MB": (lambda: hostile.inflating_docx(70), DOCX),
    "a docx that inflates a thousand times": (lambda: hostile.inflating_docx(5), DOCX),
    "XML that nests five thousand deep": (lambda: hostile.nested_docx(5_000), DOCX),
    "eleven thousand parts": (lambda: hostile.crowded_docx(11_000), DOCX),
    "a sheet of 48 kB that inflates to 48 MB": (hostile.wide_xlsx, XLSX),
    "an odt of empty paragraphs": (hostile.endless_odt, ODT),
}
BROKEN: dict[str, tuple[Make, str]] = {
    "a billion laughs in a docx": (lambda: hostile.docx(hostile.paragraph("&l9;"), hostile.billion_laughs()), DOCX),
    "a billion laughs in an odt": (
        lambda: hostile.open_document(ODT, "<text:p>&l9;</text:p>", prolog=hostile.billion_laughs()),
        ODT,
    ),
    "a billion laughs in an xlsx": (lambda: hostile.xlsx("<row/>", prolog=hostile.billion_laughs()), XLSX),
    "a docx that asks for a file": (
        lambda: hostile.docx(hostile.paragraph("&leak;"), hostile.EXTERNAL_ENTITY),
        DOCX,
    ),
    "an odt that asks for a file": (
        lambda: hostile.open_document(ODT, "<text:p>&leak;</text:p>", prolog=hostile.EXTERNAL_ENTITY),
        ODT,
    ),
    "an xlsx that asks for a file": (
        lambda: hostile.xlsx('<row><c t="str"><v>&leak;</v></c></row>', prolog=hostile.EXTERNAL_ENTITY),
        XLSX,
    ),
    "a directory that lies": (hostile.lying_docx, DOCX),
    "a size that is understated": (hostile.understated_docx, DOCX),
    "a page tree that is its own child": (hostile.looping_pdf, PDF),
    "half a PDF": (lambda: (DATA / "rapport.pdf").read_bytes()[:14_000], PDF),
    "half a docx": (lambda: (DATA / "rapport.docx").read_bytes()[:3_000], DOCX),
    "HTML as a PDF": (lambda: b"<html><script>alert(1)</script></html>", PDF),
    "a program as a docx": (lambda: b"MZ\x90\0\x03" + bytes(200), DOCX),
    "an SVG as a presentation": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', PPTX),
    "a docx as an odt": ((DATA / "rapport.docx").read_bytes, ODT),
    "a docx as a presentation": (lambda: hostile.archive([("word/document.xml", "<x/>")]), PPTX),
    "an empty PDF": (lambda: b"", PDF),
    "an empty docx": (lambda: b"", DOCX),
}


@pytest.mark.parametrize("name", HEAVY)
def test_what_would_cost_too_much_is_refused_before_it_does(read, name: str) -> None:
    make, media_type = HEAVY[name]
    extraction, seconds = read(make(), media_type)
    assert extraction == Extraction(Outcome.TOO_HEAVY)
    assert seconds < PROMPTLY


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_or_forbidden_is_said_to_be_and_nothing_of_it_leaks(read, name: str) -> None:
    make, media_type = BROKEN[name]
    extraction, seconds = read(make(), media_type)
    assert extraction == Extraction(Outcome.DAMAGED)
    assert seconds < PROMPTLY


@pytest.mark.parametrize("media_type", READABLE)
def test_random_bytes_are_an_outcome_whatever_they_are_called(read, media_type: str) -> None:
    extraction, seconds = read(random.Random(7).randbytes(100_000), media_type)
    assert extraction.outcome is (Outcome.TEXT if media_type.startswith("text/") else Outcome.DAMAGED)
    assert not any(ord(letter) < 32 and letter != "\n" for page in extraction.pages for letter in page.text)
    assert seconds < PROMPTLY


def test_140_kilobytes_that_stand_for_gigabytes_of_cells_give_text_up_to_the_limit(read) -> None:
    extraction, seconds = read(hostile.amplifying_xlsx(), XLSX)
    assert (extraction.outcome, extraction.truncated) == (Outcome.TEXT, True)
    assert 1_900_000 < sum(len(page.text) for page in extraction.pages) <= Limits().characters
    assert seconds < PROMPTLY


def test_an_odt_s_billion_spaces_are_one(read) -> None:
    extraction, _ = read(hostile.spaced_odt(), ODT)
    assert [page.text for page in extraction.pages] == ["a b"]


def test_an_odt_of_67_kilobytes_without_a_word_has_no_text(read) -> None:
    extraction, seconds = read(hostile.random_odt(), ODT)
    assert extraction == Extraction(Outcome.NO_TEXT)
    assert seconds < PROMPTLY


@pytest.mark.parametrize(
    ("make", "memory"),
    [
        (lambda: hostile.inflating_pdf(900), MEMORY),
        (lambda: hostile.chattering_pdf(20), MEMORY // 4),
        (lambda: hostile.doubling_pdf(levels=9, times=10), MEMORY // 4),
    ],
    ids=["a page that inflates to 900 MB", "millions of letters one by one", "forms within forms"],
)
def test_a_pdf_that_takes_all_memory_ends_within_it(read, make: Make, memory: int) -> None:
    extraction, seconds = read(make(), PDF, Limits(memory=memory))
    assert extraction == Extraction(Outcome.TOO_HEAVY)
    assert seconds < AT_MOST


def test_a_reader_s_own_memory_is_limited_too(read) -> None:
    extraction, _ = read(hostile.long_value_xlsx(12), XLSX, Limits(memory=36 << 20))
    assert extraction == Extraction(Outcome.TOO_HEAVY)


@pytest.mark.parametrize(
    ("make", "media_type"),
    [
        (lambda: hostile.slow_xlsx(2_000_000), XLSX),
        (("a" + "\u0301\u0316" * 300_000).encode, TEXT),
    ],
    ids=["two million cells without a word", "a letter under a tower of accents"],
)
def test_what_takes_too_long_is_stopped(read, make: Make, media_type: str) -> None:
    extraction, seconds = read(make(), media_type, Limits(cpu=1))
    assert extraction == Extraction(Outcome.TOO_HEAVY)
    assert seconds < AT_MOST


def test_pages_that_were_read_before_a_limit_stand(read) -> None:
    sound, heavy = b"BT /F1 12 Tf 72 700 Td (Den sunde side) Tj ET", hostile.deflated(b" ", 900 << 20)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 "
        b"/MediaBox [0 0 600 800] /Resources << /Font << /F1 7 0 R >> >> >>",
        3: b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>",
        4: b"<< /Type /Page /Parent 2 0 R /Contents 6 0 R >>",
        5: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(sound), sound),
        6: hostile.stream(heavy),
        7: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    extraction, _ = read(hostile.pdf(objects), PDF)
    assert [(page.number, page.text) for page in extraction.pages] == [(1, "Den sunde side")]
    assert (extraction.outcome, extraction.truncated) == (Outcome.TEXT, True)


@pytest.mark.parametrize("name", ["rapport.pdf", "rapport.docx", "temadag.pptx", "noegletal.xlsx", "rapport.odt"])
def test_a_file_with_scattered_errors_is_an_outcome(read, name: str) -> None:
    generator = random.Random(name)
    content = bytearray((DATA / name).read_bytes())
    media_type = {"pdf": PDF, "docx": DOCX, "pptx": PPTX, "xlsx": XLSX, "odt": ODT}[name.rpartition(".")[2]]
    for _ in range(4):
        for _ in range(20):
            content[generator.randrange(len(content))] = generator.randrange(256)
        extraction, seconds = read(bytes(content), media_type)
        assert isinstance(extraction.outcome, Outcome)
        assert seconds < AT_MOST


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=st.lists(st.tuples(st.integers(0, 5_000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=8))
def test_no_edit_of_a_zip_makes_the_archive_raise_anything_of_its_own(edits: list[tuple[int, bytes]]) -> None:
    content = bytearray((DATA / "noegletal.xlsx").read_bytes())
    for at, piece in edits:
        content[-at - 1 : len(content) - at - 1 + len(piece)] = piece
    try:
        archive = Archive(io.BytesIO(bytes(content)))
        for name in archive.names:
            assert sum(map(len, archive.chunks(name))) < 64 << 20
    except Unreadable:
        pass


# What follows replaces the reading process by one that is already in the attacker's hands.


def _taken_over(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(
        sandbox, "_BOOT", f"import os, sys, time, json\nprint(json.dumps({{'ready': 1}}), flush=True)\n{code}"
    )


def test_at_wall_time_the_process_and_all_it_started_are_ended(read, monkeypatch: pytest.MonkeyPatch) -> None:
    report = "print(json.dumps({'page': 1, 'text': str(os.getpid())}), flush=True)"
    _taken_over(monkeypatch, f"os.fork() or [time.sleep(0.2), {report}]\ntime.sleep(600)")
    extraction, seconds = read(b"", TEXT, Limits(wall=2))
    assert 1.9 < seconds < AT_MOST
    assert extraction.truncated
    grandchild = int(extraction.pages[0].text)
    deadline = time.monotonic() + 5
    while _runs(grandchild) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _runs(grandchild)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return ") Z " not in Path(f"/proc/{process}/stat").read_text()


def test_an_answer_without_end_is_cut(read, monkeypatch: pytest.MonkeyPatch) -> None:
    _taken_over(monkeypatch, "while True: os.write(1, b'x' * 65536)")
    extraction, seconds = read(b"", TEXT, Limits(characters=10_000))
    assert extraction == Extraction(Outcome.TOO_HEAVY)
    assert seconds < PROMPTLY


@pytest.mark.parametrize(
    "answer",
    [
        "nonsense",
        "[]",
        '{"page": "1", "text": "x"}',
        '{"page": 1, "text": ["x"]}',
        '{"page": 1, "text": "\\\\ud800"}',
        '{"page": 1, "text": "\\\\u0000"}',
        '{"outcome": "text", "title": 7, "truncated": false, "detail": ""}',
        '{"outcome": "splendid", "title": "", "truncated": false, "detail": ""}',
        '{"outcome": "text"}',
        "[" * 100_000,
    ],
)
def test_an_answer_that_is_none_is_damage(read, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    _taken_over(monkeypatch, f"print('''{answer}''', flush=True)")
    extraction, _ = read(b"", TEXT)
    assert extraction == Extraction(Outcome.DAMAGED)


def test_the_process_inherits_no_secret(read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETWORK_SECRET", "hemmeligt")
    _taken_over(monkeypatch, "print(json.dumps({'page': 1, 'text': repr(dict(os.environ)) + os.getcwd()}), flush=True)")
    extraction, _ = read(b"", TEXT)
    assert "hemmeligt" not in extraction.pages[0].text
    assert extraction.pages[0].text.endswith("/")


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd')",
        "open('/tmp/written', 'w')",
        "__import__('_socket').socket()",
        "os.pipe()",
        "os.dup(0)",
        "bytearray(600 << 20)",
    ],
)
def test_once_shut_in_the_process_reaches_nothing(read, monkeypatch: pytest.MonkeyPatch, attempt: str) -> None:
    shut_in = (
        "sys.path.insert(0, sys.argv[1])\nimport _socket\nfrom network.ports.extract.child import _shut_in, Limits\n"
    )
    code = f"try:\n    {attempt}\n    said = 'reached'\nexcept (OSError, MemoryError):\n    said = 'refused'"
    report = "print(json.dumps({'page': 1, 'text': said}), flush=True)"
    _taken_over(monkeypatch, f"{shut_in}_shut_in(Limits())\n{code}\n{report}")
    extraction, _ = read(b"", TEXT)
    assert extraction.pages[0].text == "refused"


def test_a_process_that_does_not_start_blames_no_document(read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_BOOT", "import a_module_that_is_not_installed")
    with pytest.raises(ExtractionUnavailable):
        read(b"Ordentlig tekst", TEXT)
