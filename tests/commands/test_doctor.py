"""network doctor: what it sees, and what it fails for."""

import io
import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine, text, update
from sqlalchemy.orm import Session

from network import migrations
from network.core.outbox import MAX_ATTEMPTS, OutboxRow
from network.core.turn import WORKER, turn
from network.features.library.models import StoredFile
from network.ports.extract import tesseract
from network.ports.files.local import LocalFileStore


def line(done: Result, subject: str) -> tuple[str, str]:
    """Status and text of the line about a subject."""
    (found,) = [text for text in done.output.splitlines() if text[6:].startswith(f"{subject} ")]
    return found[:5].strip(), found[6:].removeprefix(subject).strip()


def test_a_sound_network_fails_nothing(run: Callable[..., Result], filled: Path) -> None:
    with turn(filled / WORKER):
        done = run("doctor")
    assert done.exit_code == 0, done.output
    assert {text.split()[0] for text in done.output.splitlines()} == {"ok"}
    assert line(done, "schema") == ("ok", f"{migrations.newest()}, current")
    count, rest = line(done, "search")[1].split(" ", 1)
    assert line(done, "search")[0] == "ok"
    assert int(count) > 2  # posts, topics, municipalities and members
    assert rest == f"documents, {count} in the database"


def test_a_worker_that_is_not_running_is_a_warning(run: Callable[..., Result], filled: Path) -> None:
    done = run("doctor")
    assert done.exit_code == 0
    assert line(done, "worker")[0] == "warn"


def test_the_doctor_makes_nothing_where_there_is_nothing(
    run: Callable[..., Result], tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "network.sqlite3").unlink()
    done = run("doctor")
    assert done.exit_code == 1
    assert line(done, "database")[0] == "fail"
    assert not (data / "network.sqlite3").exists()


def test_an_old_schema_fails(run: Callable[..., Result], filled: Path, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    done = run("doctor")
    assert done.exit_code == 1
    assert line(done, "schema")[0] == "fail"


def test_a_damaged_page_of_the_database_fails(run: Callable[..., Result], filled: Path, engine: Engine) -> None:
    with engine.connect() as connection:
        page = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_post_author_thread'"
        ).scalar_one()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    engine.dispose()  # which folds the write-ahead log into the file
    with (filled / "network.sqlite3").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    done = run("doctor")
    assert done.exit_code == 1
    assert "fail" in {line(done, subject)[0] for subject in ("quick_check", "database") if subject in done.output}


def test_an_index_that_is_gone_fails(run: Callable[..., Result], filled: Path) -> None:
    for path in (filled / "index").iterdir():
        path.unlink()
    done = run("doctor")
    assert done.exit_code == 1
    assert line(done, "search") == ("fail", "there is no search index; run: network reindex")


def test_an_index_that_lacks_a_post_fails_unless_the_worker_has_yet_to_come(
    run: Callable[..., Result], filled: Path, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE post SET version = 2 WHERE position = 1"))
    done = run("doctor")
    assert done.exit_code == 1
    assert line(done, "search")[0] == "fail"
    with engine.begin() as connection:
        connection.execute(text("UPDATE outbox SET done_at = NULL"))
    done = run("doctor")
    assert done.exit_code == 0
    assert line(done, "search")[0] == "warn"


@pytest.mark.parametrize(("age", "status"), [(1, "ok"), (10, "warn"), (60 * 25, "fail")])
def test_a_queue_that_waits_too_long_is_noticed(
    age: int, status: str, run: Callable[..., Result], filled: Path, engine: Engine
) -> None:
    waiting = update(OutboxRow).values(done_at=None, recorded_at=datetime.now(UTC) - timedelta(minutes=age))
    with engine.begin() as connection:
        connection.execute(waiting)
    assert line(run("doctor"), "index")[0] == status


def test_what_was_given_up_is_shown_with_the_reason(run: Callable[..., Result], filled: Path, engine: Engine) -> None:
    with engine.begin() as connection:
        given_up = update(OutboxRow).where(OutboxRow.event == "post")
        connection.execute(given_up.values(done_at=None, attempts=MAX_ATTEMPTS, last_error="no such post"))
    assert line(run("doctor"), "index") == ("warn", "0 waiting; 2 given up: no such post")


@pytest.fixture
def stored(filled: Path, engine: Engine) -> Path:
    """The path of an uploaded file."""
    files = LocalFileStore(filled / "files")
    found = files.put(io.BytesIO(b"bytes that matter"), 100)
    with Session(engine) as session, session.begin():
        session.add(StoredFile(key=found.key, size=found.size, media_type="text/plain", stored_at=datetime.now(UTC)))
    return files.local(found.key)


def test_a_file_that_is_gone_fails(run: Callable[..., Result], stored: Path) -> None:
    assert line(run("doctor"), "files") == ("ok", "1 of 1 looked at, all there")
    stored.unlink()
    done = run("doctor")
    assert done.exit_code == 1
    assert stored.name in line(done, "files")[1]


def test_a_flipped_bit_is_found_by_the_deep_look_only(run: Callable[..., Result], stored: Path) -> None:
    stored.write_bytes(b"Bytes that matter")
    assert line(run("doctor"), "files")[0] == "ok"
    done = run("doctor", "--deep")
    assert done.exit_code == 1
    assert line(done, "files")[0] == "fail"


def test_a_folder_that_others_may_write_in_fails(run: Callable[..., Result], filled: Path) -> None:
    (filled / "index").chmod(0o777)
    done = run("doctor")
    assert done.exit_code == 1
    assert "chmod 700" in line(done, "folder")[1]


def test_a_secret_that_others_may_read_or_that_is_plain_fails(run: Callable[..., Result], filled: Path) -> None:
    (filled / "secret").chmod(0o644)
    assert line(run("doctor"), "secret")[0] == "fail"
    (filled / "secret").chmod(0o600)
    assert line(run("doctor"), "secret")[0] == "ok"
    (filled / "secret").write_text("a" * 64)
    assert line(run("doctor"), "secret")[0] == "fail"


def test_a_mail_server_that_does_not_answer_fails(
    run: Callable[..., Result], filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("NETWORK_MAIL", f"smtp://127.0.0.1:{port}")
        assert line(run("doctor"), "mail server") == ("ok", f"127.0.0.1:{port} answers")
    done = run("doctor")
    assert done.exit_code == 1
    assert line(done, "mail server")[0] == "fail"


def test_production_without_a_mail_server_is_a_warning(
    run: Callable[..., Result], filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETWORK_MODE", "production")
    monkeypatch.setenv("NETWORK_SECRET", "0123456789abcdef" * 4)
    monkeypatch.setenv("NETWORK_BASE_URL", "http://netvaerk.example.dk")
    done = run("doctor")
    assert done.exit_code == 0
    assert [line(done, subject)[0] for subject in ("mail server", "sender", "address")] == ["warn", "warn", "warn"]


def test_a_folder_that_others_could_read_is_closed_to_them_at_the_first_start(
    data: Path, run: Callable[..., Result]
) -> None:
    data.chmod(0o755)
    assert run("reindex").exit_code == 0
    assert data.stat().st_mode & 0o777 == 0o700


def test_bytes_that_nothing_names_are_counted_and_warned_of_when_old(run: Callable[..., Result], filled: Path) -> None:
    stray = LocalFileStore(filled / "files").put(io.BytesIO(b"Aldrig sendt."), 100)
    assert line(run("doctor"), "store")[0] == "ok"
    assert "1 of them named by nothing" in line(run("doctor"), "store")[1]
    path = LocalFileStore(filled / "files").local(stray.key)
    long_ago = (datetime.now(UTC) - timedelta(days=20)).timestamp()
    os.utime(path, (long_ago, long_ago))
    assert line(run("doctor"), "store")[0] == "warn"


@pytest.mark.parametrize(("wanted", "status"), [("auto", "ok"), ("on", "fail"), ("off", "ok")])
def test_scanned_pages_that_cannot_be_read_fail_where_reading_them_is_asked_for(
    run: Callable[..., Result], filled: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, status: str
) -> None:
    monkeypatch.setenv("NETWORK_OCR", wanted)
    monkeypatch.setattr("network.ports.extract.tesseract.shutil.which", lambda _name: None)
    tesseract.installed.cache_clear()
    try:
        found, words = line(run("doctor"), "pictures")
    finally:
        tesseract.installed.cache_clear()
    assert found == status
    assert ("tesseract-ocr-dan" in words) == (wanted != "off")
