"""The town, filled once a process in a database of its own, and what each of its people sees."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from network.app import create_app
from network.commands.opened import closing
from network.core import clock as network_clock
from tests.conftest import NOW, HeldClock, settings_for
from tests.databases import PostgresTestDatabase, SqliteTestDatabase, TestDatabase
from tests.pages.client import CheckedClient
from tests.rules.town import Town, fill
from tests.rules.walk import Walk
from tests.world import World


@contextmanager
def own_database(folders: pytest.TempPathFactory) -> Iterator[TestDatabase]:
    """A database beside the one that every other test resets."""
    cluster = os.environ.get("NETWORK_TEST_CLUSTER")
    if cluster:
        with PostgresTestDatabase.on(cluster) as found:
            yield found
    else:
        yield SqliteTestDatabase(folders.mktemp("town"))


@pytest.fixture(scope="session")
def filled_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with own_database(tmp_path_factory) as database:
        database.reset()
        settings = settings_for(tmp_path_factory.mktemp("town-data"), database.url)
        with closing(create_app(settings)) as app:
            app.testing = True
            app.test_client_class = CheckedClient
            app.ports.search.clear()
            held = HeldClock(NOW)
            network_clock.use(held)
            try:
                yield fill(World(app, held))
            finally:
                network_clock.use(None)


@pytest.fixture
def town(filled_town: Town, clock: HeldClock) -> Town:
    """For tests that only read: what one of them wrote the next would see."""
    return filled_town


@pytest.fixture(scope="session")
def walks() -> dict[str, Walk]:
    return {}


@pytest.fixture
def walk_of(town: Town, walks: dict[str, Walk]) -> Callable[[str], Walk]:
    """What a role can reach; gathered when somebody first asks."""

    def gathered(role: str) -> Walk:
        if role not in walks:
            walks[role] = Walk(town, role)
            assert walks[role].changed is not None  # walked to its end before another test changes anything
        return walks[role]

    return gathered
