"""Databases to migrate, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import Engine

from network import migrations
from network.core.db import make_engine
from tests.postgres import Cluster, fresh_database, throwaway_cluster

Opened = Callable[[], AbstractContextManager[Engine]]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with throwaway_cluster() as found:
        yield found


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Opens another empty database each time it is called."""
    if request.param == "sqlite":
        return lambda: _engine(f"sqlite:///{tmp_path_factory.mktemp('database') / 'network.sqlite3'}")
    cluster: Cluster = request.getfixturevalue("cluster")
    return lambda: _engine(fresh_database(cluster))


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@pytest.fixture
def empty(opened: Opened) -> Iterator[Engine]:
    """A database without a table."""
    with opened() as engine:
        yield engine


@pytest.fixture(scope="session")
def migrated(opened: Opened) -> Iterator[Engine]:
    """A database at the newest revision. Tests share it: whoever writes to it rolls back."""
    with opened() as engine:
        migrations.upgrade(engine)
        yield engine
