"""The text of a document is read page by page or as a whole, its original in parts, and what its file lacks is said."""

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from network.core.access import Audience
from network.features.library.models import Document, DocumentVersion
from tests.world import LEMVIG, LOLLAND, World

DATA = Path(__file__).parent.parent / "data"


def url_of(document: Document) -> str:
    return f"/dokumenter/{document.id}-{document.slug}"


def shared(world: World, name: str, audience: Audience = Audience.PUBLIC) -> Document:
    document = world.document(world.member(LOLLAND), content=(DATA / name).read_bytes(), name=name, audience=audience)
    world.work()
    return document


def scan() -> bytes:
    """A page of a PDF that is one picture."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(100, 100, 300, 300, fill=1)
    canvas.save()
    return out.getvalue()


# The text


def test_the_whole_text_is_one_page_with_an_anchor_for_each(world: World) -> None:
    document = shared(world, "rapport.pdf")
    page = world.client().page(f"{url_of(document)}/tekst?q=flagermuskasser")
    assert [heading.get("id") for heading in page.elements("h2")][:8] == [f"side-{number}" for number in range(1, 9)]
    assert page.marked() == ["flagermuskasser"]
    single = world.client().page(f"{url_of(document)}/side/7?q=flagermuskasser")
    assert f"{url_of(document)}/tekst?q=flagermuskasser#side-7" in single.response.text
    assert world.client().get(f"/dokumenter/{document.id}-forkert/tekst?q=ord").location.endswith("/tekst?q=ord")


def test_a_hundred_pages_at_a_time(world: World) -> None:
    content = "\f".join(f"Side nummer {number}." for number in range(1, 251)).encode()
    document = world.document(world.member(), content=content, name="lang.txt", audience=Audience.PUBLIC)
    world.work()
    client, text = world.client(), f"{url_of(document)}/tekst"
    first, last = client.page(text), client.page(f"{text}/201")
    assert "Side nummer 100." in first.main
    assert "Side nummer 101." not in first.main
    assert f"{text}/101" in first.links("")
    assert "Side nummer 250." in last.main
    assert f"{text}/101" in last.links("")
    assert f"{text}/201#side-230" in client.page(f"{url_of(document)}/side/230").response.text
    assert client.get(f"{text}/251").status_code == 404


def test_pages_without_text_are_passed_over(world: World) -> None:
    document = world.document(world.member(), content=b"Et\f\f\fFire", name="huller.txt", audience=Audience.PUBLIC)
    world.work()
    client = world.client()
    assert f"{url_of(document)}/side/4" in client.page(f"{url_of(document)}/side/1").links("")
    assert f"{url_of(document)}/side/1" in client.page(f"{url_of(document)}/side/4").links("")
    assert client.get(f"{url_of(document)}/side/2").status_code == 404


# The original


def test_an_original_is_had_in_parts(world: World) -> None:
    document = world.document(world.member(), content=b"0123456789", name="tal.txt", audience=Audience.PUBLIC)
    client, path = world.client(), f"{url_of(document)}/original"
    whole = client.get(path)
    assert whole.headers["Accept-Ranges"] == "bytes"
    tag = whole.headers["ETag"]
    for asked, status, data, part in (
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
    ):
        answer = client.get(path, headers={"Range": asked, "If-Range": tag})
        assert (answer.status_code, answer.data, answer.headers["Content-Range"]) == (status, data, part)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    changed = client.get(path, headers={"Range": "bytes=0-3", "If-Range": '"en anden"'})
    assert (changed.status_code, changed.data) == (200, b"0123456789")
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_a_part_that_is_not_there_is_refused_with_the_size(world: World) -> None:
    document = world.document(world.member(), content=b"0123456789", name="tal.txt", audience=Audience.PUBLIC)
    answer = world.client().get(f"{url_of(document)}/original", headers={"Range": "bytes=10-20"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */10"


def test_what_an_original_is_can_be_asked_without_getting_it(world: World) -> None:
    document = world.document(world.member(), content=b"0123456789", name="tal.txt", audience=Audience.PUBLIC)
    answer = world.client().head(f"{url_of(document)}/original")
    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (200, b"", "10")


# The first page


def test_the_first_page_of_a_pdf_is_shown_as_a_picture_to_those_who_may_read_it(world: World) -> None:
    owner = world.member(LOLLAND)
    document = world.document(owner, content=(DATA / "rapport.pdf").read_bytes(), name="a.pdf", audience=Audience.OWN)
    world.work()
    client = world.client(owner)
    (shown,) = client.page(url_of(document)).elements("img", class_="first-page")
    answer = client.get(shown.get("src"))
    picture = Image.open(io.BytesIO(answer.data))
    picture.load()
    assert (picture.format, picture.size) == ("PNG", (320, 453))
    assert len({picture.getpixel((x, y)) for x in range(0, 320, 4) for y in range(0, 453, 4)}) > 2
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(shown.get("src"), headers=tag).status_code == 304
    assert world.client(world.member(LEMVIG)).get(shown.get("src"), headers=tag).status_code == 404


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\nikke mere end det", (DATA / "rapport.docx").read_bytes()], ids=["damaged", "Word"]
)
def test_what_cannot_be_drawn_has_no_picture(world: World, content: bytes) -> None:
    name = "a.docx" if content.startswith(b"PK") else "a.pdf"
    document = world.document(world.member(), content=content, name=name, audience=Audience.PUBLIC)
    world.work()
    assert world.client().page(url_of(document)).elements("img", class_="first-page") == []
    assert world.client().get(f"{url_of(document)}/forside.png").status_code == 404


# What some readers miss


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (scan, "scan.pdf", ["Siderne er billeder", "overskrift, liste", "hvilket sprog"]),
        ((DATA / "adgangskode.docx").read_bytes, "laast.docx", ["låst med en adgangskode"]),
        (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(40), "kort.png", ["Det er et billede"]),
        (lambda: b"Et notat.", "notat.txt", []),
        ((DATA / "rapport.docx").read_bytes, "rapport.docx", []),
    ],
)
def test_it_is_said_in_words_with_what_to_do_for_its_owner(world: World, content, name: str, words: list[str]) -> None:
    owner = world.member()
    document = world.document(owner, content=content(), name=name)
    assert "Kan alle læse det?" not in world.client(owner).page(url_of(document)).main
    world.work()
    own, other = world.client(owner).page(url_of(document)), world.client(world.member()).page(url_of(document))
    assert [word for word in words if word not in own.main] == []
    assert ("Kan alle læse det?" in own.main) == bool(words)
    if name == "scan.pdf":
        assert "lad scanneren genkende teksten" in own.main
        assert "lad scanneren genkende teksten" not in other.main


def test_a_municipality_s_report_counts_what_its_reader_may_read(world: World) -> None:
    owner = world.member(LOLLAND)
    for title, content, name, audience in (
        ("Hemmelig scanning", scan(), "a.pdf", Audience.OWN),
        ("Åben scanning", scan(), "b.pdf", Audience.NETWORK),
        ("Et notat", b"Ord.", "c.txt", Audience.NETWORK),
    ):
        world.document(owner, title, content=content, name=name, audience=audience)
    world.work()
    world.document(owner, "Lige delt", content=b"Andre ord.", name="d.txt")
    path = "/kommuner/lolland/tilgaengelighed"
    own, other = world.client(owner).page(path), world.client(world.member(LEMVIG)).page(path)
    assert "Hemmelig scanning" in own.main
    assert "Hemmelig scanning" not in other.main
    assert "Åben scanning" in other.main
    assert "Et notat" not in other.main
    assert "Dokumenter4Intetivejen1Nogetivejen2Ikkeset" in own.main.replace(" ", "")
    assert "Dokumenter3Intetivejen1Nogetivejen1Ikkeset" in other.main.replace(" ", "")
    assert path in world.client(owner).page("/kommuner/lolland").links("")


def test_the_report_follows_the_version_that_is_current(world: World) -> None:
    document = shared(world, "rapport.pdf")
    assert world.read(select(DocumentVersion.findings).where(DocumentVersion.document_id == document.id)) != [None]
    answer = world.client(world.member(LEMVIG)).page("/kommuner/lolland/tilgaengelighed")
    assert answer.status == 200
