"""Backup, restore, doctor and moving where uploaded files are in a bucket."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from network.features.library.models import StoredFile
from network.ports.files.local import LocalFileStore
from network.ports.files.s3 import S3FileStore
from tests.commands.conftest import BYTES
from tests.commands.test_doctor import line
from tests.object_storage import BUCKET, SECRET_KEY, Service

NOTE = b"Et notat.\n"
NAMES = [hashlib.sha256(content).hexdigest() for content in (BYTES, NOTE)]


@pytest.fixture
def bucket(
    service: Service, filled: Path, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> S3FileStore:
    """The environment names it, and it has two files that rows name."""
    for name, value in service.environ().items():
        monkeypatch.setenv(name, value)
    store = service.store(tmp_path)
    for content in (BYTES, NOTE):
        found = store.put(io.BytesIO(content), 10**8)
        row = StoredFile(key=found.key, size=found.size, media_type="text/plain", stored_at=datetime.now(UTC))
        with Session(engine) as session, session.begin():
            session.add(row)
    return store


def remove(service: Service, key: str) -> None:
    service.bucket().client.delete_object(Bucket=BUCKET, Key=f"filer/{key}")


# Backup and restore


def test_a_backup_holds_the_files_of_the_bucket_and_fills_an_empty_one(
    run: Callable[..., Result],
    bucket: S3FileStore,
    service: Service,
    tmp_path: Path,
    elsewhere: Callable[[], Path],
) -> None:
    done = run("backup", tmp_path / "backup.zip")
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        assert {f"files/{name}" for name in NAMES} < set(archive.namelist())
    for name in NAMES:
        remove(service, name)
    new = elsewhere()
    done = run("restore", tmp_path / "backup.zip")
    assert done.exit_code == 0, done.output
    assert bucket.keys() == sorted(NAMES)
    assert not (new / "files").exists()
    assert line(run("doctor", "--deep"), "files") == ("ok", "2 of 2 read and hashed, all there")


def test_files_that_only_the_replaced_network_names_stay_another_week(
    run: Callable[..., Result], bucket: S3FileStore, tmp_path: Path, service: Service
) -> None:
    assert run("backup", tmp_path / "backup.zip").exit_code == 0
    later = bucket.put(io.BytesIO(b"skrevet efter kopien"), 100).key
    service.door.asked.clear()
    done = run("restore", tmp_path / "backup.zip", "--replace")
    assert done.exit_code == 0, done.output
    assert bucket.keys() == sorted([*NAMES, later])
    assert [path for method, path in service.door.asked if method == "PUT"] == [f"/{BUCKET}/filer/{later}"]


def test_a_backup_without_files_says_so_and_leaves_them_alone(
    run: Callable[..., Result], bucket: S3FileStore, tmp_path: Path
) -> None:
    done = run("backup", tmp_path / "backup.zip", "--without-files")
    assert done.exit_code == 0, done.output
    assert "uploaded files are not in it" in done.output
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert not any(name.startswith("files/") for name in archive.namelist())
    assert (manifest["without_files"], manifest["missing"]) == (True, [])
    done = run("restore", tmp_path / "backup.zip", "--replace")
    assert done.exit_code == 0, done.output
    assert "made without the uploaded files" in done.output
    assert bucket.keys() == sorted(NAMES)


def test_a_backup_without_files_leaves_the_folder_s_files_where_they_are(
    run: Callable[..., Result], stored: str, filled: Path, tmp_path: Path
) -> None:
    assert run("backup", tmp_path / "backup.zip", "--without-files").exit_code == 0
    assert run("restore", tmp_path / "backup.zip", "--replace").exit_code == 0
    assert LocalFileStore(filled / "files").keys() == [stored]


def test_a_file_that_is_not_in_the_bucket_is_named_by_the_backup(
    run: Callable[..., Result], bucket: S3FileStore, service: Service, tmp_path: Path
) -> None:
    remove(service, NAMES[0])
    done = run("backup", tmp_path / "backup.zip")
    assert done.exit_code == 1
    assert NAMES[0] in done.output


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_without_its_bucket_nothing_is_backed_up_or_replaced(
    run: Callable[..., Result], bucket: S3FileStore, service: Service, tmp_path: Path, filled: Path, command: str
) -> None:
    target = tmp_path / "backup.zip"
    if command == "restore":
        assert run("backup", target).exit_code == 0
    before = (filled / "network.sqlite3").read_bytes()
    service.door.error = 503
    done = run(command, target, *(["--replace"] if command == "restore" else []))
    assert done.exit_code == 1
    assert done.output.count("Error: the bucket forkant at") == 1
    assert SECRET_KEY not in done.output
    assert target.exists() is (command == "restore")
    assert (filled / "network.sqlite3").read_bytes() == before
    assert [path.name for path in filled.iterdir() if path.name.startswith((".restore", "replaced"))] == []


# The doctor


def test_the_doctor_looks_at_every_file_in_the_bucket(
    run: Callable[..., Result], bucket: S3FileStore, service: Service
) -> None:
    assert line(run("doctor"), "files") == ("ok", "2 of 2 looked at, all there")
    assert line(run("doctor"), "store") == ("ok", "2 stored, 0 of them named by nothing")
    service.bucket().client.put_object(Bucket=BUCKET, Key=f"filer/{NAMES[1]}", Body=b"for lidt")
    done = run("doctor")
    assert (done.exit_code, line(done, "files")[0]) == (1, "fail")
    assert NAMES[1] in line(done, "files")[1]
    bucket.put(io.BytesIO(b"aldrig sendt"), 100)
    assert line(run("doctor"), "store") == ("ok", "3 stored, 1 of them named by nothing")


def test_other_bytes_of_the_same_size_are_found_by_the_deep_look(
    run: Callable[..., Result], bucket: S3FileStore, service: Service
) -> None:
    service.bucket().client.put_object(Bucket=BUCKET, Key=f"filer/{NAMES[1]}", Body=NOTE[::-1])
    assert line(run("doctor"), "files")[0] == "ok"
    assert line(run("doctor", "--deep"), "files")[0] == "fail"


def test_the_doctor_says_that_the_bucket_cannot_be_used_and_looks_at_the_rest(
    run: Callable[..., Result], bucket: S3FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETWORK_S3_SECRET_KEY", "en-anden-hemmelighed")
    done = run("doctor")
    assert done.exit_code == 1
    status, text = line(done, "files")
    assert (status, text.startswith("the bucket forkant at"), "SignatureDoesNotMatch" in text) == ("fail", True, True)
    assert "en-anden" not in done.output
    assert line(done, "scanner")[0] == "ok"


# Moving


@pytest.fixture
def folder(stored: str, filled: Path, service: Service, monkeypatch: pytest.MonkeyPatch) -> LocalFileStore:
    """A network that keeps its files in the folder, and knows a bucket."""
    for name, value in service.environ(NETWORK_FILES="folder").items():
        monkeypatch.setenv(name, value)
    files = LocalFileStore(filled / "files")
    files.put(io.BytesIO(NOTE), 100)
    return files


def test_files_are_copied_while_the_network_runs_then_moved_and_moved_back(
    run: Callable[..., Result],
    folder: LocalFileStore,
    service: Service,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bucket = service.store(tmp_path)
    done = run("move-files", "s3", "--keep")
    assert (done.exit_code, folder.keys(), bucket.keys()) == (0, sorted(NAMES), sorted(NAMES)), done.output
    assert "2 files, 2 of them sent now" in done.output
    late = folder.put(io.BytesIO(b"kom til imens"), 100).key
    monkeypatch.setenv("NETWORK_FILES", "s3")
    done = run("move-files", "s3")
    assert "3 files, 1 of them sent now" in done.output
    assert (folder.keys(), bucket.keys()) == ([], sorted([*NAMES, late]))
    assert line(run("doctor", "--deep"), "files")[0] == "ok"
    monkeypatch.setenv("NETWORK_FILES", "folder")
    assert run("move-files", "folder").exit_code == 0
    assert (folder.keys(), bucket.keys()) == (sorted([*NAMES, late]), [])
    assert folder.local(NAMES[0]).read_bytes() == BYTES
    assert "0 files, 0 of them sent now" in run("move-files", "folder").output


def test_files_are_not_taken_away_from_where_the_network_reads_them(
    run: Callable[..., Result], folder: LocalFileStore
) -> None:
    done = run("move-files", "s3")
    assert done.exit_code == 1
    assert "--keep" in done.output
    assert folder.keys() == sorted(NAMES)


def test_a_move_that_is_broken_off_goes_on_where_it_was(
    run: Callable[..., Result],
    folder: LocalFileStore,
    service: Service,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    large = folder.put(io.BytesIO(bytes(range(256)) * 60_000), 10**8).key  # two parts
    monkeypatch.setenv("NETWORK_FILES", "s3")
    service.door.refused_parts = frozenset({"2"})
    done = run("move-files", "s3")
    assert done.exit_code == 1
    assert "run it again" in done.output
    assert folder.keys() == sorted([*NAMES, large])
    service.door.mend()
    assert run("move-files", "s3").exit_code == 0
    assert (folder.keys(), service.store(tmp_path).keys()) == ([], sorted([*NAMES, large]))


def test_a_damaged_file_stays_where_it_is_and_is_named(
    run: Callable[..., Result],
    folder: LocalFileStore,
    service: Service,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder.local(NAMES[1]).write_bytes(NOTE[::-1])
    monkeypatch.setenv("NETWORK_FILES", "s3")
    done = run("move-files", "s3")
    assert done.exit_code == 1
    assert f"{NAMES[1]} is damaged" in done.output
    assert (folder.keys(), service.store(tmp_path).keys()) == ([NAMES[1]], [NAMES[0]])


def test_without_a_bucket_there_is_nowhere_to_move_to(run: Callable[..., Result], stored: str) -> None:
    done = run("move-files", "s3", "--keep")
    assert done.exit_code != 0
    assert "NETWORK_S3_BUCKET is missing" in str(done.exception)
