"""Who asked says that it is resolved, whether or not one reply was the best."""

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience, Role
from network.core.audit import AuditEntry
from network.core.errors import Forbidden, NotFound
from network.features.moderation import service as moderation
from network.features.resolving.service import resolve
from network.features.threads import service as forum
from network.features.threads.models import Post, Thread
from tests.features.test_thread_lists import titles, url_of
from tests.world import LEMVIG, LOLLAND, World


def set_resolved(world: World, actor: Actor, thread: Thread, *, resolved: bool = True) -> None:
    with world.writing() as session:
        resolve(session, actor, thread.id, resolved=resolved)


def test_the_one_who_asked_marks_it_resolved_and_open_again(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    client, path, action = world.client(author), url_of(thread), f"/traade/{thread.id}/afklaret"
    assert "Markér som afklaret" in client.page(path).main
    tag = client.get(path).headers["ETag"]
    assert client.submit(path, action).location == path
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
    assert "Ikke afklaret alligevel" in client.page(path).main
    assert "Afklaret" in world.client(world.member()).page(path).main
    assert "Afklaret" in client.page("/traade/").main
    client.submit(path, action)
    assert "Markér som afklaret" in client.page(path).main


def test_a_best_reply_suggests_it_to_the_one_who_asked(world: World) -> None:
    author, other = world.member(), world.member(LEMVIG)
    thread = world.thread(author)
    post_id = world.reply(other, thread)
    with world.writing() as session:
        forum.mark_best(session, author, post_id, best=True)
    asked = "Er spørgsmålet afklaret?"
    client = world.client(author)
    assert asked in client.page(url_of(thread)).main
    assert asked not in world.client(other).page(url_of(thread)).main
    assert asked not in world.client(world.secretariat()).page(url_of(thread)).main
    set_resolved(world, author, thread)
    assert asked not in client.page(url_of(thread)).main


def test_lists_are_filtered_by_it_under_an_address_of_their_own(world: World) -> None:
    author = world.member()
    done, still_open = world.thread(author, "Den afklarede tråd"), world.thread(author, "Den åbne tråd")
    set_resolved(world, author, done)
    client = world.client()
    world.thread(author, "En offentlig tråd", audience=Audience.PUBLIC)
    assert titles(client, "/traade/?tilstand=afklaret") == []
    client = world.client(author)
    assert titles(client, "/traade/?tilstand=afklaret") == ["Den afklarede tråd"]
    assert set(titles(client, "/traade/?tilstand=aaben")) == {"Den åbne tråd", "En offentlig tråd"}
    assert set(titles(client, "/traade/?vis=ubesvarede")) == {"Den åbne tråd", "En offentlig tråd"}
    kept = client.page("/traade/?tilstand=aaben&vis=ubesvarede").links("Mine")
    assert kept == ["/traade/?vis=mine&tilstand=aaben"]
    assert still_open.id


def test_only_the_one_who_asked_and_those_who_moderate_say_so(world: World) -> None:
    thread = world.thread(world.member(LOLLAND))
    with pytest.raises(Forbidden):
        set_resolved(world, world.member(LOLLAND), thread)
    with pytest.raises(NotFound):
        set_resolved(world, world.member(LEMVIG), world.thread(world.member(LOLLAND), audience=Audience.OWN))
    set_resolved(world, world.member(LEMVIG, roles=(Role.MODERATOR,)), thread)
    set_resolved(world, world.secretariat(), thread, resolved=False)
    assert world.read(select(AuditEntry.act).where(AuditEntry.subject == f"thread:{thread.id}")) == [
        "resolve",
        "open-again",
    ]


def test_a_closed_thread_can_be_resolved_and_a_hidden_one_cannot(world: World) -> None:
    author, moderator = world.member(), world.member(LEMVIG, roles=(Role.MODERATOR,))
    thread = world.thread(author)
    with world.writing() as session:
        moderation.lock(session, moderator, thread.id, "Besvaret.")
    set_resolved(world, author, thread)
    with world.writing() as session:
        moderation.hide(session, moderator, world.read(select(Post.id))[0], "Et navn.")
    with pytest.raises(Forbidden):
        set_resolved(world, author, thread, resolved=False)
    assert "Ikke afklaret alligevel" not in world.client(author).page(url_of(thread)).main
