"""Scanned pages become searchable in their own time, and the pages say that their text may have errors."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from network.core import outbox
from network.core.outbox import Queue
from network.features.library.models import DocumentVersion, ScannedPage
from network.features.library.scans import in_ranges
from network.ports.extract import ExtractionUnavailable, Outcome, Recognised
from tests.contracts.scanned import encoded, needs_tesseract, pictures, reader, scanned_pdf
from tests.world import World

MAY_HAVE_ERRORS = "kan have fejl"
TEXT = "Bæverdæmningen ved Åbenrå blev fjernet"


class Reader:
    """Says what it is told to."""

    def __init__(self, *found: Recognised) -> None:
        self.found = list(found)
        self.asked: list[int] = []

    def read(self, path: Path, media_type: str, number: int) -> Recognised:
        assert path.is_file()
        self.asked.append(number)
        return self.found.pop(0) if self.found else Recognised(Outcome.TEXT, f"{TEXT} på side {number}")


def use(world: World, monkeypatch: pytest.MonkeyPatch, ocr: object) -> None:
    ports = replace(world.app.ports, ocr=ocr)
    monkeypatch.setattr(world.app, "ports", ports)
    world.worker.ports = ports


@pytest.fixture
def ocr(world: World, monkeypatch: pytest.MonkeyPatch) -> Reader:
    found = Reader()
    use(world, monkeypatch, found)
    return found


def scan(world: World, pages: int = 3) -> str:
    """The address of a scanned document."""
    document = world.document(world.member(), "En scannet rapport", scanned_pdf(range(1, pages + 1), 20), "scan.pdf")
    return f"/dokumenter/{document.id}-{document.slug}"


@needs_tesseract
def test_a_scanned_page_is_found_by_what_stands_on_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    use(world, monkeypatch, reader())
    document = world.document(world.member(), "Fra arkivet", scanned_pdf([2, 7], 150), "scan.pdf")
    world.work()
    client = world.client(world.member())
    hits = client.page("/soeg?q=flagermuskasser")
    assert f"/dokumenter/{document.id}-fra-arkivet/side/2?q=flagermuskasser" in hits.html
    page = client.page(f"/dokumenter/{document.id}-fra-arkivet/side/2?q=flagermuskasser")
    assert "<mark>flagermuskasser</mark>" in page.html
    assert MAY_HAVE_ERRORS in page.main


@needs_tesseract
def test_a_photograph_of_a_page_is_found_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    use(world, monkeypatch, reader())
    (picture,) = pictures([7], 120)
    document = world.document(world.member(), "Opslag", encoded(picture, "JPEG"), "opslag.jpg")
    world.work()
    client = world.client(world.member())
    assert f"/dokumenter/{document.id}-opslag/side/1" in client.page("/soeg?q=flagermuskasser").html
    assert "Teksten er læst fra billedet og kan have fejl" in client.page(f"/dokumenter/{document.id}-opslag").main


def test_while_pages_wait_the_document_says_so_and_can_be_used(world: World, ocr: Reader) -> None:
    url = scan(world)
    while world.worker.extract():
        pass
    page = world.client(world.member()).page(url)
    assert "Side 1–3 er billeder, som venter på at blive læst" in page.main
    assert "Teksten bliver læst nu" in page.main
    assert 'data-text-state="waiting"' in page.html
    assert ocr.asked == []


def test_pages_are_read_one_by_one_and_each_can_be_seen_at_once(world: World, ocr: Reader) -> None:
    url = scan(world)
    while world.worker.extract():
        pass
    world.worker.recognise()
    client = world.client(world.member())
    page = client.page(url)
    assert "Teksten på side 1 er læst fra billeder af siderne og kan have fejl" in page.main
    assert "Side 2–3 er billeder, som venter" in page.main
    assert TEXT in client.page(f"{url}/side/1").main
    world.work()
    page = client.page(url)
    assert "Teksten på side 1–3 er læst fra billeder af siderne og kan have fejl" in page.main
    assert 'data-text-state="searchable"' in page.html
    assert client.page(f"{url}/tekst").main.count(MAY_HAVE_ERRORS) == 3
    assert f"{url}/side/2" in client.page("/soeg?q=bæverdæmningen").html


def test_documents_take_turns(world: World, ocr: Reader) -> None:
    scan(world), scan(world, 2)
    world.work()
    assert ocr.asked == [1, 1, 2, 2, 3]


def test_a_page_without_words_and_one_that_is_too_heavy_hold_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(world, monkeypatch, Reader(Recognised(Outcome.TOO_HEAVY), Recognised(Outcome.NO_TEXT)))
    url = scan(world)
    world.work()
    page = world.client(world.member()).page(url)
    assert "Teksten på side 3 er læst fra billeder" in page.main
    assert "Side 1–2 er billeder, og søgningen finder ikke teksten i dem" in page.main


def test_where_nothing_can_be_recognised_the_page_says_that_they_are_pictures(world: World) -> None:
    url = scan(world)
    world.work()
    page = world.client(world.member()).page(url)
    assert "Filen består kun af billeder" in page.main
    assert 'data-text-state="no_text"' in page.html
    assert MAY_HAVE_ERRORS not in page.main


def test_what_came_in_before_is_read_once_it_can_be(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    url = scan(world)
    world.work()
    use(world, monkeypatch, Reader())
    world.work()
    assert "Teksten på side 1–3 er læst" in world.client(world.member()).page(url).main


def test_a_machine_that_cannot_is_tried_again_and_blames_no_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Reader):
        def read(self, path: Path, media_type: str, number: int) -> Recognised:
            raise ExtractionUnavailable("no memory")

    use(world, monkeypatch, Broken())
    scan(world)
    world.work()
    assert world.read(select(ScannedPage.outcome)) == ["", "", ""]
    with world.writing() as session:
        assert outbox.lag(session, Queue.RECOGNISE)[0] == 1
    use(world, monkeypatch, Reader())
    world.later(minutes=1)
    world.work()
    assert set(world.read(select(ScannedPage.outcome))) == {"text"}


def test_a_version_that_has_been_replaced_is_not_read(world: World, ocr: Reader) -> None:
    scan(world)
    while world.worker.extract():
        pass
    with world.writing() as session:
        first = session.scalars(select(DocumentVersion)).one()
        columns = ("document_id", "file_key", "name", "media_type", "size", "uploaded_at")
        session.add(DocumentVersion(number=2, **{name: getattr(first, name) for name in columns}))
    world.work()
    assert ocr.asked == []


def test_page_numbers_are_said_as_people_write_them() -> None:
    assert in_ranges(()) == ""
    assert in_ranges((1, 2, 3, 5, 7, 8)) == "1–3, 5, 7–8"
