"""Before a question is asked, its asker sees what already stands here about it – and only what may be read."""

import shutil

import pytest
from sqlalchemy import func, select

from network.core.access import Audience
from network.features.search.models import AnsweredBefore
from network.features.search.similar import content_words
from network.features.threads.models import Thread
from tests.pages.client import Page, fields_of
from tests.world import LEMVIG, World

TITLE = "Hvordan har I fået gang i skovlandsbyens forsamlingshus?"
ASKED = "Hvad gør andre, når et forsamlingshus lukker?"
QUESTION = {"topic": "tomme-boliger", "title": ASKED, "body": "Vi har ét, der lukker.", "audience": "network"}


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Hvordan gør I med de tomme butikker i bymidten?", ["tomme", "butikker", "bymidten"]),
        ("Har andre kommuner erfaringer med grundskyld i 2026?", ["grundskyld", "2026"]),
        ("Hvad er det?", []),
        ('"-skole" (lukket) AND -nabo', ["skole", "lukket", "AND", "nabo"]),
        ("", []),
    ],
)
def test_only_words_that_say_what_it_is_about_are_looked_for(title: str, words: list[str]) -> None:
    assert content_words(title) == words


def test_a_thread_a_reply_and_a_page_of_a_document_are_shown_once_each_while_the_title_is_written(world: World) -> None:
    author = world.member(LEMVIG)
    thread = world.thread(author, TITLE, "Forsamlingshuset i skoven har stået tomt.")
    world.reply(author, thread, "Vores forsamlingshus lukker også.")
    other = world.thread(author, "Nyt tag", "Hallen er utæt.")
    world.reply(author, other, "Et forsamlingshus lukker sjældent for altid.")
    world.document(author, "Drift af et forsamlingshus", b"Naar et forsamlingshus lukker.\n", "drift.txt")
    world.thread(author, "Noget helt andet", "Om cykelstier.")
    world.work()
    page = world.client(world.member()).get(f"/soeg/lignende?titel={ASKED}")
    titles = Page(page).text
    assert page.status_code == 200
    assert titles.count(TITLE) == titles.count("Drift af et forsamlingshus") == titles.count("Nyt tag") == 1
    assert "Noget helt andet" not in titles
    assert "forsamlingshus" in {word.lower() for word in Page(page).marked()}


@pytest.mark.parametrize("title", ["", "Hvad er det?", "x" * 3000, "\0", '"', "- - -"])
def test_a_title_that_says_nothing_shows_nothing(world: World, title: str) -> None:
    world.thread(world.member(), TITLE)
    world.work()
    answer = world.client(world.member()).get("/soeg/lignende", query_string={"titel": title})
    assert answer.status_code == 200
    assert answer.text.strip() == ""


def test_what_is_for_others_is_not_shown_and_cannot_be_said_to_answer(world: World) -> None:
    private = world.thread(world.member(LEMVIG), TITLE, audience=Audience.OWN)
    world.work()
    client = world.client(world.member())
    assert client.get(f"/soeg/lignende?titel={TITLE}").text.strip() == ""
    post = world.read(select(func.min(AnsweredBefore.id)))
    token = client.csrf()
    for key in (f"post:{private.id}", "post:4711", "post:", "page:1", "thread:1", "post:1:2", "x" * 5000, "post:²"):
        answer = client.post("/soeg/besvaret", data={"answer": key, "csrf_token": token, "submission": "a" * 16})
        assert answer.status_code == 404, key
    assert world.read(select(func.min(AnsweredBefore.id))) == post


def test_without_javascript_a_button_shows_them_and_keeps_what_was_written(world: World) -> None:
    world.thread(world.member(LEMVIG), TITLE)
    world.work()
    client = world.client(world.member())
    answer = client.submit("/traade/ny?slags=spoergsmaal", **QUESTION, preview="1")
    page = Page(answer)
    assert answer.status_code == 200
    assert "Før du spørger" in page.main
    assert TITLE in page.main
    kept = fields_of(page.form("/traade/ny"))
    assert {name: kept[name] for name in QUESTION} == QUESTION
    assert len(world.read(select(Thread.id))) == 1


def test_what_answers_it_is_opened_and_counted_once_and_no_question_is_asked(world: World) -> None:
    world.thread(world.member(LEMVIG), TITLE)
    world.work()
    client = world.client(world.member())
    page = Page(client.submit("/traade/ny?slags=spoergsmaal", **QUESTION, preview="1"))
    button = next(b for b in page.elements("button", name="answer"))
    form = fields_of(page.form("/soeg/besvaret"))
    for _ in range(2):
        answer = client.post("/soeg/besvaret", data={**form, "answer": button.get("value")})
        assert answer.status_code == 303
        assert answer.location.startswith("/indlaeg/")
    assert len(world.read(select(AnsweredBefore.id))) == 1
    assert len(world.read(select(Thread.id))) == 1
    shown = Page(world.client(world.secretariat()).get("/sekretariat/kommuner"))
    assert "ét spørgsmål blevet besvaret" in shown.main


def test_asking_goes_on_without_an_index(world: World) -> None:
    world.app.ports.search.close()
    shutil.rmtree(world.app.config["SETTINGS"].data / "index")
    client = world.client(world.member())
    assert client.get(f"/soeg/lignende?titel={ASKED}").text.strip() == ""
    assert client.submit("/traade/ny?slags=spoergsmaal", **QUESTION).status_code == 303
