"""network backup: what is in it, what is refused, and a database that is being written."""

import json
import os
import stat
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from network import migrations
from network.backups import write as writing
from network.commands.opened import opened_app
from network.core.db import make_engine, sqlite_driver
from network.features.threads.models import Post
from network.ports.files.local import LocalFileStore
from network.ports.search import Query
from network.settings import Settings, from_env
from tests.commands.rows import content

ROOT = Path(__file__).resolve().parents[2]


# There and back


def test_what_was_backed_up_comes_back_row_for_row_on_another_machine(
    run: Callable[..., Result],
    archive: Path,
    filled: Path,
    stored: str,
    tmp_path: Path,
    elsewhere: Callable[[], Path],
) -> None:
    new = elsewhere()
    done = run("restore", archive)
    assert done.exit_code == 0, done.output
    old, restored = content(filled / "network.sqlite3"), content(new / "network.sqlite3")
    assert restored | {"outbox": []} == old | {"outbox": []}  # building the index anew leaves a row there
    assert LocalFileStore(new / "files").local(stored).read_bytes().startswith(b"%PDF-1.7")
    assert (new / "secret").read_text() == (filled / "secret").read_text()
    with opened_app() as app:
        assert app.ports.search.search(Query("natfærgen"), frozenset({"network"})).total == 1
    assert sorted(path.name for path in new.iterdir() if path.name.startswith((".restore", "replaced"))) == []


def test_the_manifest_says_what_is_in_the_archive(archive: Path, stored: str) -> None:
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read("manifest.json"))
        names = opened.namelist()
    assert sorted(names) == sorted([f"files/{stored}", "database.sqlite3", "secret", "manifest.json"])
    assert {part["name"] for part in manifest["parts"]} == set(names) - {"manifest.json"}
    assert (manifest["counts"]["post"], manifest["counts"]["stored_file"]) == (2, 1)
    assert manifest["revision"] == migrations.newest()
    assert datetime.fromisoformat(manifest["made_at"]).tzinfo is not None


def test_nobody_else_can_read_the_archive(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


def test_in_a_folder_the_archive_gets_a_dated_name(run: Callable[..., Result], filled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    assert run("backup", folder).exit_code == 0
    (made,) = folder.iterdir()
    assert made.name.startswith("network-20")
    assert zipfile.is_zipfile(made)


def test_a_file_is_never_overwritten_by_a_backup(run: Callable[..., Result], archive: Path) -> None:
    before = archive.read_bytes()
    done = run("backup", archive)
    assert done.exit_code == 1
    assert "is there already" in done.output
    assert archive.read_bytes() == before


def test_a_file_that_is_gone_is_named_and_the_rest_is_kept(
    run: Callable[..., Result], filled: Path, stored: str, tmp_path: Path
) -> None:
    LocalFileStore(filled / "files").delete(stored)
    done = run("backup", tmp_path / "rest.zip")
    assert done.exit_code == 1
    assert stored in done.output
    with zipfile.ZipFile(tmp_path / "rest.zip") as opened:
        assert json.loads(opened.read("manifest.json"))["missing"] == [stored]


def test_a_disk_that_is_full_leaves_no_half_backup(
    run: Callable[..., Result], filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_pack", full)
    folder = tmp_path / "backups"
    folder.mkdir()
    done = run("backup", folder)
    assert done.exit_code == 1
    assert "No space left on device" in done.output
    assert list(folder.iterdir()) == []


def test_a_backup_of_no_network_is_refused(
    run: Callable[..., Result], tmp_path: Path, elsewhere: Callable[[], Path]
) -> None:
    new = elsewhere()
    done = run("backup", tmp_path / "nothing.zip")
    assert done.exit_code == 1
    assert not (new / "network.sqlite3").exists()
    assert not (tmp_path / "nothing.zip").exists()


# While others write

WRITER = """
    import sys, time
    from pathlib import Path
    from sqlalchemy import text
    from network.core.db import make_engine

    engine, stop, until, rows = make_engine(sys.argv[1]), Path(sys.argv[2]), time.monotonic() + 30, 0
    while not stop.exists() and time.monotonic() < until:
        with engine.begin() as connection:
            for _ in range(2):  # two rows a transaction: a backup that sees one of them alone is torn
                connection.execute(text("INSERT INTO rate_event (bucket, at) VALUES ('pair', '2026-01-01 00:00:00')"))
                rows += 1
    print(rows)
"""


def test_backups_while_two_processes_write_are_whole_and_stop_nobody(
    run: Callable[..., Result], filled: Path, settings: Settings, tmp_path: Path
) -> None:
    engine = make_engine(settings.database_url, read_only=True)  # to look on must not wait for the writers' turn
    stop = tmp_path / "stop"
    command = [sys.executable, "-c", textwrap.dedent(WRITER), settings.database_url, str(stop)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    writers = [subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) for _ in range(2)]
    counts = []
    try:
        wait_for_rows(engine, 20)
        for number in range(3):
            path = tmp_path / f"{number}.zip"
            assert run("backup", path).exit_code == 0
            counts.append(pairs_in(path, tmp_path))
            wait_for_rows(engine, counts[-1] + 10)
    finally:
        stop.touch()
        written = [int(writer.communicate(timeout=40)[0]) for writer in writers]
    assert all(count % 2 == 0 for count in counts)
    assert 20 <= counts[0] < counts[1] < counts[2]
    with engine.connect() as connection:
        assert connection.execute(text(PAIRS)).scalar_one() == sum(written)


PAIRS = "SELECT COUNT(*) FROM rate_event WHERE bucket = 'pair'"


def wait_for_rows(engine: Engine, count: int) -> None:
    """Until the writers have made so many rows, at most 30 seconds."""
    for _ in range(300):
        with engine.connect() as connection:
            if connection.execute(text(PAIRS)).scalar_one() >= count:
                return
        time.sleep(0.1)
    pytest.fail("nobody writes")


def pairs_in(archive: Path, folder: Path) -> int:
    """How many rows the writers had made, in a database that SQLite finds nothing wrong with."""
    with zipfile.ZipFile(archive) as opened:
        path = Path(opened.extract("database.sqlite3", folder / archive.stem))
    connection = sqlite_driver().connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return int(connection.execute(PAIRS).fetchone()[0])
    finally:
        connection.close()


def test_the_posts_in_the_log_that_is_not_yet_in_the_file_are_in_the_backup(
    run: Callable[..., Result], filled: Path, engine: Engine, tmp_path: Path, elsewhere: Callable[[], Path]
) -> None:
    with engine.connect() as holding:  # as long as somebody reads, the log stays beside the file
        holding.execute(text("SELECT COUNT(*) FROM post")).scalar_one()
        holding.rollback()
        with engine.begin() as connection:
            connection.execute(text("UPDATE post SET plain = 'nyeste ord'"))
        assert (filled / "network.sqlite3-wal").stat().st_size > 0
        assert run("backup", tmp_path / "log.zip").exit_code == 0
    elsewhere()
    assert run("restore", tmp_path / "log.zip").exit_code == 0
    restored = make_engine(from_env().database_url)
    with Session(restored) as session:
        assert set(session.scalars(select(Post.plain))) == {"nyeste ord"}
    restored.dispose()
