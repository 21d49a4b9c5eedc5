"""The index is compared with the database every night, and mended without anybody noticing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from network.core.access import Audience
from network.core.outbox import OutboxRow
from network.features.search.indexer import INDEXED
from network.features.search.reconciling import is_due, reconcile
from network.ports.search import Document, Query
from tests.world import World

THERE = frozenset({Audience.PUBLIC.value, Audience.NETWORK.value})


def waiting(world: World) -> int:
    return world.read(select(func.count(OutboxRow.id)).where(OutboxRow.done_at.is_(None)))[0]


def test_what_is_missing_old_or_too_many_is_put_right(world: World) -> None:
    search = world.app.ports.search
    world.thread(world.member(), "Kajen i byen")
    world.method(world.member(), "Kajvandring")
    world.worker.rebuild_index()
    world.work()
    whole = dict(search.versions())
    assert reconcile(world.engine, world.worker.reading, search) == 0
    search.delete(["post:1", "topic:3"])
    made = datetime(2026, 1, 1, tzinfo=UTC)
    stray = Document("post:99", "reply", "thread:99", "", "En kaj, der ikke findes.", Audience.PUBLIC, made)
    search.put([stray, Document("method:1", "method", "method:1", "Gammel", "", Audience.NETWORK, made, version=0)])
    assert reconcile(world.engine, world.worker.reading, search) == 4
    world.work()
    assert dict(search.versions()) == whole
    assert search.search(Query("kajvandring"), THERE).total == 1


def test_nothing_is_compared_while_changes_wait(world: World) -> None:
    world.worker.rebuild_index()
    world.thread(world.member(), "Kajen i byen")
    before = waiting(world)
    assert before
    assert reconcile(world.engine, world.worker.reading, world.app.ports.search) == 0
    assert waiting(world) == before


@pytest.mark.parametrize("kind", ["municipality", "partner"])
def test_of_organisations_only_those_of_the_kind_are_read(world: World, kind: str) -> None:
    world.member("fonden")
    world.secretariat()
    with world.writing() as session:
        ids = INDEXED[kind].all_ids(session)
        documents = list(INDEXED[kind].documents(session, ids))
    assert sorted(document.key for document in documents) == sorted(f"{kind}:{one}" for one in ids)
    assert ids


def test_it_is_done_once_a_night() -> None:
    night = datetime(2026, 11, 27, 2, 30, tzinfo=UTC)  # half past three in Copenhagen
    assert is_due(night, None)
    assert is_due(night, date(2026, 11, 26))
    assert not is_due(night, date(2026, 11, 27))
    assert not is_due(night + timedelta(hours=9), None)
