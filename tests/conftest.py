"""What every test may use: a real application on a migrated database, a client that checks each page, a held clock."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from pytest_socket import socket_allow_hosts
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from network.app import create_app
from network.commands.opened import closing
from network.core import clock as network_clock
from network.features.search import own_writing
from network.ports.files import s3_client
from network.settings import Settings, from_env
from network.web.database import db
from network.web.transaction import NetworkFlask
from tests.databases import PostgresTestDatabase, SqliteTestDatabase, TestDatabase
from tests.object_storage import Service, throwaway_service
from tests.pages.client import CheckedClient
from tests.world import World

# A busy machine is no bug; and what CI tries is the same each time.
hypothesis.settings.register_profile("network", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis.settings.load_profile("network")

# A page's tree is tens of thousands of objects that live on: looking for rubbish as often as usual is a quarter of it.
gc.set_threshold(100_000, 20, 20)

IN_A_BUCKET = os.environ.get("NETWORK_TEST_FILES") == "s3"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


# What fills a town, starts a server, loads the demo or builds a large index once, for all its tests
TOGETHER = (
    "tests/rules/",
    "tests/features/test_uploads_on_the_wire.py",
    "tests/features/test_relevance.py",
    "tests/contracts/test_search_many.py",
)


class CostlyTogether(LoadScopeScheduling):
    """Each test goes to the process that is free, but those that share what is costly to one."""

    def _split_scope(self, nodeid: str) -> str:
        return next((shared for shared in TOGETHER if nodeid.startswith(shared)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return CostlyTogether(config, log)


class HeldClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture(autouse=True)
def _only_loopback() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture
def clock() -> Iterator[HeldClock]:
    held = HeldClock(NOW)
    network_clock.use(held)
    yield held
    network_clock.use(None)


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestDatabase]:
    """The migrated schema, copied for each test. NETWORK_TEST_CLUSTER names a running PostgreSQL to use instead."""
    cluster = os.environ.get("NETWORK_TEST_CLUSTER")
    if cluster:
        with PostgresTestDatabase.on(cluster) as found:
            yield found
    else:
        yield SqliteTestDatabase(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def standing_service() -> Iterator[Service]:
    """One S3 service for all tests of this process that use one."""
    with throwaway_service() as service:
        yield service


@pytest.fixture
def service(standing_service: Service) -> Service:
    """An S3 service with an empty bucket. Who stops it takes one of its own."""
    standing_service.empty()
    return standing_service


@pytest.fixture(scope="session")
def app(
    database: TestDatabase, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[NetworkFlask]:
    """With NETWORK_TEST_FILES=s3 its files are in a bucket."""
    place: dict[str, str] = {}
    if IN_A_BUCKET:
        place = request.getfixturevalue("standing_service").environ(NETWORK_S3_DOWNLOADS="application")
    settings = settings_for(tmp_path_factory.mktemp("data"), database.url, **place)
    database.reset()
    with closing(create_app(settings)) as app:
        app.testing = True
        app.test_client_class = CheckedClient
        yield app


def settings_for(data: Path, url: str, **more: str) -> Settings:
    """Development settings on a database and folder of the test's own."""
    given = {
        "NETWORK_MODE": "development",
        "NETWORK_DATA": str(data),
        "NETWORK_DATABASE_URL": url,
        "NETWORK_OCR": "off",
        "NETWORK_SEARCHES": "1000000",  # the clock stands still
    }
    return from_env(given | {"NETWORK_UPLOAD_MB": "2"} | more)


@pytest.fixture
def world(app: NetworkFlask, database: TestDatabase, clock: HeldClock, request: pytest.FixtureRequest) -> World:
    """An empty network: municipalities and topics are there, nobody has an account."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    database.reset()
    data: Path = app.config["SETTINGS"].data
    if IN_A_BUCKET:
        request.getfixturevalue("service")  # emptied
    for name in ("files", "fetched", "mail"):
        shutil.rmtree(data / name, ignore_errors=True)
        (data / name).mkdir(mode=0o700)
    app.ports.search.clear()
    app.extensions["leases"].forget()
    request.getfixturevalue("monkeypatch").setattr(own_writing, "PATIENCE", 0.0)  # no worker runs beside the test
    return World(app, clock)


@pytest.fixture
def client(world: World) -> CheckedClient:
    """A visitor who is not signed in."""
    return world.client()


Start = Callable[..., World]


@pytest.fixture
def start(
    world: World,
    service: Service,
    database: TestDatabase,
    tmp_path: Path,
    clock: HeldClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Start]:
    """Starts the network with its files in a bucket, as often as asked. `settings` in the place of the usual ones."""
    monkeypatch.setattr(s3_client, "READ_SECONDS", 1)
    monkeypatch.setattr(s3_client, "PAUSE", 0)
    opened = ExitStack()

    def on(bucket: Service = service, **settings: str) -> World:
        data = tmp_path / f"data{next(world._numbers)}"
        app = opened.enter_context(closing(create_app(settings_for(data, database.url, **bucket.environ(**settings)))))
        app.testing = True
        app.test_client_class = CheckedClient
        made = World(app, clock)
        made._numbers = world._numbers  # they share a database, so no two members may have the same
        return made

    with opened:
        yield on
