"""The secretariat reads in plain words why a result stands where it stands; nobody else does."""

from collections.abc import Callable

import pytest

from network.core.access import Actor, Role
from network.features.search import synonyms
from network.features.summaries import service as summaries
from network.features.thanks import service as thanks
from tests.features.quay import make_document, make_file, make_method, make_news, make_plan
from tests.pages.client import Page
from tests.world import LEMVIG, TOENDER, World

WHY = "Hvorfor er dette her?"


def why(world: World, address: str = "/soeg?q=kajen") -> str:
    secretariat = world.client(world.secretariat())
    shown: Page = secretariat.page(secretariat.page(address).links(WHY)[0].partition("#")[0])
    (box,) = shown.elements("details", class_="why")
    return " ".join("".join(box.itertext()).split())


def test_words_are_told_as_they_are_written_with_where_they_stand(world: World) -> None:
    thread = world.thread(world.member(), "Kajen", "Om kajen og byplanen. Kajen er ny, og kajkanten er gammel.")
    with world.writing() as session:
        thanks.thank(session, world.member(LEMVIG), world.reply(world.member(TOENDER), thread, "Tak."))
    world.work()
    told = why(world)
    assert "”kajen” står i titlen, og det tæller mest" in told
    assert "”kajen” står 2 gange i teksten" in told
    assert "”kajkanten” indeholder ordet" in told
    assert "i alt" in told
    assert "point" in told


def test_what_helped_others_and_what_is_new_is_told_with_how_much_it_adds(world: World) -> None:
    thread = world.thread(world.member(), "Noget andet")
    reply = world.reply(world.member(TOENDER), thread, "Kajen er ny.")
    with world.writing() as session:
        thanks.thank(session, world.member(LEMVIG), reply)
    world.work()
    told = why(world)
    assert "én har fundet det nyttigt: 6 % mere" in told
    assert "jo nyere, jo bedre: 15 % mere" in told


def test_a_word_of_the_list_of_synonyms_is_told_as_one(world: World) -> None:
    world.thread(world.member(), "Bolværket")
    with world.writing() as session:
        synonyms.add(session, world.secretariat(), "kaj, bolværk", None)
    world.work()
    told = why(world)
    assert "Der blev ikke søgt på ”bolværket”, men det betyder det samme" in told
    assert "synonymer" not in why(world, "/soeg?q=bolværk")


def test_what_a_slip_was_put_right_to_is_no_synonym(world: World) -> None:
    for number in range(2):
        world.thread(world.member(), f"Nedrivning {number}")
    world.work()
    told = why(world, "/soeg?q=nedrvning")
    assert "”nedrivning” står i titlen" in told
    assert "synonymer" not in told


def test_what_leads_on_is_told_to_count_half(world: World) -> None:
    world.worker.rebuild_index()
    assert "emner og personer kommer efter" in why(world, "/soeg?q=busruter&slags=emne")


def summary(world: World, author: Actor) -> None:
    thread = world.thread(author, "Et udkast", "Teksten kommer.")
    with world.writing() as session:
        summaries.write(session, author, thread.id, body="Kajen holder.", number=0)


@pytest.mark.parametrize("make", [make_document, make_method, make_plan, make_news, make_file, summary])
def test_each_kind_of_result_has_its_reason(world: World, make: Callable[[World, Actor], None]) -> None:
    make(world, world.member(LEMVIG))
    world.work()
    assert "”kajen” står" in why(world)


def test_nobody_else_is_told(world: World) -> None:
    world.thread(world.member(), "Kajen")
    world.work()
    for actor in (world.member(), world.member(roles=(Role.MODERATOR,)), None):
        client = world.client(actor)
        assert WHY not in client.page("/soeg?q=kajen").main
        assert WHY not in client.page("/soeg?q=kajen&hvorfor=thread:1").main
