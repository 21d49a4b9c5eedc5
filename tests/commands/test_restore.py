"""network restore: what comes back, what is kept aside, and archives that are not whole."""

import io
import json
import os
import stat
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from network import migrations
from network.backups import BackupError
from network.backups.read import unpack
from network.core.db import make_engine
from network.core.turn import WORKER, turn
from network.features.accounts.models import Account
from network.features.erasure.erasing import erase_account
from network.ports.files.local import LocalFileStore
from tests.commands.rows import content, members

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


def _erase(engine: Engine, account_id: int = 1) -> str:
    """Returns the name that is gone."""
    with Session(engine) as session, session.begin():
        account = session.get_one(Account, account_id)
        name = account.name
        erase_account(session, account)
    return name


def test_who_was_erased_since_does_not_come_back_with_the_backup(
    run: Callable[..., Result], archive: Path, filled: Path, engine: Engine
) -> None:
    name = _erase(engine)
    done = run("restore", archive, "--replace")
    assert done.exit_code == 0, done.output
    assert "1 accounts that had been erased since were erased again" in done.output
    assert not any(name in row for row in content(filled / "network.sqlite3")["account"])
    assert "1\t" in (filled / "erased.txt").read_text()
    assert run("restore", archive, "--replace").exit_code == 0  # and the file alone is enough
    assert not any(name in row for row in content(filled / "network.sqlite3")["account"])


def test_a_copy_of_the_list_is_enough_elsewhere(
    run: Callable[..., Result],
    archive: Path,
    filled: Path,
    engine: Engine,
    elsewhere: Callable[[], Path],
    tmp_path: Path,
) -> None:
    with Session(engine) as session:
        account = session.get_one(Account, 1)
        name, line = account.name, f"1\t{account.created_at.isoformat()}\n"
    (tmp_path / "erased-copy.txt").write_text(line)
    there = elsewhere()
    done = run("restore", archive, "--erased", tmp_path / "erased-copy.txt")
    assert done.exit_code == 0, done.output
    assert not any(name in row for row in content(there / "network.sqlite3")["account"])


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
    run: Callable[..., Result], tmp_path: Path, data: Path, elsewhere: Callable[[], Path]
) -> None:
    (data / "network.sqlite3").unlink()
    engine = make_engine(f"sqlite:///{data / 'network.sqlite3'}")
    migrations.upgrade(engine, "0001")
    engine.dispose()
    assert run("backup", tmp_path / "old.zip").exit_code == 0
    new = elsewhere()
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
    run: Callable[..., Result], archive: Path, elsewhere: Callable[[], Path]
) -> None:
    new = elsewhere()
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
