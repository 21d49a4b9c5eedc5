"""The secretariat looks after topics: what they say, what they are also called, and who is responsible."""

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience
from network.core.addresses import member_url
from network.core.audit import AuditEntry
from network.features.accounts import service as accounts
from network.features.notifications import service as notifications
from network.features.threads.models import Thread
from network.features.topics.models import Topic, TopicResponsible
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World

EDIT, SHOW = "/sekretariat/emner/tomme-boliger", "/emner/tomme-boliger"


@pytest.fixture
def secretariat(world: World) -> CheckedClient:
    return world.client(world.secretariat())


def found(client: CheckedClient, words: str) -> list[str]:
    page = client.page(f"/soeg?q={words}")
    return ["".join(title.itertext()).strip() for title in page.elements("h2", class_="row-title")] or [
        "".join(title.itertext()).strip() for title in page.elements("h3", class_="row-title")
    ]


def test_the_secretariat_writes_what_a_topic_is_and_who_looks_after_it(
    world: World, secretariat: CheckedClient
) -> None:
    mette = world.member(LOLLAND, "Mette Holm")
    answer = secretariat.submit(
        EDIT,
        title="Tomme huse",
        group="greb",
        description="Huse, som ingen bor i.",
        synonyms="ødegårde\r\n\r\n spøgelseshuse \nødegårde",
        responsible=world.email_of(mette).upper(),
    )
    assert answer.location == SHOW
    page = secretariat.page(SHOW)
    assert "Emnet er gemt." in page
    assert page.heading == "Tomme huse"
    for words in ("Huse, som ingen bor i.", "Findes også under: ødegårde, spøgelseshuse", "ansvarlig for emnet"):
        assert words in page.main
    assert page.links("Mette Holm") == [member_url(mette.id or 0, mette.name)]
    assert world.read(select(Topic.group).where(Topic.slug == "tomme-boliger")) == ["greb"]
    assert world.read(select(AuditEntry.act)) == ["edit-topic"]
    kept = fields_of(secretariat.page(EDIT).form(EDIT))
    assert (kept["synonyms"], kept["responsible"]) == ("ødegårde\nspøgelseshuse", world.email_of(mette))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "Skriv, hvad emnet hedder."),
        ({"title": "x" * 81}, "Højst 80 tegn."),
        ({"title": "Mobilitet og afstand"}, "Et andet emne hedder det allerede."),
        ({"group": "findes-ikke"}, "Vælg en af mulighederne på listen."),
        ({"description": "x" * 401}, "Højst 400 tegn."),
        ({"synonyms": "x" * 61}, "er for langt"),
        ({"synonyms": "\n".join(f"ord{number}" for number in range(41))}, "Højst 40 synonymer."),
        ({"responsible": "ingen@lolland.example"}, "Intet medlem har adressen ingen@lolland.example."),
        ({"responsible": "\n".join(f"{number}@a.example" for number in range(11))}, "Højst 10 medlemmer."),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_lost_or_changed(
    world: World, secretariat: CheckedClient, wrong: dict[str, str], message: str
) -> None:
    before = world.read(select(Topic.title).order_by(Topic.id)), world.read(select(Topic.synonyms).order_by(Topic.id))
    page = Page(secretariat.submit(EDIT, **({"title": "Et nyt navn", "synonyms": "nyt ord"} | wrong)))
    assert page.status == 422
    assert message in page
    kept = fields_of(page.form(EDIT))
    assert all(kept[name] == value for name, value in wrong.items() if name != "group")
    after = world.read(select(Topic.title).order_by(Topic.id)), world.read(select(Topic.synonyms).order_by(Topic.id))
    assert after == before
    assert world.read(select(TopicResponsible.account_id)) == []


def test_others_neither_see_the_button_nor_the_page(world: World) -> None:
    client = world.client(world.member())
    assert not client.page(SHOW).links("Ret emnet")
    assert client.get(EDIT).status_code == 403


def test_who_looks_after_a_topic_is_for_members_and_gone_with_the_access(
    world: World, secretariat: CheckedClient
) -> None:
    mette = world.member(LOLLAND, "Mette Holm")
    secretariat.submit(EDIT, responsible=world.email_of(mette))
    assert "Mette Holm" not in world.client().page(SHOW)
    reader = world.client(world.member(LEMVIG))
    assert "Mette Holm" in reader.page(SHOW)
    with world.writing() as session:
        accounts.suspend(session, world.secretariat(), mette.id or 0, "Er rejst.")
    assert "Mette Holm" not in reader.page(SHOW)


def test_a_topics_page_gathers_threads_documents_followers_and_who_knows(world: World) -> None:
    mette = world.member(LOLLAND)
    world.thread(mette, "Et spørgsmål om huse")
    world.document(mette, "En drejebog om huse")
    for follower in (mette, world.member(LEMVIG)):
        with world.writing() as session:
            notifications.follow_topic(session, follower, "tomme-boliger", follow=True)
    page = world.client(mette).page(SHOW)
    assert page.links("Et spørgsmål om huse")
    assert page.links("En drejebog om huse")
    assert "2 medlemmer følger emnet" in page
    assert page.links("Medlemmer, der ved noget om det") == ["/medlemmer/?emne=tomme-boliger"]


# Synonyms and search


def test_a_synonym_finds_the_topics_threads(world: World) -> None:
    asker = world.member(LOLLAND)
    world.thread(asker, "Hvad gør vi ved det gule hus?", "Taget er faldet ned.")
    world.thread(asker, "Hvem kører bussen?", "Ingen vil.", topic="mobilitet")
    world.work()
    client = world.client(asker)
    assert found(client, "kondemneringer") == ["Hvad gør vi ved det gule hus?"]
    assert found(client, "samkørsel") == ["Hvem kører bussen?"]


def test_new_synonyms_count_and_old_ones_no_longer_once_the_worker_has_been_there(
    world: World, secretariat: CheckedClient
) -> None:
    asker = world.member(LOLLAND)
    thread = world.thread(asker, "Hvad gør vi ved det gule hus?", "Taget er faldet ned.")
    world.reply(asker, thread, "Vi venter.")
    world.work()
    secretariat.submit(EDIT, synonyms="spøgelseshuse")
    world.work()
    client = world.client(asker)
    assert found(client, "spøgelseshus") == ["Hvad gør vi ved det gule hus?", "Tomme og forfaldne boliger"]
    assert found(client, "kondemnering") == ["Tomme og forfaldne boliger"]  # its description holds the word


def test_a_synonym_finds_nothing_that_the_reader_may_not_see(world: World) -> None:
    world.thread(world.member(LOLLAND), "Lollands eget gule hus", "Taget er faldet ned.", Audience.OWN)
    world.work()
    assert found(world.client(world.member(LEMVIG)), "kondemnering") == []


def test_what_changes_nothing_in_the_search_indexes_nothing(world: World, secretariat: CheckedClient) -> None:
    world.thread(world.member(LOLLAND))
    world.work()
    secretariat.submit(EDIT)
    assert world.worker.index() == 0
    secretariat.submit(EDIT, description="Noget andet.")
    assert world.worker.index() == 1  # the topic itself, and none of its threads


def test_another_title_stands_on_pages_that_browsers_hold(world: World, secretariat: CheckedClient) -> None:
    reader: Actor = world.member(TOENDER)
    thread: Thread = world.thread(reader)
    client, path = world.client(reader), f"/traade/{thread.id}-{thread.slug}"
    tag = client.get(path).headers["ETag"]
    secretariat.submit(EDIT, title="Tomme huse")
    answer = client.get(path, headers={"If-None-Match": tag})
    assert (answer.status_code, "Tomme huse" in answer.text) == (200, True)
