"""Feeds of what a member may read, under addresses that are secret."""

import logging

from sqlalchemy import select, update

from network.core.access import Actor, Audience
from network.features.accounts.models import Account, AccountState
from network.features.events import service as events
from network.features.notifications.service import follow_topic
from network.features.ownfeeds.models import FeedKey
from network.web.requestlog import JsonFormatter
from tests.pages.atom import Feed
from tests.world import LEMVIG, LOLLAND, World


def _addresses(world: World, owner: Actor) -> dict[str, str]:
    """The last part of each address → its path."""
    client = world.client(owner)
    answer = client.submit("/konto/feeds")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found = [part.partition("</code>")[0] for part in answer.text.split("<code>")[1:]]
    return {address.rpartition("/")[2]: address.removeprefix("http://127.0.0.1:8000") for address in found}


def _titles(world: World, path: str) -> list[str]:
    return Feed(world.client().get(path).text).titles


def test_a_feed_holds_what_its_member_may_read_and_nothing_else(world: World) -> None:
    author = world.member(LOLLAND)
    for audience in (Audience.PUBLIC, Audience.NETWORK, Audience.OWN):
        world.thread(author, f"Tråd <{audience}> & mere", audience=audience)
        world.method(author, f"Metode {audience}", audience=audience)
        world.document(author, f"Dokument {audience}", audience=audience)
    own, others = _addresses(world, author), _addresses(world, world.member(LEMVIG))
    assert sorted(own) == ["dokumenter", "fulgte", "kalender.ics", "metoder", "traade"]
    assert _titles(world, own["traade"]) == ["Tråd <own> & mere", "Tråd <network> & mere", "Tråd <public> & mere"]
    assert _titles(world, others["traade"]) == ["Tråd <network> & mere", "Tråd <public> & mere"]
    assert sorted(_titles(world, own["metoder"])) == ["Metode network", "Metode own", "Metode public"]
    assert sorted(_titles(world, others["metoder"])) == ["Metode network", "Metode public"]
    assert sorted(_titles(world, own["dokumenter"])) == ["Dokument network", "Dokument own", "Dokument public"]
    assert sorted(_titles(world, others["dokumenter"])) == ["Dokument network", "Dokument public"]


def test_a_feed_of_followed_topics_holds_their_threads_alone(world: World) -> None:
    author, reader = world.member(LOLLAND), world.member(LEMVIG)
    world.thread(author, "Om boliger")
    addresses = _addresses(world, reader)
    assert _titles(world, addresses["fulgte"]) == []
    with world.writing() as session:
        follow_topic(session, reader, "tomme-boliger", follow=True)
    assert _titles(world, addresses["fulgte"]) == ["Om boliger"]


def test_events_that_one_comes_to_stand_in_ones_calendar(world: World) -> None:
    office, member, other = world.secretariat(), world.member(LOLLAND), world.member(LEMVIG)
    first, second = world.event(office, "Et møde"), world.event(office, "Fyldt", capacity=1)
    world.event(office, "Uden mig")
    with world.writing() as session:
        events.sign_up(session, other, second.id)
        for event in (first, second):
            events.sign_up(session, member, event.id)
    text = world.client().get(_addresses(world, member)["kalender.ics"]).text
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == 2
    assert text.count("STATUS:TENTATIVE") == 1
    assert "Uden mig" not in text


def test_what_has_not_changed_is_not_sent_again(world: World) -> None:
    author = world.member(LOLLAND)
    world.thread(author, "Den første")
    path = _addresses(world, author)["traade"]
    first = world.client().get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.content_type == "application/atom+xml; charset=utf-8"
    assert "Set-Cookie" not in first.headers
    for headers in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        assert world.client().get(path, headers=headers).status_code == 304
    world.later(minutes=1)
    world.thread(author, "Den anden")
    for headers in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
        {"If-None-Match": first.headers["ETag"], "If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT"},
    ):
        assert world.client().get(path, headers=headers).status_code == 200


def test_addresses_that_were_stopped_or_made_anew_open_nothing(world: World) -> None:
    owner = world.member(LOLLAND)
    old = _addresses(world, owner)
    new = _addresses(world, owner)
    assert world.client().get(old["traade"]).status_code == 404
    assert world.client().get(new["traade"]).status_code == 200
    client = world.client(owner)
    assert new["traade"].split("/")[3] not in client.page("/konto/feeds")
    assert client.submit("/konto/feeds", "/konto/feeds/stop").status_code == 303
    for path in new.values():
        assert world.client().get(path).status_code == 404
    missing = world.client().get("/feed/mine/findes-ikke/traade")
    assert missing.status_code == 404


def test_a_closed_access_closes_its_feeds_and_leaves_those_of_others(world: World) -> None:
    owner = world.member(LOLLAND)
    paths, others = _addresses(world, owner), _addresses(world, world.member(LEMVIG))
    with world.writing() as session:
        session.execute(update(Account).where(Account.id == owner.id).values(state=AccountState.SUSPENDED))
    assert {world.client().get(path).status_code for path in paths.values()} == {404}
    assert {world.client().get(path).status_code for path in others.values()} == {200}


def test_the_address_of_a_feed_opens_nothing_else_and_is_kept_nowhere(world: World) -> None:
    owner = world.member(LOLLAND)
    secret = _addresses(world, owner)["traade"].split("/")[3]
    assert secret not in str(world.read(select(FeedKey.fingerprint)))
    answer = world.client().get("/api/v1/threads", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401
    assert world.client().get("/konto/").status_code == 303


def test_the_log_holds_no_secret(world: World) -> None:
    paths = _addresses(world, world.member(LOLLAND))
    secret = paths["traade"].split("/")[3]
    logger = logging.getLogger("network.request")
    logger.setLevel(logging.INFO)
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(JsonFormatter().format(record))  # type: ignore[method-assign]
    logger.addHandler(handler)
    try:
        for path in (*paths.values(), f"/feed/mine/{secret}/findes-ikke", f"/feed/mine/{secret}"):
            world.client().get(path)
    finally:
        logger.removeHandler(handler)
    assert len(lines) >= 7
    assert not [line for line in lines if secret in line]


def test_an_old_event_leaves_the_calendar(world: World) -> None:
    office, member = world.secretariat(), world.member(LOLLAND)
    event = world.event(office, "Et møde")
    with world.writing() as session:
        events.sign_up(session, member, event.id)
    path = _addresses(world, member)["kalender.ics"]
    world.later(days=400)
    assert "BEGIN:VEVENT" not in world.client().get(path).text
