"""Members follow threads and topics, and the bell says what is new in them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from network.core import outbox
from network.core.access import Actor, Audience, OrganisationKind
from network.core.outbox import Queue
from network.features.accounts.models import Account, AccountState
from network.features.municipalities.models import Organisation
from network.features.notifications import delivery
from network.features.notifications import service as notifications
from network.features.notifications.models import Event, Notification, TopicWatch, Watch
from network.features.threads import service as forum
from network.features.threads.models import Thread
from tests.pages.client import CheckedClient
from tests.rules.test_statements import counted
from tests.world import LEMVIG, LOLLAND, TOENDER, World


def url_of(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


def told(world: World, actor: Actor) -> list[str]:
    return world.read(select(Notification.kind).where(Notification.account_id == actor.id).order_by(Notification.id))


def unread(client: CheckedClient) -> str:
    """What the bell says."""
    (bell,) = client.page("/om").elements("a", class_="bell")
    found = re.search(r"\d+\+?", "".join(bell.itertext()))
    return found[0] if found else ""


def rows(client: CheckedClient, path: str = "/notifikationer/") -> list[str]:
    items = client.page(path).elements("li")
    return [" ".join(" ".join(row.itertext()).split()) for row in items if "row" in (row.get("class") or "").split()]


# Following


def test_a_member_follows_a_thread_by_its_button_and_stops_again(world: World) -> None:
    thread = world.thread(world.member(LOLLAND))
    client, path = world.client(world.member(LEMVIG)), url_of(thread)
    action = f"/traade/{thread.id}/foelg"
    assert "Følg tråden" in client.page(path)
    followed = client.submit(path, action)
    assert (followed.status_code, followed.location) == (303, path)
    page = client.page(path)
    assert "Du følger nu tråden." in page
    assert "Følger – stop med at følge" in page
    client.submit(path, action)
    assert "Du følger ikke længere tråden." in client.page(path)
    assert "Følg tråden" in client.page(path)


def test_following_from_a_later_page_leads_back_to_it(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    for number in range(25):
        world.reply(author, thread, f"Svar {number}")
    client = world.client(world.member(LEMVIG))
    path = f"{url_of(thread)}?efter=20"
    assert client.submit(path, f"/traade/{thread.id}/foelg").location == path


def test_a_member_follows_a_topic_and_stops_again(world: World) -> None:
    member = world.member()
    client, path = world.client(member), "/emner/tomme-boliger"
    assert client.submit(path, f"{path}/foelg").location == path
    assert "Du følger nu emnet." in client.page(path)
    assert "Følger – stop med at følge" in client.page(path)
    assert world.read(select(TopicWatch.account_id)) == [member.id]
    client.submit(path, f"{path}/foelg")
    assert world.read(select(TopicWatch.account_id)) == []
    assert client.post("/emner/findes-ikke/foelg", data={"follow": "1", "csrf_token": client.csrf()}).status_code == 404


def test_who_writes_follows_and_nobody_else_does(world: World) -> None:
    asker, helper, reader = world.member(), world.member(LEMVIG), world.member(TOENDER)
    thread = world.thread(asker)
    world.reply(helper, thread)
    world.client(reader).get(url_of(thread))
    assert sorted(world.read(select(Watch.account_id).where(Watch.following))) == [asker.id, helper.id]


def test_who_has_said_stop_is_not_made_to_follow_by_writing(world: World) -> None:
    asker, helper = world.member(), world.member(LEMVIG)
    thread = world.thread(asker)
    world.follow(helper, thread, follow=False)
    world.reply(helper, thread)
    world.reply(asker, thread)
    world.work()
    assert told(world, helper) == []


def test_visitors_are_offered_nothing_to_follow(world: World) -> None:
    thread = world.thread(world.member(), audience=Audience.PUBLIC)
    for path in (url_of(thread), "/emner/tomme-boliger"):
        assert "/foelg" not in world.client().page(path).html


# What is told to whom


def test_followers_of_a_thread_are_told_of_replies_but_not_of_their_own(world: World) -> None:
    asker, helper, follower = world.member(), world.member(LEMVIG), world.member(TOENDER)
    thread = world.thread(asker)
    world.follow(follower, thread)
    world.reply(helper, thread)
    world.work()
    assert (told(world, asker), told(world, follower), told(world, helper)) == (["reply"], ["reply"], [])


def test_followers_of_a_topic_are_told_of_its_new_threads_and_not_of_every_reply(world: World) -> None:
    asker, follower = world.member(), world.member(LEMVIG)
    for member in (asker, follower):
        with world.writing() as session:
            notifications.follow_topic(session, member, "tomme-boliger", follow=True)
    thread = world.thread(asker)
    world.thread(asker, topic="service")
    world.reply(asker, thread)
    world.work()
    assert (told(world, asker), told(world, follower)) == ([], ["topic"])
    assert "Ny tråd: ”Hvad koster en nedrivning?”" in rows(world.client(follower))[0]


def test_the_author_of_a_best_reply_is_told_once(world: World) -> None:
    asker, helper = world.member(), world.member(LEMVIG)
    thread = world.thread(asker)
    reply, own = world.reply(helper, thread), world.reply(asker, thread)
    for best in (True, False, True):
        with world.writing() as session:
            forum.mark_best(session, asker, reply, best=best)
        world.work()
    with world.writing() as session:
        forum.mark_best(session, asker, own, best=True)
    world.work()
    assert told(world, helper) == ["reply", "best_reply"]
    assert told(world, asker) == ["reply"]


def test_a_mark_that_was_taken_back_before_the_worker_came_is_not_told(world: World) -> None:
    asker, helper = world.member(), world.member(LEMVIG)
    reply = world.reply(helper, world.thread(asker))
    for best in (True, False):
        with world.writing() as session:
            forum.mark_best(session, asker, reply, best=best)
    world.work()
    assert told(world, helper) == []


def test_an_event_that_is_delivered_twice_tells_nobody_twice(world: World) -> None:
    asker = world.member()
    thread = world.thread(asker)
    reply = world.reply(world.member(LEMVIG), thread)
    world.work()
    with world.writing() as session:
        outbox.record(session, Queue.NOTIFY, Event.REPLIED, reply)
    world.work()
    assert told(world, asker) == ["reply"]


def test_a_suspended_account_is_told_nothing(world: World) -> None:
    asker = world.member()
    thread = world.thread(asker)
    world.reply(world.member(LEMVIG), thread)
    with world.writing() as session:
        session.execute(update(Account).where(Account.id == asker.id).values(state=AccountState.SUSPENDED))
    world.work()
    assert told(world, asker) == []
    assert world.mails() == []


@pytest.mark.parametrize("audience", list(Audience))
def test_only_those_who_may_read_a_thread_are_told_of_it(world: World, audience: Audience) -> None:
    """Follows that became more than their owners may read: the topic's, and one from before a change of sides."""
    people = {"partner": world.member("fonden"), "other": world.member(LEMVIG), "own": world.member(LOLLAND)}
    for member in people.values():
        with world.writing() as session:
            notifications.follow_topic(session, member, "tomme-boliger", follow=True)
    author = world.member(LOLLAND)
    thread = world.thread(author, audience=audience)
    with world.writing() as session:
        session.add_all(Watch(account_id=member.id, thread_id=thread.id, following=True) for member in people.values())
    world.reply(author, thread)
    world.work()
    readers = {
        Audience.PUBLIC: {"partner", "other", "own"},
        Audience.NETWORK: {"partner", "other", "own"},
        Audience.MUNICIPALITIES: {"other", "own"},
        Audience.OWN: {"own"},
    }[audience]
    for name, member in people.items():
        assert told(world, member) == (["topic", "reply"] if name in readers else [])


def test_what_one_has_been_told_is_not_shown_when_one_may_read_it_no_longer(world: World) -> None:
    follower = world.member(LEMVIG)
    thread = world.thread(world.member(), audience=Audience.MUNICIPALITIES)
    world.follow(follower, thread)
    world.reply(world.member(), thread)
    world.work()
    assert len(rows(world.client(follower))) == 1
    with world.writing() as session:
        session.execute(
            update(Organisation)
            .where(Organisation.id == follower.organisation_id)
            .values(kind=OrganisationKind.PARTNER)
        )
    assert rows(world.client(follower)) == []
    assert thread.title not in world.client(follower).page("/traade/?vis=fulgte")


# Reading


def test_replies_are_gathered_by_thread_with_whom_the_newest_is_from(world: World) -> None:
    asker = world.member()
    thread, other = world.thread(asker), world.thread(asker, "Hvem driver skolen nu?")
    for code in (TOENDER, LEMVIG, TOENDER):
        world.reply(world.member(code), thread)
        world.later(minutes=1)
    world.reply(world.member(LEMVIG), other)
    world.work()
    client = world.client(asker)
    assert unread(client) == "4"
    newest, older = rows(client)
    assert "1 nyt svar i ”Hvem driver skolen nu?” senest fra Lemvig Kommune" in newest
    assert "3 nye svar i ”Hvad koster en nedrivning?” senest fra Tønder Kommune" in older


def test_opening_the_thread_reads_what_was_told_of_it(world: World) -> None:
    asker = world.member()
    thread, other = world.thread(asker), world.thread(asker, "Hvem driver skolen nu?")
    world.reply(world.member(LEMVIG), thread)
    world.reply(world.member(LEMVIG), other)
    world.work()
    client = world.client(asker)
    client.get(url_of(thread))
    assert unread(client) == "1"
    assert "1 svar i ”Hvad koster" in " ".join(rows(client))
    client.get(url_of(other))
    assert unread(client) == ""


def test_only_what_stands_on_the_opened_page_is_read(world: World) -> None:
    asker, helper = world.member(), world.member(LEMVIG)
    thread = world.thread(asker)
    for number in range(25):
        world.reply(helper, thread, f"Svar {number}")
    world.work()
    client = world.client(asker)
    client.get(url_of(thread))
    assert unread(client) == "6"
    client.get(f"{url_of(thread)}?efter=20")
    assert unread(client) == ""


def test_a_best_mark_is_read_by_opening_a_thread_that_had_been_read_before(world: World) -> None:
    asker, helper = world.member(), world.member(LEMVIG)
    thread = world.thread(asker)
    reply = world.reply(helper, thread)
    client = world.client(helper)
    client.get(url_of(thread))
    with world.writing() as session:
        forum.mark_best(session, asker, reply, best=True)
    world.work()
    assert unread(client) == "1"
    assert "Dit svar i ”Hvad koster en nedrivning?” er markeret som bedste svar" in rows(client)[0]
    with counted(world) as kinds:
        client.get(url_of(thread))
    assert kinds["UPDATE"] == 1
    with counted(world) as kinds:
        client.get(url_of(thread))
    assert kinds["UPDATE"] == kinds["INSERT"] == 0
    assert unread(client) == ""


def test_what_was_read_before_the_worker_came_does_not_ring(world: World) -> None:
    asker = world.member()
    thread = world.thread(asker)
    world.reply(world.member(LEMVIG), thread)
    client = world.client(asker)
    client.get(url_of(thread))
    world.work()
    assert told(world, asker) == ["reply"]
    assert unread(client) == ""


def test_replying_reads_the_thread(world: World) -> None:
    asker = world.member()
    thread = world.thread(asker)
    world.reply(world.member(LEMVIG), thread)
    world.work()
    world.reply(asker, thread)
    assert unread(world.client(asker)) == ""


def test_everything_is_marked_as_read_at_once(world: World) -> None:
    asker, other = world.member(), world.member(LEMVIG)
    thread = world.thread(asker)
    world.follow(other, thread)
    world.reply(world.member(TOENDER), thread)
    world.work()
    client = world.client(asker)
    assert client.submit("/notifikationer/", "/notifikationer/laest").location == "/notifikationer/"
    assert "Alt er markeret som læst." in client.page("/notifikationer/")
    assert unread(client) == ""
    assert "Markér alle" not in client.page("/notifikationer/")
    assert unread(world.client(other)) == "1"


def test_notifications_are_read_in_pages(world: World) -> None:
    asker, helper = world.member(), world.member(LEMVIG)
    for number in range(31):
        world.reply(helper, world.thread(asker, f"Spørgsmål nummer {number}"))
        if number % 3:
            world.later(minutes=1)
    world.work()
    client = world.client(asker)
    first = client.page("/notifikationer/")
    seen = rows(client) + rows(client, first.links("Næste")[0])
    assert len(seen) == 31
    assert len({re.findall(r"nummer (\d+)", row)[0] for row in seen}) == 31
    assert not client.page(first.links("Næste")[0]).links("Næste")


def test_more_than_ninety_nine_are_said_to_be_many(world: World) -> None:
    asker, helper = world.member(), world.member(LEMVIG)
    thread = world.thread(asker)
    for number in range(101):
        world.reply(helper, thread, f"Svar {number}")
    world.work()
    assert unread(world.client(asker)) == "99+"


def test_an_unchanged_thread_is_a_new_page_when_something_else_is_unread(world: World) -> None:
    reader = world.member()
    thread, own = world.thread(world.member(LEMVIG)), world.thread(reader, "Hvem driver skolen nu?")
    client = world.client(reader)
    client.get(url_of(thread))
    tag = client.get(url_of(thread)).headers["ETag"]
    assert client.get(url_of(thread), headers={"If-None-Match": tag}).status_code == 304
    world.reply(world.member(LEMVIG), own)
    world.work()
    assert client.get(url_of(thread), headers={"If-None-Match": tag}).status_code == 200
    client.get(url_of(own))
    tag = client.get(url_of(thread)).headers["ETag"]
    world.follow(reader, thread)
    assert client.get(url_of(thread), headers={"If-None-Match": tag}).status_code == 200


def test_a_year_later_it_is_forgotten(world: World) -> None:
    asker = world.member()
    world.reply(world.member(LEMVIG), world.thread(asker))
    world.work()
    world.later(days=delivery.KEEP / timedelta(days=1) - 1)
    world.worker.tidy()
    assert told(world, asker) == ["reply"]
    world.later(days=2)
    world.worker.tidy()
    assert told(world, asker) == []


# What it costs


@pytest.mark.parametrize("event", [Event.REPLIED, Event.STARTED])
def test_telling_three_hundred_costs_as_many_statements_as_telling_three(world: World, event: Event) -> None:
    costs = {}
    for many in (3, 300):
        followers = [world.member(LEMVIG).id for _ in range(many)]
        author = world.member()
        thread = world.thread(author)
        world.work()
        with world.writing() as session:
            session.add_all(Watch(account_id=account, thread_id=thread.id, following=True) for account in followers)
            session.add_all(TopicWatch(account_id=account, topic_id=world.topic().id) for account in followers)
        before = world.read(select(func.count(Notification.id)))[0]
        if event is Event.REPLIED:
            world.reply(author, thread)
        else:
            world.thread(author)
        with counted(world) as kinds:
            assert world.worker.notify() == 1
        assert world.read(select(func.count(Notification.id)))[0] - before >= many
        costs[many] = dict(kinds)
    assert costs[3] == costs[300]
    assert costs[300]["INSERT"] == 1
