"""What was found opens with the words marked, whatever it is."""

import pytest

from network.core.access import Actor
from network.features.collections import service as collections
from network.features.collections.queries import collection_view
from network.features.collections.service import Said
from network.features.experiences import service as experiences
from network.features.experiences.models import Stage
from network.features.experiences.service import NewCard
from tests.world import LEMVIG, LOLLAND, World


def _method(world: World, owner: Actor) -> str:
    return world.method(owner, "Digelag", steps="Grib fat i <b>dæmningsfonden</b> & vent.").url


def _card(world: World, owner: Actor) -> str:
    method = world.method(owner, "Noget andet")
    with world.writing() as session:
        card = NewCard(stage=Stage.DROPPED, texts={"failed": "Det var dæmningsfonden, der stoppede det."})
        return f"/erfaringer/{experiences.add(session, owner, method.id, card)}"


def _plan(world: World, owner: Actor) -> str:
    return world.plan(owner, "Digelag", texts={"challenge": "Vi har ingen dæmningsfond."}).url


def _collection(world: World, owner: Actor) -> str:
    with world.writing() as session:
        number = collections.make(session, owner, Said("Digelag", "Begynd med dæmningsfonden.", "network"))
        return collection_view(session, owner, number).url


@pytest.mark.parametrize("make", [_method, _card, _plan, _collection])
def test_a_result_opens_with_the_words_marked(world: World, make: object) -> None:
    url = make(world, world.member(LOLLAND))  # type: ignore[operator]
    world.work()
    client = world.client(world.member(LEMVIG))
    link = next(link for link in client.page("/soeg?q=dæmningsfond").elements("a") if link.get("href").startswith(url))
    page = client.page(link.get("href"))
    assert page.marked()
    assert all("dæmningsfond" in words.casefold() for words in page.marked())
    assert client.page(url).marked() == []
    assert "<b>dæmningsfonden" not in page.html
