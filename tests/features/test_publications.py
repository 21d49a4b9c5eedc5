"""Publications: a document of the library with its author, year and series, and how often it was fetched."""

from pathlib import Path

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience, Role
from network.core.addresses import document_url
from network.features.library.models import Document
from network.features.publishing.models import Article, DownloadCount
from tests.world import LEMVIG, World

DATA = Path(__file__).parent.parent / "data"
PATH = "/udgivelser/ny"
ABOUT = {
    "title": "Magasinet",
    "lead": "Tolv fortællinger.",
    "authors": "Kampagnen",
    "year": "2025",
    "series": "Magasin",
}


def _editor(world: World) -> Actor:
    return world.member(LEMVIG, roles=(Role.EDITOR,))


def test_a_publication_is_read_found_and_fetched_by_everyone_and_counted(world: World) -> None:
    editor = _editor(world)
    document = world.document(editor, "Magasin nr. 1", audience=Audience.PUBLIC)
    saved = world.client(editor).submit(PATH, **ABOUT, documents="Magasin nr. 1")
    assert saved.location == "/udgivelser/1-magasinet"
    world.work()
    visitor = world.client()
    shown = visitor.page(saved.location)
    for text in ("Kampagnen", "2025", "Magasin", "Hent den (Tekst,"):
        assert text in shown.text
    assert "Hentet" not in shown.text
    fetched = visitor.get("/udgivelser/1/hent")
    assert fetched.location == f"/dokumenter/{document.id}-{document.slug}/original"
    assert visitor.get(fetched.location).data == "Asbest skal fjernes først.\n".encode()
    visitor.head("/udgivelser/1/hent")
    visitor.get("/udgivelser/1/hent")
    assert world.read(select(DownloadCount.count)) == [2]
    assert "2 gange" in visitor.page(saved.location).text
    assert "Magasinet" in visitor.page("/udgivelser/").main
    assert "Magasinet" in visitor.page("/soeg?q=type:udgivelse kampagnen").main


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"documents": ""}, "Vælg det dokument i biblioteket"),
        ({"documents": "Findes ikke"}, "Der er intet dokument i biblioteket"),
        ({"documents": "Internt"}, "Det dokument er ikke for alle"),
        ({"documents": "Magasin nr. 1\nMagasin nr. 2"}, "En udgivelse er ét dokument"),
        ({"year": ""}, "Skriv året med fire cifre"),
        ({"year": "i fjor"}, "Skriv året med fire cifre"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(world: World, wrong: dict[str, str], message: str) -> None:
    editor = _editor(world)
    for title, audience in (("Magasin nr. 1", "public"), ("Magasin nr. 2", "public"), ("Internt", "network")):
        world.document(editor, title, audience=Audience(audience))
    answer = world.client(editor).submit(PATH, **(ABOUT | {"documents": "Magasin nr. 1", "body": "Skrevet."} | wrong))
    assert answer.status_code == 422
    assert message in answer.text
    assert "Skrevet." in answer.text
    assert world.read(select(Article.id)) == []


def test_a_file_that_is_no_longer_for_everyone_is_not_given_out(world: World) -> None:
    editor = _editor(world)
    document = world.document(editor, audience=Audience.PUBLIC)
    world.client(editor).submit(PATH, **ABOUT, documents=document.title)
    with world.writing() as session:
        session.get_one(Document, document.id).audience_term = "network"
    visitor = world.client()
    assert visitor.get("/udgivelser/1/hent").status_code == 404
    assert "Filen er der ikke længere" in visitor.page("/udgivelser/1-magasinet").main
    assert world.client(world.member()).get("/udgivelser/1/hent").status_code == 302


def test_the_list_shows_first_pages_that_the_reader_may_see(world: World) -> None:
    editor = _editor(world)
    pdf = (DATA / "rapport.pdf").read_bytes()
    document = world.document(editor, "Rapporten", pdf, "rapport.pdf", audience=Audience.PUBLIC)
    world.work()
    world.client(editor).submit(PATH, **ABOUT, documents="Rapporten")
    visitor = world.client()
    pictures = visitor.page("/udgivelser/").elements("img", class_="row-cover")
    assert [picture.get("src") for picture in pictures] == [
        f"{document_url(document.id, document.slug)}/forside.png?udgave=1"
    ]
    assert visitor.get(pictures[0].get("src")).mimetype == "image/png"
    with world.writing() as session:
        session.get_one(Document, document.id).audience_term = "network"
    assert not visitor.page("/udgivelser/").elements("img", class_="row-cover")
    assert world.client(world.member()).page("/udgivelser/").elements("img", class_="row-cover")


def test_a_draft_is_fetched_by_nobody_else_and_not_counted(world: World) -> None:
    editor = _editor(world)
    document = world.document(editor, audience=Audience.PUBLIC)
    world.client(editor).submit(PATH, **ABOUT, documents=document.title, keep="1")
    for reader in (world.client(), world.client(world.member())):
        assert reader.get("/udgivelser/1/hent").status_code == 404
    assert world.client(editor).get("/udgivelser/1/hent").status_code == 302
    assert world.read(select(DownloadCount.count)) == []
