"""A saved search tells of what is new for it: posts each for itself, and everything else in one row under the bell."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience
from network.features.search import synonyms
from network.features.search.models import SavedSearch
from tests.features.quay import make_document, make_file, make_method, make_news, make_plan
from tests.pages.client import CheckedClient
from tests.world import LEMVIG, LOLLAND, World

NOTICES = "/notifikationer/"


def saved(world: World, reader: Actor, address: str = "/soeg?q=kajen") -> CheckedClient:
    client = world.client(reader)
    client.submit(address, "/soeg/gem")
    world.later(hours=1)
    return client


def look(world: World) -> None:
    world.later(hours=1)
    world.work()
    for _ in range(2):
        world.worker.look()


@pytest.mark.parametrize("make", [make_document, make_method, make_plan, make_news, make_file])
def test_whatever_is_new_for_it_is_told_of_under_the_bell(world: World, make: Callable[[World, Actor], None]) -> None:
    client = saved(world, world.member(LOLLAND))
    make(world, world.member(LEMVIG))
    look(world)
    page = client.page(NOTICES)
    assert "Til dine gemte søgninger" in page.main
    assert "1 nyt resultat" in page.main
    assert "Markér alle som læst" in page.main
    (number,) = world.read(select(SavedSearch.id))
    assert client.submit(NOTICES, f"/soeg/gemte/{number}").location == "/soeg?q=kajen&orden=nyeste"
    assert "Du har set det nye" in client.page(NOTICES).main


def test_more_that_comes_later_is_told_of_in_the_same_row(world: World) -> None:
    client, author = saved(world, world.member(LOLLAND)), world.member(LEMVIG)
    make_document(world, author)
    look(world)
    (number,) = world.read(select(SavedSearch.id))
    client.submit(NOTICES, f"/soeg/gemte/{number}")
    make_method(world, author)
    make_plan(world, author)
    look(world)
    assert "2 nye resultater" in client.page(NOTICES).main


def test_what_one_has_shared_or_may_not_read_is_no_news(world: World) -> None:
    reader = world.member(LOLLAND)
    client = saved(world, reader)
    make_document(world, reader)
    make_file(world, reader)
    world.document(world.member(LEMVIG), "Kajen for os selv", b"Kajen.", "k.txt", audience=Audience.OWN)
    look(world)
    assert "Til dine gemte søgninger" not in client.page(NOTICES).main
    assert "nyt resultat" not in client.page("/soeg/gemte").main


def test_a_search_that_is_taken_away_takes_its_row_with_it(world: World) -> None:
    client = saved(world, world.member(LOLLAND))
    make_document(world, world.member(LEMVIG))
    look(world)
    (number,) = world.read(select(SavedSearch.id))
    client.post(f"/soeg/gemte/{number}", data={"act": "remove", "csrf_token": client.csrf()})
    assert "Til dine gemte søgninger" not in client.page(NOTICES).main
    assert "Markér alle som læst" not in client.page(NOTICES).main


def test_synonyms_count_for_what_is_new_too(world: World) -> None:
    with world.writing() as session:
        synonyms.add(session, world.secretariat(), "bolværk, kaj", None)
    client = saved(world, world.member(LOLLAND), "/soeg?q=bolværk")
    make_document(world, world.member(LEMVIG))
    look(world)
    assert "1 nyt resultat" in client.page(NOTICES).main


def test_two_searches_for_the_same_words_are_told_apart_by_what_narrows_them(world: World) -> None:
    world.thread(world.member(), "Kajen")
    world.work()
    client = saved(world, world.member(LOLLAND), "/soeg?q=kajen&slags=spoergsmaal&type=traade")
    page = client.page("/soeg/gemte")
    assert {"Tråde", "Spørgsmål"} <= {"".join(one.itertext()) for one in page.elements("span")}
