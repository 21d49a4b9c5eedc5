"""Backup and restore with pg_dump and pg_restore."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from network.backups import snapshot
from network.core.db import make_engine
from tests.postgres import Cluster, fresh_database, throwaway_cluster

pytestmark = pytest.mark.postgres

POSTS = text("SELECT plain FROM post ORDER BY id")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with throwaway_cluster() as found:
        yield found


@pytest.fixture
def address(cluster: Cluster, data: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database that the environment names, with search in it too."""
    url = fresh_database(cluster)
    monkeypatch.setenv("NETWORK_DATABASE_URL", url)
    monkeypatch.setenv("NETWORK_SEARCH", "postgres")
    return url


def posts(address: str) -> list[str]:
    engine = make_engine(address)
    try:
        with Session(engine) as session:
            return list(session.scalars(POSTS))
    finally:
        engine.dispose()


def rewrite(address: str, plain: str) -> None:
    engine = make_engine(address)
    with engine.begin() as connection:
        connection.execute(text("UPDATE post SET plain = :plain"), {"plain": plain})
    engine.dispose()


def test_a_dump_comes_back_into_an_empty_database_and_over_a_full_one(
    run: Callable[..., Result],
    address: str,
    cluster: Cluster,
    forum: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run("import", forum()).exit_code == 0
    kept, archive = posts(address), tmp_path / "backup.zip"
    done = run("backup", archive)
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(archive) as opened:
        assert b"documents_" not in opened.read("database.pgdump")  # the search index is left out

    rewrite(address, "skrevet efter kopien")
    assert run("restore", archive).exit_code == 1
    done = run("restore", archive, "--replace")
    assert done.exit_code == 0, done.output
    assert posts(address) == kept
    (aside,) = (tmp_path / "instance").glob("replaced-*")
    assert (aside / "database.pgdump").read_bytes().startswith(b"PGDMP")

    empty = fresh_database(cluster)
    monkeypatch.setenv("NETWORK_DATABASE_URL", empty)
    assert run("restore", archive).exit_code == 0
    assert posts(empty) == kept
    done = run("doctor")
    assert "fail" not in done.output, done.output


def test_the_password_is_not_among_the_arguments(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[list[str], dict[str, str]]] = []

    def note(command: list[str], env: dict[str, str], **_options: object) -> object:
        seen.append((command, env))
        return type("Done", (), {"returncode": 0})

    monkeypatch.setattr(snapshot.subprocess, "run", note)
    snapshot.dump_postgres(make_url("postgresql+psycopg://netvaerk:hemmelig@db/netvaerk"), tmp_path / "dump")
    ((command, environment),) = seen
    assert command[1] == "--dbname=postgresql://netvaerk@db/netvaerk"
    assert not any("hemmelig" in argument for argument in command)
    assert environment["PGPASSWORD"] == "hemmelig"


def test_without_pg_dump_a_sentence_says_what_to_install(
    run: Callable[..., Result],
    address: str,
    forum: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run("import", forum(), "--no-index").exit_code == 0
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("backup", tmp_path / "backup.zip")
    assert done.exit_code == 1
    assert "pg_dump is not on this machine; install" in done.output
    assert not (tmp_path / "backup.zip").exists()
