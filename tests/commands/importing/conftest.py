"""An installation on whichever database this run is about, and the import without the command around it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from network.core.access import Audience
from network.importing import take
from network.importing.job import Job, Options
from network.importing.report import Report
from tests.databases import TestDatabase


@pytest.fixture
def data(database: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a fresh installation, on whichever database this run is about."""
    database.reset()
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("NETWORK_MODE", "development")
    monkeypatch.setenv("NETWORK_DATA", str(folder))
    monkeypatch.setenv("NETWORK_DATABASE_URL", database.url)
    return folder


@contextmanager
def silent(_label: str, _length: int) -> Iterator[Callable[[int], None]]:
    yield lambda _done: None


@pytest.fixture
def import_into(engine: Engine) -> Callable[..., Report]:
    """Import a folder without the command around it, rendering in a thread."""

    def run(folder: Path, audience: Audience = Audience.NETWORK, accept_passwords: bool = False) -> Report:
        with ThreadPoolExecutor(1) as executor:
            return take(Job(engine, folder, Options("forum", audience, accept_passwords), executor, silent))

    return run
