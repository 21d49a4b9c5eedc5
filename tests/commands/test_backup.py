"""network backup and restore: what comes back, what is refused, and a backup of a database that is being written."""

import io
import json
import os
import stat
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from network import migrations
from network.app import create_app
from network.backups import BackupError
from network.backups import write as writing
from network.backups.read import unpack
from network.core.db import make_engine, sqlite_driver
from network.core.turn import WORKER, turn
from network.features.accounts.models import Account
from network.features.library.models import StoredFile
from network.features.threads.models import Post
from network.ports.files.local import LocalFileStore
from network.ports.search import Query
from network.settings import Settings, from_env

ROOT = Path(__file__).resolve().parent.parent.parent
BYTES = b"%PDF-1.7 " + bytes(range(256)) * 9000  # 2.3 MB, more than one chunk


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


def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine where there is no network yet."""
    monkeypatch.setenv("NETWORK_DATA", str(tmp_path / "elsewhere"))
    return tmp_path / "elsewhere"


def content(database: Path) -> dict[str, list[Any]]:
    """Every row of every table."""
    connection = sqlite_driver().connect(database)
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for (name,) in tables}  # noqa: S608
    finally:
        connection.close()


def members(data: Path) -> int:
    engine = make_engine(f"sqlite:///{data / 'network.sqlite3'}")
    try:
        with Session(engine) as session:
            return session.scalar(select(func.count(Account.id))) or 0
    finally:
        engine.dispose()


# There and back


def test_what_was_backed_up_comes_back_row_for_row_on_another_machine(
    run: Callable[..., Result],
    archive: Path,
    filled: Path,
    stored: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = elsewhere(tmp_path, monkeypatch)
    done = run("restore", archive)
    assert done.exit_code == 0, done.output
    assert content(new / "network.sqlite3") == content(filled / "network.sqlite3")
    assert LocalFileStore(new / "files").local(stored).read_bytes() == BYTES
    assert (new / "secret").read_text() == (filled / "secret").read_text()
    search = create_app(from_env()).ports.search
    assert search.search(Query("natfærgen"), frozenset({"network"})).total == 1
    assert sorted(path.name for path in new.iterdir() if path.name.startswith((".restore", "replaced"))) == []


def test_the_manifest_says_what_is_in_the_archive(archive: Path, stored: str) -> None:
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read("manifest.json"))
        names = opened.namelist()
    assert sorted(names) == sorted([f"files/{stored}", "database.sqlite3", "secret", "manifest.json"])
    assert {part["name"] for part in manifest["parts"]} == set(names) - {"manifest.json"}
    assert (manifest["counts"]["post"], manifest["counts"]["stored_file"]) == (2, 1)
    assert manifest["revision"] == "0002"
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
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    new = elsewhere(tmp_path, monkeypatch)
    done = run("backup", tmp_path / "nothing.zip")
    assert done.exit_code == 1
    assert not (new / "network.sqlite3").exists()
    assert not (tmp_path / "nothing.zip").exists()


# Over what is there


def test_a_network_with_members_is_not_overwritten(run: Callable[..., Result], archive: Path, filled: Path) -> None:
    before = content(filled / "network.sqlite3")
    done = run("restore", archive)
    assert done.exit_code == 1
    assert "--replace" in done.output
    assert content(filled / "network.sqlite3") == before


def test_with_replace_the_old_network_is_kept_aside(
    run: Callable[..., Result], archive: Path, filled: Path, engine: Engine, stored: str
) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE post SET plain = 'skrevet efter kopien'"))
    newer = LocalFileStore(filled / "files").put(io.BytesIO(b"newer"), 100).key
    done = run("restore", archive, "--replace")
    assert done.exit_code == 0, done.output
    (aside,) = filled.glob("replaced-*")
    assert str(aside) in done.output.replace("\n", "")
    assert any("skrevet efter kopien" in row for row in content(aside / "network.sqlite3")["post"])
    assert not any("skrevet efter kopien" in row for row in content(filled / "network.sqlite3")["post"])
    assert LocalFileStore(aside / "files").keys() == sorted([stored, newer])
    assert LocalFileStore(filled / "files").keys() == [stored]


def test_a_database_that_cannot_be_read_is_kept_aside_too(
    run: Callable[..., Result], archive: Path, filled: Path, engine: Engine
) -> None:
    engine.dispose()
    for suffix in ("-wal", "-shm"):
        (filled / f"network.sqlite3{suffix}").unlink(missing_ok=True)
    (filled / "network.sqlite3").write_bytes(b"not a database at all" * 500)
    assert run("restore", archive).exit_code == 1
    assert run("restore", archive, "--replace").exit_code == 0
    assert members(filled) == 2
    (aside,) = filled.glob("replaced-*")
    assert (aside / "network.sqlite3").read_bytes().startswith(b"not a database")


def test_a_running_network_is_not_restored_over(run: Callable[..., Result], archive: Path, filled: Path) -> None:
    with turn(filled / WORKER):
        done = run("restore", archive, "--replace")
    assert done.exit_code == 1
    assert "stop it first" in done.output


def test_a_backup_of_an_older_schema_is_migrated_before_it_is_put_in_place(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    (data / "network.sqlite3").unlink()
    engine = make_engine(f"sqlite:///{data / 'network.sqlite3'}")
    migrations.upgrade(engine, "0001")
    engine.dispose()
    assert run("backup", tmp_path / "old.zip").exit_code == 0
    new = elsewhere(tmp_path, monkeypatch)
    assert run("restore", tmp_path / "old.zip").exit_code == 0
    assert len(content(new / "network.sqlite3")["topic"]) > 20


# Damaged and foreign archives


def rewritten(archive: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive with each part changed; None leaves it out."""
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(archive.with_name("changed.zip"), "w") as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return archive.with_name("changed.zip")


def edited(**fields: Any) -> Callable[[str, bytes], bytes]:
    """Changes the manifest."""
    return lambda name, raw: json.dumps(json.loads(raw) | fields).encode() if name == "manifest.json" else raw


EVIL = {"name": "../../etc/cron.d/x", "size": 1, "sha256": "0" * 64}

CHANGES: dict[str, Callable[[str, bytes], bytes | None]] = {
    "a changed database": lambda name, raw: raw[:-1] + b"!" if name.startswith("database") else raw,
    "a longer database": lambda name, raw: raw + b"!" * 10**7 if name.startswith("database") else raw,
    "a changed file": lambda name, raw: raw.replace(b"PDF", b"FDP") if name.startswith("files/") else raw,
    "a missing file": lambda name, raw: None if name.startswith("files/") else raw,
    "a changed secret": lambda name, raw: b"0" * 64 if name == "secret" else raw,
    "no manifest": lambda name, raw: None if name == "manifest.json" else raw,
    "a manifest that is no JSON": lambda name, raw: b"{" if name == "manifest.json" else raw,
    "a name that leads out of the folder": edited(parts=[EVIL]),
    "parts that are no list of parts": edited(parts=[{"name": "secret"}]),
    "another format": edited(format=2),
    "a schema from the future": edited(revision="9999"),
    "another kind of database": edited(backend="postgresql"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_backup_that_is_not_whole_touches_nothing(
    change: Callable[[str, bytes], bytes | None], run: Callable[..., Result], archive: Path, filled: Path
) -> None:
    before = content(filled / "network.sqlite3")
    listing = sorted(path.name for path in filled.iterdir())
    done = run("restore", rewritten(archive, change), "--replace")
    assert done.exit_code == 1
    assert done.output.count("Error:") == 1
    assert content(filled / "network.sqlite3") == before
    assert sorted({path.name for path in filled.iterdir()} - {"worker.lock"}) == sorted({*listing} - {"worker.lock"})


def test_a_flipped_bit_anywhere_is_noticed_or_does_not_matter(archive: Path, stored: str, tmp_path: Path) -> None:
    whole, refused = archive.read_bytes(), 0
    for place in (*range(0, 60, 7), *range(60, len(whole), len(whole) // 40), *range(len(whole) - 500, len(whole), 23)):
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        archive.write_bytes(changed)
        folder = tmp_path / str(place)
        folder.mkdir()
        try:
            unpack(
                archive, folder, LocalFileStore(folder / "files"), lambda _label, _size: nullcontext(lambda _done: None)
            )
        except BackupError:
            refused += 1
        else:  # a date or a permission: what is unpacked is what was packed
            assert LocalFileStore(folder / "files").keys() == [stored]
    assert refused > 40


def test_what_is_restored_is_for_the_owner_only(
    run: Callable[..., Result], archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = elsewhere(tmp_path, monkeypatch)
    before = os.umask(0o022)
    try:
        assert run("restore", archive).exit_code == 0
    finally:
        os.umask(before)
    assert [stat.S_IMODE((new / name).stat().st_mode) for name in ("secret", "network.sqlite3")] == [0o600, 0o600]
    assert stat.S_IMODE(new.stat().st_mode) == 0o700


def test_half_an_archive_is_refused(run: Callable[..., Result], archive: Path, filled: Path) -> None:
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    done = run("restore", archive, "--replace")
    assert done.exit_code == 1
    assert "damaged, or no backup" in done.output
    assert members(filled) == 2


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
    run: Callable[..., Result], filled: Path, settings: Settings, engine: Engine, tmp_path: Path
) -> None:
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
    run: Callable[..., Result], filled: Path, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.connect() as holding:  # as long as somebody reads, the log stays beside the file
        holding.execute(text("SELECT COUNT(*) FROM post")).scalar_one()
        holding.rollback()
        with engine.begin() as connection:
            connection.execute(text("UPDATE post SET plain = 'nyeste ord'"))
        assert (filled / "network.sqlite3-wal").stat().st_size > 0
        assert run("backup", tmp_path / "log.zip").exit_code == 0
    elsewhere(tmp_path, monkeypatch)
    assert run("restore", tmp_path / "log.zip").exit_code == 0
    restored = make_engine(from_env().database_url)
    with Session(restored) as session:
        assert set(session.scalars(select(Post.plain))) == {"nyeste ord"}
    restored.dispose()
