"""Many files are shared on one form, each with its own title and language; a bad one loses no other."""

import io
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from network.core.access import Actor
from network.features.library.guesses import guessed_language, guessed_title
from network.features.library.models import Document
from network.features.library.quota import Room
from network.ports.extract import Extraction, Outcome, Page
from tests.pages import client as browsing
from tests.pages.client import CheckedClient, fields_of
from tests.world import LEMVIG, LOLLAND, World

DATA = Path(__file__).parent.parent / "data"
PATH = "/bibliotek/del-flere"


@pytest.fixture
def actor(world: World) -> Actor:
    return world.member(LOLLAND)


def sent(client: CheckedClient, data: dict[str, Any]) -> browsing.Page:
    answer = client.post(PATH, data=data)
    return client.page(answer.location) if answer.status_code == 303 else browsing.Page(answer)


def begin(client: CheckedClient) -> dict[str, Any]:
    return dict(fields_of(client.page(PATH).form(PATH)))


def common(page: browsing.Page) -> dict[str, Any]:
    """What stands on the form once."""
    kept = ("csrf_token", "submission", "topic", "audience")
    return {name: value for name, value in fields_of(page.form(PATH)).items() if name in kept}


def rows(page: browsing.Page) -> dict[str, list[str]]:
    """What stands on it once for each file, in the order of the rows."""
    languages = [
        next((option.get("value") for option in select.iter("option") if option.get("selected") is not None), "")
        for select in page.elements("select", name="language")
    ]
    fields = {name: [e.get("value") for e in page.elements("input", name=name)] for name in ("held", "title")}
    return fields | {"language": languages}


def files(*names_and_contents: tuple[str, bytes]) -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(content), name) for name, content in names_and_contents]


def test_files_become_rows_with_guesses_and_rows_become_documents(world: World, actor: Actor) -> None:
    client = world.client(actor)
    chosen = files(
        ("rapport.pdf", (DATA / "rapport.pdf").read_bytes()),
        ("strategi_for-landsbyer.txt", b"The plan of the village is what it was and not much more than that."),
        ("kort.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(40)),
    )
    page = sent(client, begin(client) | {"file": chosen, "add": "1"})
    assert page.status == 200
    found = rows(page)
    assert found["title"] == [
        "Stedsbundne potentialer på Ærø og Læsø",
        "The plan of the village is what it was and not much more than that.",
        "Kort",
    ]
    assert found["language"] == ["da", "en", ""]
    found["title"][1] = "Strategi for landsbyer"
    page = sent(client, common(page) | found)
    assert page.response.request.path == "/bibliotek/"
    assert "3 dokumenter er delt" in page.text
    assert world.read(select(Document.title).order_by(Document.id)) == [
        "Stedsbundne potentialer på Ærø og Læsø",
        "Strategi for landsbyer",
        "Kort",
    ]
    assert world.read(select(Document.language).order_by(Document.id)) == ["da", "en", ""]
    world.work()
    assert "Kort" in client.page("/bibliotek/").main


def test_a_bad_file_is_named_with_the_reason_and_the_others_are_kept(world: World, actor: Actor) -> None:
    client = world.client(actor)
    chosen = files(("tom.pdf", b""), ("godt.txt", b"Et godt notat."), ("program.docx", b"MZ" + bytes(200)))
    page = sent(client, begin(client) | {"file": chosen, "add": "1"})
    assert page.status == 422
    assert "tom.pdf: Filen er tom" in page.main
    assert "program.docx: Programmer" in page.main
    assert rows(page)["title"] == ["Et godt notat."]
    assert sent(client, common(page) | rows(page)).heading == "Et godt notat."


def test_a_title_that_cannot_be_used_stops_all_of_them_and_loses_none(world: World, actor: Actor) -> None:
    client = world.client(actor)
    page = sent(client, begin(client) | {"file": files(("a.txt", b"Et."), ("b.txt", b"To.")), "add": "1"})
    found = rows(page)
    found["title"] = ["Den første", "  "]
    page = sent(client, common(page) | found)
    assert page.status == 422
    assert "b.txt: Skriv en titel" in page.main
    assert world.read(select(Document.id)) == []
    assert rows(page)["title"] == ["Den første", ""]
    found = rows(page)
    found["title"][1] = "Den anden"
    sent(client, common(page) | found)
    assert world.read(select(Document.title).order_by(Document.id)) == ["Den første", "Den anden"]


def test_a_file_is_taken_off_the_list(world: World, actor: Actor) -> None:
    client = world.client(actor)
    page = sent(client, begin(client) | {"file": files(("a.txt", b"Et notat."), ("b.txt", b"To notater.")), "add": "1"})
    page = sent(client, common(page) | rows(page) | {"remove": "0"})
    assert rows(page)["title"] == ["To notater."]


def test_more_files_can_be_added_to_those_that_are_there(world: World, actor: Actor) -> None:
    client = world.client(actor)
    page = sent(client, begin(client) | {"file": files(("a.txt", b"Et notat.")), "add": "1"})
    found = rows(page)
    found["title"] = ["Min egen titel"]
    page = sent(client, common(page) | found | {"file": files(("b.txt", b"To notater.")), "add": "1"})
    assert rows(page)["title"] == ["Min egen titel", "To notater."]


def test_the_same_form_sent_twice_shares_each_once(world: World, actor: Actor) -> None:
    client = world.client(actor)
    page = sent(client, begin(client) | {"file": files(("a.txt", b"Et notat."), ("b.txt", b"To notater.")), "add": "1"})
    form = common(page) | rows(page)
    for _ in range(2):
        assert client.post(PATH, data=form).status_code == 303
    assert len(world.read(select(Document.id))) == 2


def test_a_form_without_files_says_so(world: World, actor: Actor) -> None:
    client = world.client(actor)
    page = sent(client, begin(client))
    assert page.status == 422
    assert "Vælg en fil" in page.main


def test_another_member_s_note_is_no_file(world: World, actor: Actor) -> None:
    page = sent(client := world.client(actor), begin(client) | {"file": files(("a.txt", b"Et notat.")), "add": "1"})
    thief = world.client(world.member(LEMVIG))
    answer = sent(thief, begin(thief) | rows(page))
    assert answer.status == 422
    assert world.read(select(Document.id)) == []


def test_a_file_sent_by_the_script_comes_back_as_its_row(world: World, actor: Actor) -> None:
    client = world.client(actor)
    token = {"csrf_token": begin(client)["csrf_token"]}
    answer = client.post("/bibliotek/filer", data=token | {"file": files(("møde_referat.txt", b"1"))})
    assert 'value="Møde referat"' in answer.json["row"]
    answer = client.post("/bibliotek/filer", data=token | {"file": files(("tom.txt", b""))})
    assert (answer.status_code, answer.json["message"][:24]) == (422, "tom.txt: Filen er tom. S"[:24])
    assert client.post("/bibliotek/filer", data=token).status_code == 422


def test_what_a_municipality_has_used_is_said_and_what_does_not_fit_is_refused(
    world: World, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.document(actor, content=b"x" * 900)
    client = world.client(actor)
    assert "Din organisation har brugt 900 bytes af 20 GB" in client.page(PATH).main
    settings = world.app.config["SETTINGS"]
    monkeypatch.setitem(world.app.config, "SETTINGS", _with_quota(settings, 1000))
    page = sent(client, begin(client) | {"file": files(("a.txt", b"y" * 200), ("b.txt", b"z" * 50)), "add": "1"})
    page = sent(client, common(page) | rows(page))
    assert page.status == 422
    assert "a.txt: Din organisation har brugt" in page.main
    form = fields_of(client.page("/bibliotek/del").form("/bibliotek/del")) | {"title": "Alene"}
    answer = client.post("/bibliotek/del", data=form | {"file": (io.BytesIO(b"y" * 200), "a.txt")})
    assert answer.status_code == 422
    other = world.client(world.member(LEMVIG))
    assert other.submit("/bibliotek/del", title="Plads hos os").status_code == 422  # no file; nothing about room
    assert len(world.read(select(Document.id))) == 1


def _with_quota(settings: Any, quota: int) -> Any:
    from dataclasses import replace

    return replace(settings, quota=quota)


def test_room_is_counted_down() -> None:
    room = Room(used=0, limit=100).take(60)
    assert (room.used, room.left) == (60, 40)


# Guesses


@pytest.mark.parametrize(
    ("properties", "text", "name", "title"),
    [
        ("Landsbystrategi 2030", "Forord", "a.pdf", "Landsbystrategi 2030"),
        ("Microsoft Word - landsbystrategi_2030.docx", "", "a.pdf", "Landsbystrategi 2030"),
        ("PowerPoint-præsentation", "Velkommen til temadag", "b.pptx", "Velkommen til temadag"),
        ("untitled", "1\n2", "mødereferat_12-maj.pdf", "Mødereferat 12 maj"),
        ("", "x" * 300, "Ærø+plan.odt", "Ærø plan"),
        ("", "", "....pdf", "..."),
        ("", "# Noter om kolonihaver\n\nVand.", "noter.md", "Noter om kolonihaver"),
        ("", "Landsby;Tomme\nKragenæs;12", "tomme_huse.csv", "Tomme huse"),
        ("skannet referat", "", "skannet referat.pdf", "Skannet referat"),
    ],
)
def test_a_title_is_guessed_from_properties_heading_or_name(properties: str, text: str, name: str, title: str) -> None:
    extraction = Extraction(Outcome.TEXT, (Page(1, text),) if text else (), properties)
    assert guessed_title(extraction, name) == title


@pytest.mark.parametrize(
    ("text", "named", "language"),
    [
        ("Kommunen har ikke vedtaget planen, men den blev sendt i høring efter ferien af udvalget.", "", "da"),
        ("Kommunen har ikke vedtatt planen, men den ble sendt ut av utvalget etter ferien.", "", "no"),
        ("Kommunen har inte antagit planen, och den är inte klar efter sommaren.", "", "sv"),
        ("The municipality has not adopted the plan, which was sent from the committee.", "", "en"),
        ("Die Gemeinde hat den Plan nicht beschlossen, und das ist auch für uns neu.", "", "de"),
        ("Notatet er om huset, om vejen, om skolen og om, hvad der sker, hvis det kun er uden tilskud.", "", "da"),
        ("1 2 3", "nb-NO", "no"),
        ("Kommunen har ikke vedtaget planen, men den blev sendt af udvalget.", "en-US", "da"),
        ("", "", ""),
    ],
)
def test_a_language_is_guessed_from_words_and_else_taken_from_the_file(text: str, named: str, language: str) -> None:
    assert guessed_language(Extraction(Outcome.TEXT, (Page(1, text),), "", named)) == language
