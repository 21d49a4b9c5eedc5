"""A colleague's file is shared, read, found inside, and comes back unchanged."""

import hashlib
import io
from pathlib import Path

import pytest

from network.core.access import Audience
from network.core.addresses import member_url
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, LOLLAND, World

DATA = Path(__file__).parent.parent / "data"


def share(client: CheckedClient, content: bytes, name: str, **changes: str) -> Page:
    """Fill in the form and send it; returns the page one comes to."""
    form = fields_of(client.page("/bibliotek/del").form("/bibliotek/del"))
    form |= {"title": "Rapport om landsbyerne", "description": "Vores *analyse*.", "audience": "network"} | changes
    answer = client.post("/bibliotek/del", data=form | {"file": (io.BytesIO(content), name)})
    return client.page(answer.location) if answer.status_code == 303 else Page(answer)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("rapport.pdf", "PDF"),
        ("rapport.docx", "Word"),
        ("temadag.pptx", "PowerPoint"),
        ("rapport.odt", "OpenDocument-tekst"),
        ("referat-utf8.txt", "Tekst"),
    ],
)
def test_each_kind_of_file_has_its_page_at_once_is_read_and_downloads_unchanged(
    world: World, name: str, label: str
) -> None:
    content = (DATA / name).read_bytes()
    client = world.client(world.member(LOLLAND, "Mette Holm"))
    page = share(client, content, name)
    assert page.heading == "Rapport om landsbyerne"
    assert label in page.main
    assert page.elements("span", data_text_state="waiting")
    world.work()
    page = client.page(page.response.request.path)
    assert page.elements("span", data_text_state="searchable")
    assert page.links("Side 1")

    original = client.get(next(url for url in page.links("") if url.endswith("/original")))
    assert hashlib.sha256(original.data).digest() == hashlib.sha256(content).digest()
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert original.headers["X-Content-Type-Options"] == "nosniff"


def test_danish_letters_quotes_and_line_breaks_in_a_name_survive_or_are_made_harmless(world: World) -> None:
    author = world.member()
    document = world.document(author, content=b"Hej.", name='Års"regnskab\r\nX-Evil: 1 – Ærø.txt')
    original = world.client(author).get(f"/dokumenter/{document.id}-{document.slug}/original")
    disposition = original.headers["Content-Disposition"]
    assert "X-Evil" not in original.headers
    assert "%C3%86r%C3%B8.txt" in disposition


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "tom.pdf", "Filen er tom"),
        (b"<html><script>alert(1)</script></html>", "rapport.pdf", "Websider"),
        (b"MZ" + bytes(200), "rapport.docx", "Programmer"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(40), "rapport.pdf", "PNG"),
        (bytes(range(256)) * 20, "noget.xyz", "Gem filen som PDF"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_in_words_and_the_text_is_kept(
    world: World, content: bytes, name: str, words: str
) -> None:
    page = share(world.client(world.member()), content, name, title="Min gode titel", description="Lang tekst")
    assert page.status == 422
    assert words in page.main
    form = fields_of(page.form("/bibliotek/del"))
    assert form["title"] == "Min gode titel"
    assert form["description"] == "Lang tekst"
    assert not form["staged"]


def test_a_file_that_is_too_large_is_refused_with_the_limit(world: World) -> None:
    page = share(world.client(world.member()), b"a" * (2 * 1024 * 1024 + 1), "stor.txt")
    assert page.status == 422
    assert "2 MB" in page.main


def test_a_file_is_not_chosen_twice_when_only_the_title_was_missing(world: World) -> None:
    client = world.client(world.member())
    page = share(client, b"Indholdet.", "notat.txt", title="")
    assert page.status == 422
    assert "notat.txt" in page.main
    form = fields_of(page.form("/bibliotek/del"))
    answer = client.post("/bibliotek/del", data=form | {"title": "Nu med titel"})
    assert answer.status_code == 303
    original = client.get(f"{answer.location}/original")
    assert original.data == b"Indholdet."


def test_a_title_is_suggested_when_the_file_came_without_one(world: World) -> None:
    client = world.client(world.member())
    page = share(client, (DATA / "rapport.pdf").read_bytes(), "scan_0042.pdf", title="")
    assert page.status == 422
    assert "Sådan ser filen ud til at hedde." in page.main
    form = fields_of(page.form("/bibliotek/del"))
    assert form["title"] == "Stedsbundne potentialer på Ærø og Læsø"
    assert client.post("/bibliotek/del", data=form).status_code == 303


def test_a_note_of_a_kept_file_is_worth_nothing_to_others(world: World) -> None:
    page = share(world.client(world.member()), b"Hemmeligt.", "notat.txt", title="")
    note = fields_of(page.form("/bibliotek/del"))["staged"]
    thief = world.client(world.member(LEMVIG))
    form = fields_of(thief.page("/bibliotek/del").form("/bibliotek/del"))
    answer = thief.post("/bibliotek/del", data=form | {"title": "Stjålet dokument", "staged": note})
    assert answer.status_code == 422


def test_the_same_form_sent_twice_is_one_document(world: World) -> None:
    client = world.client(world.member())
    form = fields_of(client.page("/bibliotek/del").form("/bibliotek/del")) | {"title": "Kun én gang"}
    urls = {
        client.post("/bibliotek/del", data=form | {"file": (io.BytesIO(b"Tekst."), "a.txt")}).location for _ in range(2)
    }
    assert len(urls) == 1


def test_the_same_bytes_are_stored_once(world: World) -> None:
    author = world.member()
    first, second = world.document(author, "Første"), world.document(author, "Anden")
    assert first.id != second.id
    assert len(world.app.ports.files.keys()) == 1


@pytest.mark.parametrize(("name", "words"), [("adgangskode.docx", "adgangskode"), ("stavefejl.pdf", "åbne")])
def test_a_file_without_readable_text_says_why_and_can_still_be_downloaded(world: World, name: str, words: str) -> None:
    content = (DATA / name).read_bytes() if (DATA / name).exists() else b"%PDF-1.7\nikke mere end det"
    author = world.member()
    document = world.document(author, content=content, name=name)
    world.work()
    page = world.client(author).page(f"/dokumenter/{document.id}-{document.slug}")
    assert page.elements("span", data_text_state="no_text")
    assert words in page.main
    assert world.client(author).get(f"/dokumenter/{document.id}-{document.slug}/original").data == content


def test_a_document_its_text_and_its_original_follow_its_audience(world: World) -> None:
    document = world.document(world.member(LOLLAND), audience=Audience.OWN)
    world.work()
    url = f"/dokumenter/{document.id}-{document.slug}"
    for path in (url, f"{url}/side/1", f"{url}/original", f"/dokumenter/{document.id}/tekst"):
        assert world.client(world.member(LOLLAND)).get(path).status_code == 200
        assert world.client(world.member(LEMVIG)).get(path).status_code == 404
        assert world.client().get(path).status_code == 404


def test_who_shared_a_document_is_a_link_to_their_profile_for_members_only(world: World) -> None:
    mette = world.member(LOLLAND, "Mette Holm")
    document = world.document(mette, audience=Audience.PUBLIC)
    path = f"/dokumenter/{document.id}-{document.slug}"
    assert world.client(world.member()).page(path).links("Mette Holm") == [member_url(mette.id or 0, mette.name)]
    shown = world.client().page(path)
    assert "Mette Holm" in shown
    assert shown.links("Mette Holm") == []


def test_a_broken_off_download_can_be_resumed(world: World) -> None:
    document = world.document(world.member(), content=b"0123456789", name="tal.txt", audience=Audience.PUBLIC)
    part = world.client().get(f"/dokumenter/{document.id}-{document.slug}/original", headers={"Range": "bytes=4-"})
    assert part.status_code == 206
    assert part.data == b"456789"
