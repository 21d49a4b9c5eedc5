"""A migrated installation of its own for each test, and the command line on it."""

import io
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from network import migrations
from network.cli import network
from network.core.db import make_engine
from network.features.library.models import StoredFile
from network.ports.files.local import LocalFileStore
from network.settings import Settings, from_env

Rows = Mapping[str, list[Any]]

ANNA = {"id": 1, "username": "anna", "name": "Anna Ager", "email": "Anna@Lolland.example"}
BO = {"id": 2, "username": "bo", "name": "Bo Birk", "email": "bo@morsoe.example"}
QUESTION = {"id": 100, "thread_id": 10, "user_id": 1, "position": 0, "created": 1_650_000_000}
REPLY = {"id": 101, "thread_id": 10, "user_id": 2, "position": 7, "created": 1_650_000_500}
FORUM: Rows = {
    "users": [
        ANNA | {"municipality": "0360", "joined": 1_600_000_000},
        BO | {"municipality": "Morsø", "joined": 1_600_000_100},
    ],
    "topics": [{"id": 1, "slug": "faergefart", "title": "Færgefart", "description": "Om færger til småøerne."}],
    "threads": [{"id": 10, "topic_id": 1, "user_id": 1, "title": "Hvem betaler natfærgen?", "created": 1_650_000_000}],
    "posts": [
        QUESTION | {"body": "Hvem betaler **natfærgen**?"},
        REPLY | {"body": "Hos os betaler regionen en fjerdedel."},
    ],
}


BYTES = b"%PDF-1.7 " + bytes(range(256)) * 9000  # 2.3 MB, more than one chunk


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest schema, to copy."""
    path = tmp_path_factory.mktemp("template") / "network.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    migrations.upgrade(engine)
    engine.dispose()
    return path


def use_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the environment name a development installation in this folder."""
    for name in [name for name in os.environ if name.startswith("NETWORK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NETWORK_MODE", "development")
    monkeypatch.setenv("NETWORK_DATA", str(folder))


@pytest.fixture
def data(tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a fresh installation that the environment names."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    shutil.copy(migrated, folder)
    use_folder(monkeypatch, folder)
    return folder


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """The data folder of a network with two members and two posts, to copy."""
    folder = tmp_path_factory.mktemp("imported") / "instance"
    folder.mkdir(mode=0o700)
    shutil.copy(migrated, folder)
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_folder(monkeypatch, folder)
        done = CliRunner().invoke(network, ["import", str(write_forum(folder.with_name("forum"), {}))])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def filled(data: Path, imported: Path) -> Path:
    """The data folder of a network with two members and two posts, all searchable."""
    shutil.copytree(imported, data, dirs_exist_ok=True)
    return data


@pytest.fixture
def settings(data: Path) -> Settings:
    return from_env()


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = make_engine(settings.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def run(data: Path) -> Callable[..., Result]:
    """Run `network` with these arguments."""

    def invoke(*arguments: str | Path) -> Result:
        return CliRunner().invoke(network, [str(argument) for argument in arguments])

    return invoke


def write_forum(folder: Path, files: Rows) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in {**FORUM, **files}.items():
        lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


@pytest.fixture
def forum(tmp_path: Path) -> Callable[..., Path]:
    """Writes a small forum to import; a keyword replaces the rows of that file. A text is written as it stands."""

    def write(**files: list[Any]) -> Path:
        return write_forum(tmp_path / "forum", files)

    return write


@pytest.fixture
def stored(engine: Engine, filled: Path) -> str:
    """The key of an uploaded file."""
    found = LocalFileStore(filled / "files").put(io.BytesIO(BYTES), 10**8)
    row = StoredFile(key=found.key, size=found.size, media_type="application/pdf", stored_at=datetime.now(UTC))
    with Session(engine) as session, session.begin():
        session.add(row)
    return found.key


@pytest.fixture
def archive(run: Callable[..., Result], stored: str, tmp_path: Path) -> Path:
    path = tmp_path / "backup.zip"
    done = run("backup", path)
    assert done.exit_code == 0, done.output
    return path


@pytest.fixture
def elsewhere(tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """From its call on, the environment names a machine where there is no network yet."""

    def move() -> Path:
        monkeypatch.setenv("NETWORK_DATA", str(tmp_path / "elsewhere"))
        return tmp_path / "elsewhere"

    return move
