"""Moderators take down what is no post; whoever made it sees it still, reads why, mends it and shares it again."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from network.core.access import Actor, Audience, Role
from network.core.audit import AuditEntry
from network.features.collections import service as collections
from network.features.collections.models import Collection
from network.features.collections.queries import collection_view
from network.features.collections.service import Said
from network.features.experiences import service as experiences
from network.features.experiences.models import ExperienceCard, Stage
from network.features.experiences.service import NewCard
from network.features.library.models import Document
from network.features.methods.models import Method, MethodKeeper
from network.features.notices.models import Notice
from network.features.takedowns.models import Takedown
from tests.world import LEMVIG, LOLLAND, World


@dataclass(frozen=True)
class Made:
    word: str
    id: int
    url: str


def _method(world: World, owner: Actor) -> Made:
    method = world.method(owner, "Digelag", steps="Grib fat i dæmningsfonden.")
    return Made("metode", method.id, method.url)


def _card(world: World, owner: Actor) -> Made:
    method = world.method(world.member("0760"), "Noget andet")
    card = NewCard(stage=Stage.DROPPED, texts={"failed": "Det var dæmningsfonden, der stoppede det."})
    with world.writing() as session:
        number = experiences.add(session, owner, method.id, card)
    return Made("erfaring", number, f"/erfaringer/{number}")


def _document(world: World, owner: Actor) -> Made:
    document = world.document(owner, "Digelag", content=b"Om daemningsfonden og resten.\n")
    return Made("dokument", document.id, f"/dokumenter/{document.id}-{document.slug}")


def _collection(world: World, owner: Actor) -> Made:
    with world.writing() as session:
        number = collections.make(session, owner, Said("Digelag", "Begynd med dæmningsfonden.", "network"))
        return Made("samling", number, collection_view(session, owner, number).url)


def _plan(world: World, owner: Actor) -> Made:
    plan = world.plan(owner, "Digelag", texts={"challenge": "Vi har ingen dæmningsfond."})
    return Made("plan", plan.id, plan.url)


def _moderator(world: World) -> Actor:
    return world.member("0461", "Mona Moderator", (Role.MODERATOR,))


EVERY = pytest.mark.parametrize("make", [_method, _card, _document, _collection, _plan])
Make = Callable[[World, Actor], Made]


@EVERY
def test_what_is_taken_down_is_there_for_those_who_made_it_and_nobody_else(world: World, make: Make) -> None:
    owner, reader, moderator = world.member(LOLLAND), world.member(LEMVIG), _moderator(world)
    thing = make(world, owner)
    world.work()
    assert thing.url in world.client(reader).page("/soeg?q=dæmningsfond").html
    path = f"/gennemsyn/tag-ned/{thing.word}/{thing.id}"
    client = world.client(moderator)
    assert path in client.page(thing.url).html
    assert path not in world.client(reader).page(thing.url).html
    assert path not in world.client(owner).page(thing.url).html
    answer = client.submit(path, reason="Der står en borgers navn i det.")
    assert answer.status_code == 303, answer.text
    assert "er taget ned" in client.page(answer.location)
    world.work()
    for other in (reader, world.member("0760")):
        assert world.client(other).get(thing.url).status_code == 404
        assert thing.url not in world.client(other).page("/soeg?q=dæmningsfond").html
    assert world.client(owner).get(thing.url).status_code == 200
    bell = world.client(owner).page("/notifikationer/")
    assert "Taget ned af en moderator: Der står en borgers navn i det." in bell
    assert thing.url in bell.html
    opened = world.client(owner).submit("/notifikationer/", f"/notifikationer/{world.read(select(Notice.id))[-1]}")
    assert opened.location == thing.url
    assert "Taget ned" not in world.client(reader).page("/notifikationer/")
    assert world.read(select(AuditEntry.reason).where(AuditEntry.act == "take-down")) == [
        "Der står en borgers navn i det."
    ]


@EVERY
def test_a_reason_is_needed_and_the_same_twice_is_once(world: World, make: Make) -> None:
    owner, moderator = world.member(LOLLAND), world.secretariat()
    thing = make(world, owner)
    path = f"/gennemsyn/tag-ned/{thing.word}/{thing.id}"
    client = world.client(moderator)
    answer = client.submit(path, reason=" ")
    assert answer.status_code == 422
    assert "Skriv hvorfor" in answer.text
    answer = client.submit(path, reason="x" * 301)
    assert answer.status_code == 422
    assert "x" * 301 in answer.text
    token = client.csrf()
    for _ in range(2):
        client.post(path, data={"csrf_token": token, "reason": "Et navn."})
    assert len(world.read(select(Takedown.id))) == 1
    assert client.get(f"/gennemsyn/tag-ned/traad/{thing.id}").status_code == 404


def test_a_method_is_mended_and_shared_again_without_what_it_said_before(world: World) -> None:
    owner, reader, moderator = world.member(LOLLAND), world.member(LEMVIG), _moderator(world)
    thing = _method(world, owner)
    with world.writing() as session:
        card = NewCard(stage=Stage.DROPPED, texts={"failed": "Regnen."})
        experiences.add(session, reader, thing.id, card)
    world.client(moderator).submit(f"/gennemsyn/tag-ned/metode/{thing.id}", reason="Et navn.")
    world.work()
    assert world.client(reader).get("/erfaringer/1").status_code == 404
    client = world.client(owner)
    answer = client.submit(f"/metoder/{thing.id}/ret", steps="Ring til kommunen.", share="1")
    assert answer.status_code == 303, answer.text
    assert world.read(select(Method.state)) == ["shared"]
    assert world.client(reader).get("/erfaringer/1").status_code == 200
    assert "dæmningsfond" not in world.client(reader).page(f"/metoder/{thing.id}/historik")


def test_all_who_keep_a_method_are_told(world: World) -> None:
    owner, friend = world.member(LOLLAND), world.member(LEMVIG)
    thing = _method(world, owner)
    with world.writing() as session:
        session.add(MethodKeeper(method_id=thing.id, account_id=friend.id))
    world.client(_moderator(world)).submit(f"/gennemsyn/tag-ned/metode/{thing.id}", reason="Et navn.")
    assert sorted(world.read(select(Notice.account_id))) == sorted([owner.id, friend.id])


def test_what_nobody_made_any_more_can_be_taken_down_too(world: World) -> None:
    owner, moderator = world.member(LOLLAND), _moderator(world)
    things = [_method(world, owner), _card(world, owner), _collection(world, owner), _plan(world, owner)]
    with world.writing() as session:
        session.execute(update(Method).values(owner_id=None))
        session.execute(update(ExperienceCard).values(author_id=None))
        session.execute(update(Collection).values(owner_id=None))
    for thing in things:
        path = f"/gennemsyn/tag-ned/{thing.word}/{thing.id}"
        assert world.client(moderator).submit(path, reason="Et navn.").status_code == 303, thing


def test_others_can_take_nothing_down_and_nobody_what_is_not_theirs_to_read(world: World) -> None:
    owner = world.member(LOLLAND)
    thing, hidden = _document(world, owner), world.document(owner, audience=Audience.OWN)
    path = f"/gennemsyn/tag-ned/dokument/{thing.id}"
    for other in (owner, world.member(LEMVIG)):
        assert world.client(other).get(path).status_code == 403
    assert world.client(_moderator(world)).get(f"/gennemsyn/tag-ned/dokument/{hidden.id}").status_code == 404
    assert world.read(select(Document.hidden_at)) == [None, None]
