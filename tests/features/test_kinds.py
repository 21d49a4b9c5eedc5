"""Each kind of thread has a short form; what it asks for becomes a text with headings."""

import pytest
from sqlalchemy import select

from network.features.drafts.places import Place
from network.features.threads.forms import ThreadForm
from network.features.threads.guided import PROMPTS
from network.features.threads.models import Post, Thread, ThreadKind
from network.features.threads.sections import ALL_ASKED, composed, taken_apart
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import World

NEW = "/traade/ny"
NAMES = {"spoergsmaal": "question", "erfaring": "experience", "droeftelse": "discussion", "efterlysning": "call"}


def opened(client: CheckedClient, kind: str = "spoergsmaal") -> dict[str, str]:
    return fields_of(client.page(f"{NEW}?slags={kind}").form(NEW))


def texts(world: World) -> list[str]:
    return world.read(select(Post.markdown).order_by(Post.id))


def test_the_kind_is_chosen_first_from_four_that_are_explained(world: World) -> None:
    client = world.client(world.member())
    page = client.page(f"{NEW}?emne=service&titel=Hvem+driver+skolen")
    assert page.heading == "Hvad vil du skrive?"
    for words, name in (("Et spørgsmål", "spoergsmaal"), ("En erfaring", "erfaring")):
        (link,) = page.links(words)
        assert f"slags={name}" in link
        form = fields_of(client.page(link).form(NEW))
        assert (form["kind"], form["topic"], form["title"]) == (NAMES[name], "service", "Hvem driver skolen")
    assert "Svarene bliver til en tabel." in page.main
    assert client.page(f"{NEW}?slags=vrøvl").heading == "Hvad vil du skrive?"


@pytest.mark.parametrize(("name", "kind"), NAMES.items())
def test_each_kind_has_its_own_questions(world: World, name: str, kind: str) -> None:
    form = opened(world.client(world.member()), name)
    own = {"question": "tried", "experience": "worked", "discussion": "own_view", "call": "columns"}
    assert form["kind"] == kind
    assert {other for other in own.values() if other in form} == {own[kind]}


def test_the_answers_stand_under_headings_in_the_post_and_the_free_text_after(world: World) -> None:
    client = world.client(world.member())
    typed = {
        "topic": "service", "title": "Hvad koster en nedrivning?", "tried": "Vi har spurgt **tre** firmaer.",
        "purpose": "", "needed_by": "Inden jul", "body": "Husene står i Dannemare.",
    }  # fmt: skip
    answer = client.post(NEW, data=opened(client) | typed)
    assert answer.status_code == 303
    assert texts(world) == [
        "# Det har vi prøvet\n\nVi har spurgt **tre** firmaer.\n\n"
        "# Vi skal bruge svar\n\nInden jul\n\n"
        "# Mere om det\n\nHusene står i Dannemare."
    ]
    page = client.page(answer.location)
    assert [h.text for h in page.elements("h3")] == ["Det har vi prøvet", "Vi skal bruge svar", "Mere om det"]
    world.work()
    assert "Hvad koster en nedrivning?" in client.page("/soeg?q=Dannemare").main


def test_an_experience_needs_no_free_text(world: World) -> None:
    client = world.client(world.member())
    typed = {"topic": "service", "title": "Vi lavede et multihus", "worked": "De frivillige", "cost": "2 mio. kr."}
    assert client.post(NEW, data=opened(client, "erfaring") | typed).status_code == 303
    assert texts(world) == ["# Det kostede det\n\n2 mio. kr.\n\n# Det virkede\n\nDe frivillige"]
    assert world.read(select(Thread.kind)) == [ThreadKind.EXPERIENCE]


def test_a_form_without_any_text_is_refused(world: World) -> None:
    client = world.client(world.member())
    typed = {"topic": "service", "title": "Vi lavede et multihus", "worked": "  \n "}
    page = Page(client.post(NEW, data=opened(client, "erfaring") | typed))
    assert page.status == 422
    assert "Skriv noget først." in page.main


def test_a_preview_shows_the_headings_and_keeps_every_field(world: World) -> None:
    client = world.client(world.member())
    typed = {"title": "Vi lavede et multihus", "worked": "De frivillige", "failed": "Varmen", "body": "Og ellers"}
    page = Page(client.post(NEW, data=opened(client, "erfaring") | typed | {"preview": "1"}))
    assert [h.text for h in page.elements("h3")] == ["Det virkede", "Det virkede ikke", "Mere om det"]
    kept = fields_of(page.form(NEW))
    assert {name: kept[name] for name in typed} == typed


def test_another_kind_is_chosen_on_the_way_and_nothing_is_lost(world: World) -> None:
    client = world.client(world.member())
    typed = {"title": "Vi lavede et multihus", "topic": "service", "tried": "To\nting", "body": "Og ellers"}
    page = Page(client.post(NEW, data=opened(client) | typed | {"slags": "erfaring"}))
    assert page.status == 200
    assert page.heading == "En erfaring"
    form = fields_of(page.form(NEW))
    assert form["kind"] == "experience"
    assert {name: form[name] for name in typed} == typed
    back = Page(client.post(NEW, data=form | {"slags": "spoergsmaal"}))
    assert [t.text for t in back.elements("textarea", name="tried")] == ["To\nting"]
    assert client.post(NEW, data=form).status_code == 303
    assert texts(world) == ["Og ellers"]


def test_a_draft_keeps_every_field_of_every_kind_and_opens_in_its_own_form(world: World) -> None:
    client = world.client(world.member())
    typed = dict.fromkeys(("did", "spot", "cost", "worked", "failed"), "Kort\ntekst") | {"hide_name": "y"}
    client.post("/kladder/gem", data=opened(client, "erfaring") | typed)
    page = client.page(NEW)
    assert page.heading == "En erfaring"
    kept = fields_of(page.form(NEW))
    assert {name: kept[name] for name in typed} == typed
    assert client.page(f"{NEW}?slags=droeftelse").heading == "En drøftelse"
    assert "Kort tekst" in client.page("/konto/").main


def test_who_deletes_a_draft_goes_on_in_an_empty_form_of_the_same_kind(world: World) -> None:
    client = world.client(world.member())
    client.post("/kladder/gem", data=opened(client, "erfaring") | {"worked": "Alt"})
    answer = client.submit(NEW, "/kladder/slet")
    assert answer.location == f"{NEW}?slags=erfaring"
    assert opened(client, "erfaring")["worked"] == ""


def test_a_long_answer_is_kept_as_a_draft(world: World) -> None:
    client = world.client(world.member())
    client.post("/kladder/gem", data=opened(client) | {"tried": "ord " * 1000})
    assert opened(client)["tried"] == "ord " * 1000


def test_a_draft_has_a_place_for_every_field_of_the_form(world: World) -> None:
    with world.app.test_request_context():
        names = set(ThreadForm()._fields) | {"hide_name"}
    assert names - {"submission", "draft_version", "draft_writer", "not_cpr", "file"} == set(Place().fields)
    assert set(PROMPTS) == set(ALL_ASKED)


def test_a_text_is_taken_apart_as_it_was_put_together() -> None:
    text = composed((("Pris", "# Om prisen\n90.000 kr."), ("År", ""), ("Hvad virkede", "Alt")), "Ring gerne", "Mere")
    assert taken_apart(text, ("Pris", "År", "Hvad virkede")) == {
        "Pris": "## Om prisen\n90.000 kr.",
        "Hvad virkede": "Alt",
    }


def test_a_heading_inside_of_code_is_none() -> None:
    assert taken_apart("# Pris\n```\n# År\n```\n# ÅR\n2024", ("Pris", "År")) == {"Pris": "```\n# År\n```", "År": "2024"}


def test_a_text_without_answers_is_left_as_it_was_written() -> None:
    assert composed((("Pris", " "),), "# Min overskrift\n\nTekst", "Mere") == "# Min overskrift\n\nTekst"
