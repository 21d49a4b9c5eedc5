"""Every hostile file that a member may send: a plain reason, soon, within its memory, while the site answers."""

import io
import resource
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from network.core.media_types import DOCX, ODP, ODS
from network.features.library.models import Document
from network.ports.extract.limits import Limits
from tests.contracts import hostile_documents as making
from tests.contracts.test_recognition import HUGE_JPEG, bomb
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import World

DATA = Path(__file__).parent.parent / "data"
SECONDS = 20
MEMORY = Limits().memory
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'

# What the page says
DAMAGED, UNOPENED, HEAVY, LOCKED = "beskadiget", "kunne ikke åbnes", "for tung at læse", "låst med en adgangskode"
PICTURE, EMPTY, KIND, WEB = "kun af billeder", "Filen er tom", "ikke tage imod den filtype", "Websider"
PROGRAM, MACROS, OLD, TWO, WITHIN = "Programmer", "makroer", "gammelt Office-format", "to ting", "andre filer"
NAME, SOUND = "indholdet er", "Du kan søge i teksten"


def locked_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt="hemmeligt")
    canvas.drawString(72, 700, "fortroligt")
    canvas.save()
    return out.getvalue()


def huge_page() -> bytes:
    """One page, nine kilometres wide, with a picture of a hundred million pixels that are not there."""
    image = b"<< /Type /XObject /Subtype /Image /Width 30000 /Height 30000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    return making.pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99999999 99999999] /Contents 4 0 R "
            b"/Resources << /XObject << /I 5 0 R >> >> >>",
            4: making.stream(b"q 99 0 0 99 0 0 cm /I Do Q", filters=b"[]"),
            5: image + b" /Length 0 >>\nstream\n\nendstream",
        }
    )


def nested_pdf(depth: int) -> bytes:
    """Arrays within arrays, where a page's resources should stand."""
    return making.pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources " + b"[" * depth + b"]" * depth + b" >>",
        }
    )


def many_pages(count: int) -> bytes:
    """A page that is there a hundred thousand times."""
    kids = b"3 0 R " * count
    return making.pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % count,
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        }
    )


def linked_docx() -> bytes:
    """A template and a picture that would be fetched from elsewhere."""
    document = f"<w:document {making.WORD}><w:body>{making.paragraph('Hentet udefra')}</w:body></w:document>"
    elsewhere = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="x/attachedTemplate" Target="http://127.0.0.1:9/ond.dotm" TargetMode="External"/>'
        '<Relationship Id="rId2" Type="x/footnotes" Target="file:///etc/passwd" TargetMode="External"/>'
        '<Relationship Id="rId3" Type="x/footnotes" Target="../../../../etc/passwd"/></Relationships>'
    )
    return making.office_open(DOCX, document, **{"word___rels__document.xml.rels": elsewhere})


def with_macros() -> bytes:
    document = f"<w:document {making.WORD}/>"
    return making.office_open(DOCX, document, **{"word__vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def climbing_docx() -> bytes:
    """Parts that would land in other folders, if anybody unpacked them."""
    return making.archive(
        [
            ("[Content_Types].xml", TYPES),
            ("../../../../tmp/ond", b"x"),
            ("/etc/ond", b"x"),
            ("word/document.xml", ""),
        ]
    )


def polyglot() -> bytes:
    return b"%PDF-1.7\n" + making.docx(making.paragraph("to ting"))


TOWER = "a" + "\u0301\u0316" * 300_000
Make = Callable[[], bytes]
FILES: dict[str, tuple[Make, str, str]] = {
    "nothing": (lambda: b"", "tom.pdf", EMPTY),
    "one byte": (lambda: b"\0", "en.docx", KIND),
    "a zip bomb as docx": (lambda: making.inflating_docx(70), "bombe.docx", HEAVY),
    "a zip bomb of one letter": (lambda: making.inflating_docx(5), "lille-bombe.docx", HEAVY),
    "a zip whose directory lies": (making.lying_docx, "løgn.docx", UNOPENED),
    "a zip that understates its size": (making.understated_docx, "undertal.docx", UNOPENED),
    "eleven thousand parts": (lambda: making.crowded_docx(11_000), "mange.docx", DAMAGED),
    "names that climb out of the zip": (climbing_docx, "..\\..\\klatrer.docx", KIND),
    "a billion laughs in a docx": (
        lambda: making.docx(making.paragraph("&l9;"), making.billion_laughs()),
        "latter.docx",
        UNOPENED,
    ),
    "a billion laughs in an ods": (
        lambda: making.open_document(ODS, "<text:p>&l9;</text:p>", prolog=making.billion_laughs()),
        "latter.ods",
        UNOPENED,
    ),
    "an entity that asks for a file": (
        lambda: making.open_document(ODP, "<text:p>&leak;</text:p>", prolog=making.EXTERNAL_ENTITY),
        "læk.odp",
        UNOPENED,
    ),
    "XML nested five thousand deep": (lambda: making.nested_docx(5_000), "dyb.docx", HEAVY),
    "a sheet that inflates to 48 MB": (making.wide_xlsx, "bredt.xlsx", HEAVY),
    "140 kB that stand for gigabytes": (making.amplifying_xlsx, "gange.xlsx", SOUND),
    "an odt of styles without a word": (making.random_odt, "stil.odt", PICTURE),
    "an odt of empty paragraphs": (making.endless_odt, "tomt.odt", HEAVY),
    "a billion spaces": (making.spaced_odt, "mellemrum.odt", SOUND),
    "a cell repeated for ever": (making.repeating_ods, "gentaget.ods", SOUND),
    "a PDF that inflates to 900 MB": (lambda: making.inflating_pdf(900), "bombe.pdf", HEAVY),
    "a PDF that shows millions of letters": (lambda: making.chattering_pdf(20), "snak.pdf", HEAVY),
    "a page tree that is its own child": (making.looping_pdf, "ring.pdf", UNOPENED),
    "forms within forms": (lambda: making.doubling_pdf(9, 10), "spejle.pdf", HEAVY),
    "a PDF nested fifty thousand deep": (lambda: nested_pdf(50_000), "dyb.pdf", PICTURE),
    "a page of a hundred million points": (huge_page, "kæmpe.pdf", PICTURE),
    "a hundred thousand pages": (lambda: many_pages(100_000), "sider.pdf", PICTURE),
    "half a PDF": (lambda: (DATA / "rapport.pdf").read_bytes()[:14_000], "halv.pdf", UNOPENED),
    "half a docx": (lambda: (DATA / "rapport.docx").read_bytes()[:3_000], "halv.docx", DAMAGED),
    "an encrypted PDF": (locked_pdf, "låst.pdf", LOCKED),
    "an encrypted docx": ((DATA / "adgangskode.docx").read_bytes, "låst.docx", LOCKED),
    "a docx with macros": (with_macros, "makro.docx", MACROS),
    "a docx that fetches from elsewhere": (linked_docx, "udefra.docx", SOUND),
    "old Office": ((DATA / "notat.doc").read_bytes, "notat.doc", OLD),
    "a PDF called docx": ((DATA / "rapport.pdf").read_bytes, "rapport.docx", NAME),
    "a docx called pptx": ((DATA / "rapport.docx").read_bytes, "rapport.pptx", NAME),
    "a program called PDF": (lambda: b"MZ\x90\0" + bytes(200), "faktura.pdf", PROGRAM),
    "HTML called txt": (lambda: b"<!doctype html><script>alert(1)</script>", "hej.txt", WEB),
    "SVG called png": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "kort.png", WEB),
    "two things at once": (polyglot, "begge.pdf", TWO),
    "RTF that carries a program": (lambda: rb"{\rtf1 {\object\objemb{\*\objdata 4d5a}}}", "brev.rtf", WITHIN),
    "RTF nested ten thousand deep": (lambda: b"{\\rtf1 " + b"{" * 10_000 + b"}" * 10_000 + b"}", "dyb.rtf", HEAVY),
    "a csv of formulas": (lambda: b"navn,tal\n=cmd|'/c calc'!A0,1\n+1+1,@SUM(A1)\n", "formler.csv", SOUND),
    "a letter under a tower of accents": (TOWER.encode, "tårn.txt", HEAVY),
    "a PNG of ten thousand million pixels": (lambda: bomb(100_000, 100_000), "b.png", PICTURE),
    "a JPEG of four thousand million pixels": (lambda: HUGE_JPEG, "b.jpg", PICTURE),
    "a name of three hundred letters": (lambda: b"Ord.", "å" * 300 + ".txt", SOUND),
    "a name of emoji": (lambda: b"Ord.", "🏚️🏡 Ærø.txt", SOUND),
    "a name with NUL and a way out": (lambda: b"Ord.", "../../etc/passwd\0.txt", SOUND),
    "a name that is none": (lambda: b"Ord.", "...txt", SOUND),
}


def sent(client: CheckedClient, content: bytes, name: str) -> TestResponse:
    form = fields_of(client.page("/bibliotek/del").form("/bibliotek/del")) | {"title": "En fil", "audience": "network"}
    return client.post("/bibliotek/del", data=form | {"file": (io.BytesIO(content), name)})


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_with_a_plain_reason_while_the_site_answers(world: World, name: str) -> None:
    make, file_name, words = FILES[name]
    content, client = make(), world.client(world.member())
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    began = time.monotonic()
    answer = sent(client, content, file_name)
    if answer.status_code == 422:
        page = Page(answer)
        assert world.read(select(func.count()).select_from(Document)) == [0]
    else:
        assert answer.status_code == 303
        reading = threading.Thread(target=world.worker.extract)
        reading.start()
        waited = time.monotonic()
        assert client.page("/bibliotek/").status == 200
        assert time.monotonic() - waited < 5
        reading.join(SECONDS)
        page = client.page(answer.location)
        assert client.get(f"{answer.location}/original").data == content
    assert time.monotonic() - began < SECONDS
    assert words in page.main
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # what a child is before it runs something else
    assert after == before or after <= max(MEMORY >> 10, own)


def test_the_corpus_is_as_large_as_it_is_said_to_be() -> None:
    assert len(FILES) >= 25
