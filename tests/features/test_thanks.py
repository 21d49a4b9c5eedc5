"""Members say that a post was useful; its author is told once, and the number is exact."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from network.core import ratelimit
from network.core.access import ANONYMOUS, Actor, Audience, Role
from network.core.errors import Forbidden, NotFound, SignInRequired
from network.core.outbox import OutboxRow
from network.features.moderation import service as moderation
from network.features.notifications.models import Notification
from network.features.thanks import service
from network.features.thanks.models import Thanks
from network.features.threads import service as forum
from network.features.threads.models import Post, Thread
from tests.features.test_following import rows, told, unread, url_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World

SEND = "/indlaeg/nyttigt"


def thank(world: World, actor: Actor, post_id: int) -> None:
    with world.writing() as session:
        service.thank(session, actor, post_id)


def take_back(world: World, actor: Actor, post_id: int) -> None:
    with world.writing() as session:
        service.take_back(session, actor, post_id)


def count(world: World, post_id: int) -> int:
    return int(world.read(select(Post.thanks_count).where(Post.id == post_id))[0])


def test_one_press_says_it_and_another_takes_it_back(world: World) -> None:
    thread = world.thread(world.member())
    post_id = world.reply(world.member(LEMVIG), thread)
    client, path = world.client(world.member(TOENDER)), url_of(thread)
    page = client.page(path)
    assert len(page.elements("form", id="thanks")) == 1
    assert len(page.elements("button", form="thanks", name="thank")) == 2
    said = client.submit(path, SEND, thank=str(post_id))
    assert (said.status_code, said.location) == (303, f"/indlaeg/{post_id}")
    page = client.page(path)
    assert "Én fandt det nyttigt" in page.main
    assert [b.get("value") for b in page.elements("button", name="take_back")] == [str(post_id)]
    client.submit(path, SEND, thank=str(post_id))
    assert count(world, post_id) == 1
    assert client.submit(path, SEND, take_back=str(post_id)).status_code == 303
    assert "fandt det nyttigt" not in client.page(path).main
    client.submit(path, SEND, take_back=str(post_id))
    assert count(world, post_id) == 0


def test_nobody_thanks_themselves(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    client = world.client(author)
    assert client.page(url_of(thread)).elements("button", form="thanks") == []
    first = world.read(select(Post.id))[0]
    answer = client.post(SEND, data={"csrf_token": client.csrf(), "thank": str(first)})
    assert answer.status_code == 403
    assert "Du har selv skrevet indlægget" in answer.text


def test_visitors_read_how_many_and_only_members_who(world: World) -> None:
    thread = world.thread(world.member(name="Bo Vig"), audience=Audience.PUBLIC)
    post_id = world.reply(world.member(LOLLAND, "Åse Lund"), thread)
    for code, name in ((LEMVIG, "Inger Klitmose"), (LEMVIG, "Bodil Fjord"), (TOENDER, "Aage Marsk")):
        thank(world, world.member(code, name), post_id)
    visitor, path = world.client(), f"/indlaeg/{post_id}/nyttigt"
    page = visitor.page(url_of(thread))
    assert "3 fandt det nyttigt" in page.main
    assert page.links("fandt det nyttigt") == []
    assert visitor.get(path).status_code == 303
    shown = world.client(world.member()).page(path)
    text = shown.main
    assert text.index("Lemvig Kommune") < text.index("Bodil Fjord") < text.index("Inger Klitmose")
    assert text.index("Inger Klitmose") < text.index("Tønder Kommune") < text.index("Aage Marsk")
    assert "Åse Lund" in text


def test_a_browser_that_holds_the_page_gets_the_new_number_and_search_learns_of_it(world: World) -> None:
    thread = world.thread(world.member())
    post_id = world.reply(world.member(LEMVIG), thread)
    world.work()
    client, path = world.client(world.member()), url_of(thread)
    tag = client.get(path).headers["ETag"]
    thank(world, world.member(TOENDER), post_id)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
    assert world.read(select(Post.version).where(Post.id == post_id)) == [1]
    assert world.read(select(OutboxRow.subject_id).where(OutboxRow.done_at.is_(None))) == [post_id]


def test_the_author_is_told_in_one_row_however_many_there_are(world: World) -> None:
    thread = world.thread(world.member(), title="Hvad koster en nedrivning?")
    author = world.member(LEMVIG)
    post_id, client = world.reply(author, thread), world.client(author)
    others = [world.member(name=name) for name in ("Bo Vig", "Ida Mark", "Karen Juhl")]
    thank(world, others[0], post_id)
    assert unread(client) == "1"
    assert "Bo Vig fandt dit indlæg i ”Hvad koster en nedrivning?” nyttigt" in rows(client)[0]
    world.later(minutes=1)
    thank(world, others[1], post_id)
    world.later(minutes=1)
    thank(world, others[2], post_id)
    assert unread(client) == "1"
    assert told(world, author) == ["thanks"]
    assert "Karen Juhl og 2 andre" in rows(client)[0]
    client.get(url_of(thread))
    assert unread(client) == ""
    world.later(minutes=1)
    thank(world, world.member(name="Poul Eng"), post_id)
    assert unread(client) == "1"
    assert "Poul Eng og 3 andre" in rows(client)[0]
    assert told(world, author) == ["thanks"]


def test_what_is_taken_back_before_it_was_read_is_not_told(world: World) -> None:
    thread, author = world.thread(world.member()), world.member(LEMVIG)
    post_id, client, one, other = world.reply(author, thread), world.client(author), world.member(), world.member()
    thank(world, one, post_id)
    take_back(world, one, post_id)
    assert told(world, author) == []
    thank(world, one, post_id)
    client.get(url_of(thread))
    world.later(minutes=1)
    thank(world, other, post_id)
    assert unread(client) == "1"
    take_back(world, other, post_id)
    assert unread(client) == ""  # the other one had been seen
    assert told(world, author) == ["thanks"]
    take_back(world, one, post_id)
    assert told(world, author) == []
    assert rows(client) == []


def test_that_a_reply_is_the_best_says_more_than_that_it_was_useful(world: World) -> None:
    asker, author = world.member(), world.member(LEMVIG)
    thread = world.thread(asker)
    post_id = world.reply(author, thread)
    thank(world, world.member(), post_id)
    with world.writing() as session:
        forum.mark_best(session, asker, post_id, best=True)
    world.work()
    assert told(world, author) == ["best_reply"]
    thank(world, world.member(), post_id)
    assert told(world, author) == ["best_reply"]  # it has not been read yet
    world.client(author).get(url_of(thread))
    thank(world, world.member(), post_id)
    assert told(world, author) == ["thanks"]


def test_what_cannot_be_read_is_hidden_or_not_there_is_not_thanked(world: World) -> None:
    thread = world.thread(world.member(LOLLAND), audience=Audience.OWN)
    post_id = world.reply(world.member(LOLLAND), thread)
    with pytest.raises(NotFound):
        thank(world, world.member(LEMVIG), post_id)
    with pytest.raises(NotFound):
        thank(world, world.member(LOLLAND), 999_999)
    moderator = world.member(LOLLAND, roles=(Role.MODERATOR,))
    with world.writing() as session:
        moderation.hide(session, moderator, post_id, "Et navn.")
    with pytest.raises(Forbidden):
        thank(world, world.member(LOLLAND), post_id)
    assert world.read(select(Thanks.post_id)) == []
    assert world.client(world.member(LOLLAND)).get(f"/indlaeg/{post_id}/nyttigt").status_code == 404


def test_in_a_hidden_thread_there_is_no_button_and_in_a_closed_one_there_is(world: World) -> None:
    moderator, author = world.member(roles=(Role.MODERATOR,)), world.member(LEMVIG)
    thread = world.thread(author)
    post_id = world.reply(world.member(), thread)
    with world.writing() as session:
        moderation.lock(session, moderator, thread.id, "Besvaret.")
    assert len(world.client(author).page(url_of(thread)).elements("button", form="thanks")) == 1
    thank(world, author, post_id)
    with world.writing() as session:
        moderation.hide(session, moderator, world.read(select(Post.id))[0], "Et navn.")
    assert world.client(author).page(url_of(thread)).elements("button", form="thanks") == []
    with pytest.raises(Forbidden):
        take_back(world, author, post_id)


def test_a_visitor_is_asked_to_sign_in(world: World) -> None:
    thread = world.thread(world.member(), audience=Audience.PUBLIC)
    post_id = world.reply(world.member(), thread)
    with pytest.raises(SignInRequired):
        thank(world, ANONYMOUS, post_id)
    assert world.client().page(url_of(thread)).elements("button", form="thanks") == []


def test_a_button_that_names_no_post_is_not_found(world: World) -> None:
    client = world.client(world.member())
    token = client.csrf()
    for fields in ({}, {"thank": ""}, {"thank": "x"}, {"thank": "9" * 30}, {"take_back": "²"}):
        assert client.post(SEND, data={"csrf_token": token, **fields}).status_code == 404


def test_pressing_too_often_is_explained_in_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    thread = world.thread(world.member())
    post_id, client = world.reply(world.member(), thread), world.client(world.member())
    few = ratelimit.Limit("thank:account", 1, ratelimit.THANK_BY_ACCOUNT.window)
    monkeypatch.setattr(ratelimit, "THANK_BY_ACCOUNT", few)
    fields = {"csrf_token": client.csrf(), "thank": str(post_id)}
    assert client.post(SEND, data=fields).status_code == 303
    assert client.post(SEND, data=fields).status_code == 429


def test_many_who_press_at_once_are_counted_exactly(world: World) -> None:
    thread = world.thread(world.member())
    post_id = world.reply(world.member(LEMVIG), thread)
    members = [world.member() for _ in range(8)]

    def press(member: Actor) -> None:
        thank(world, member, post_id)
        thank(world, member, post_id)
        if member.id and member.id % 2:
            take_back(world, member, post_id)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(press, members))
    left = world.read(select(Thanks.account_id).where(Thanks.post_id == post_id))
    assert count(world, post_id) == len(left) == 4
    assert len(world.read(select(Notification.id).where(Notification.kind == "thanks"))) == 1
    assert world.read(select(Thread.version))[0] == 2 + 8 + 4
