"""How often somebody may search, over processes and restarts, and what they are told then."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from network.core import leases
from network.core.leases import LEASE, Leases
from network.core.ratelimit import Limit, RateEvent, check
from tests.world import LOLLAND, World

MOST = 40  # searches in ten minutes
WORDS = "nedrivning af tomme huse"


@pytest.fixture
def limited(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    settings = replace(world.app.config["SETTINGS"], searches=MOST)
    monkeypatch.setitem(world.app.config, "SETTINGS", settings)
    return world


def _until_refused(asked: Iterator[int], most: int) -> int:
    """How often it was answered before it was refused."""
    for times, status in enumerate(asked):
        if status == 429:
            return times
        assert status == 200
        assert times < most
    raise AssertionError("it is never refused")


def _asking(world: World, person: object, path: str) -> Iterator[int]:
    client = world.client(person)  # type: ignore[arg-type]
    while True:
        yield client.get(path).status_code


def test_who_searches_without_end_is_told_to_wait_and_others_are_not(limited: World) -> None:
    busy, other = limited.member(LOLLAND), limited.member(LOLLAND)
    times = _until_refused(_asking(limited, busy, f"/soeg?q={WORDS}"), 2 * MOST)
    assert MOST <= times <= MOST + LEASE
    refused = limited.client(busy).get(f"/soeg?q={WORDS}")
    assert "Vent et øjeblik" in refused.text
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    assert limited.client(busy).get("/").status_code == 200
    assert limited.client(other).get(f"/soeg?q={WORDS}").status_code == 200
    limited.clock.forward(minutes=11)
    assert limited.client(busy).get(f"/soeg?q={WORDS}").status_code == 200


def test_a_restart_or_another_process_gives_no_more_than_a_few(limited: World) -> None:
    busy = limited.member(LOLLAND)
    asked = _asking(limited, busy, f"/soeg?q={WORDS}")
    assert [next(asked) for _ in range(MOST)] == [200] * MOST
    limited.app.extensions["leases"].forget()
    assert _until_refused(asked, MOST) <= 2 * LEASE


def test_visitors_are_counted_by_address_and_a_flood_of_them_leaves_members_alone(limited: World) -> None:
    member = limited.member(LOLLAND)
    times = _until_refused(_asking(limited, None, f"/soeg?q={WORDS}"), 4 * MOST)
    assert 2 * MOST <= times <= 2 * MOST + LEASE
    assert limited.client(member).get(f"/soeg?q={WORDS}").status_code == 200


@pytest.mark.parametrize(("path", "share"), [("/api/v1/threads", 4), ("/api/v1/search?q=huse", 2)])
def test_a_program_gets_a_problem_that_says_when_to_come_back(limited: World, path: str, share: int) -> None:
    times = _until_refused(_asking(limited, None, path), 2 * share * MOST)
    assert share * MOST <= times <= share * MOST + LEASE
    refused = limited.client().get(path)
    assert refused.content_type == "application/problem+json"
    assert refused.json["status"] == 429
    assert refused.headers["Retry-After"]


def test_most_who_search_are_never_written_down(limited: World) -> None:
    """A search costs no write to the database but for those who search often."""
    asked = _asking(limited, limited.member(LOLLAND), f"/soeg?q={WORDS}")
    assert [next(asked) for _ in range(LEASE)] == [200] * LEASE
    assert limited.read(select(func.count()).where(RateEvent.bucket.startswith("search:"))) == [0]
    next(asked)
    assert limited.read(select(RateEvent.times).where(RateEvent.bucket.startswith("search:"))) == [LEASE]


def test_each_attempt_is_counted_once_however_many_come_at_the_same_moment(
    limited: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, limit, engine = Leases(), Limit("search:account", 1000, timedelta(minutes=10)), limited.engine
    for _ in range(LEASE):
        kept.take(engine, limit, 1)

    def meanwhile(session: Session, *asked: Any) -> None:
        monkeypatch.setattr(leases, "check", check)
        kept.take(engine, limit, 1)
        check(session, *asked)

    monkeypatch.setattr(leases, "check", meanwhile)
    kept.take(engine, limit, 1)
    assert limited.read(select(func.sum(RateEvent.times))) == [LEASE + 1]
    for _ in range(LEASE):
        kept.take(engine, limit, 1)
    assert limited.read(select(func.sum(RateEvent.times))) == [2 * LEASE + 1]


def test_what_cannot_be_written_down_at_the_moment_is_not_forgotten(limited: World) -> None:
    kept, limit, engine = Leases(), Limit("search:account", 1000, timedelta(minutes=10)), limited.engine
    with Session(engine) as busy, busy.begin():
        is_sqlite = engine.dialect.name == "sqlite"  # there a transaction that writes holds everybody up
        busy.execute(text("SELECT 1" if is_sqlite else "LOCK TABLE rate_event IN EXCLUSIVE MODE"))
        for _ in range(LEASE + 3):
            kept.take(engine, limit, 1)
    kept.take(engine, limit, 1)
    assert limited.read(select(RateEvent.times).where(RateEvent.bucket == limit.bucket(1))) == [LEASE + 3]
