"""A full disk, a locked database, an error of ours, a database that is gone: nothing half done, nothing lost."""

import errno
import io
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from network.app import create_app
from network.core.db import make_engine
from network.features.threads import service as forum
from network.features.threads import views as thread_views
from network.features.threads.models import ReadMarker, Thread
from network.web.database import db
from network.web.transaction import NetworkFlask
from tests.conftest import settings_for
from tests.databases import TestDatabase
from tests.features.test_bad_input import LONG, posts, url_of
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, World


def on_sqlite(world: World) -> bool:
    return world.engine.dialect.name == "sqlite"


# A full disk


@contextmanager
def full_database(app: NetworkFlask) -> Iterator[None]:
    """SQLite may not grow by a page, as on a full disk."""

    with app.app_context():
        engine = db.engine
    with engine.connect() as connection:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    engine.dispose()

    def limit(raw: Any, _record: Any) -> None:
        raw.execute(f"PRAGMA max_page_count={used}")

    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()


def test_a_full_disk_under_the_database_is_said_and_the_text_comes_back(world: World, app: NetworkFlask) -> None:
    if not on_sqlite(world):
        pytest.skip("only SQLite can be told to be full")
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    form = fields_of(client.page(url_of(thread)).form(f"/traade/{thread.id}/svar"))
    body = LONG + "\n\nEn linje til.\n" * 2_000
    with full_database(app):
        answer = client.post(f"/traade/{thread.id}/svar", data=form | {"body": body})
        assert answer.status_code == 507
        page = Page(answer)
        assert "Der er ikke mere plads" in page.heading
        assert client.get(url_of(thread)).status_code == 200
    kept = fields_of(page.form(f"/traade/{thread.id}/svar"))
    assert kept["body"] == body
    assert posts(world) == 1
    assert client.post(f"/traade/{thread.id}/svar", data=kept).status_code == 303
    assert posts(world) == 2


@pytest.mark.folder
def test_a_full_disk_under_the_files_is_said_and_the_text_comes_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.client(world.member())
    form = fields_of(client.page("/bibliotek/del").form("/bibliotek/del")) | {"title": "Rapport", "description": LONG}

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        answer = client.post("/bibliotek/del", data=form | {"file": (io.BytesIO(b"Asbest."), "a.txt")})
    assert answer.status_code == 507
    kept = fields_of(Page(answer).form("/bibliotek/del"))
    assert kept["description"].replace("\r\n", "\n") == LONG
    files: Path = world.app.config["SETTINGS"].data / "files"
    assert not [path for path in files.rglob("*") if path.is_file()]
    shared = client.post("/bibliotek/del", data=kept | {"file": (io.BytesIO(b"Asbest."), "a.txt")})
    assert shared.status_code == 303


# A database that somebody else holds


@contextmanager
def held(world: World, thread: Thread, seconds: float) -> Iterator[None]:
    """Somebody else writes for so long: on SQLite nobody else can, on PostgreSQL not to this thread."""
    taken = threading.Event()

    def hold() -> None:
        engine = make_engine(world.app.config["SETTINGS"].database_url)
        with engine.begin() as connection:  # BEGIN IMMEDIATE
            connection.execute(select(Thread.id).where(Thread.id == thread.id).with_for_update())
            taken.set()
            time.sleep(seconds)
        engine.dispose()

    holder = threading.Thread(target=hold)
    holder.start()
    assert taken.wait(10)
    yield
    holder.join()


def test_a_reply_waits_for_a_database_that_is_locked_for_three_seconds(world: World) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    form = fields_of(client.page(url_of(thread)).form(f"/traade/{thread.id}/svar")) | {"body": LONG}
    began = time.monotonic()
    with held(world, thread, 3):
        answer = client.post(f"/traade/{thread.id}/svar", data=form)
        waited = time.monotonic() - began
    assert answer.status_code == 303
    assert waited > 2.5
    assert posts(world) == 2


def test_after_five_seconds_of_waiting_the_text_comes_back_and_pages_can_be_read_all_the_time(world: World) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    reader = world.member("0550")
    form = fields_of(client.page(url_of(thread)).form(f"/traade/{thread.id}/svar")) | {"body": LONG}
    reading = world.client(reader)
    with held(world, thread, 8):
        began = time.monotonic()
        for path in ("/", "/traade/", "/bibliotek/", url_of(thread), "/konto/"):
            assert reading.get(path).status_code == 200, path
        assert time.monotonic() - began < 4
        answer = client.post(f"/traade/{thread.id}/svar", data=form)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    page = Page(answer)
    assert "Vent et øjeblik" in page.main
    marker = select(ReadMarker.position).where(ReadMarker.account_id == reader.id)
    if on_sqlite(world):
        assert world.read(marker) == []  # dropped, not waited for
    kept = fields_of(page.form(f"/traade/{thread.id}/svar"))
    assert client.post(f"/traade/{thread.id}/svar", data=kept).status_code == 303
    assert posts(world) == 2
    reading.get(url_of(thread))
    assert world.read(marker) == [2]


# An error of ours


def test_a_fault_of_ours_is_a_plain_page_with_a_reference_and_the_text(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    form = fields_of(client.page(url_of(thread)).form(f"/traade/{thread.id}/svar")) | {"body": LONG}

    def broken(*_arguments: object, **_more: object) -> None:
        raise RuntimeError("hemmelig detalje")

    with monkeypatch.context() as patch:
        patch.setattr(forum, "reply", broken)
        patch.setattr(thread_views, "thread_head", broken)
        read, written = client.get(url_of(thread)), client.post(f"/traade/{thread.id}/svar", data=form)
    for answer in (read, written):
        assert answer.status_code == 500
        page = Page(answer)
        assert answer.headers["X-Request-Id"] in page.main
        assert "hemmelig detalje" not in answer.text
        assert "Traceback" not in answer.text
        assert answer.headers["X-Request-Id"] in [r.fields["request"] for r in caplog.records if hasattr(r, "fields")]
    again = client.post(f"/traade/{thread.id}/svar", data=fields_of(Page(written).form(f"/traade/{thread.id}/svar")))
    assert again.status_code == 303
    assert posts(world) == 2


def test_a_database_that_is_gone_is_a_page_too_and_the_text_is_kept(
    database: TestDatabase, tmp_path: Path, world: World
) -> None:
    thread = world.thread(world.member())
    member = world.member(LEMVIG)
    signed_in = world.client(member)
    with signed_in.session_transaction() as cookie:
        session = dict(cookie)
    gone = (
        f"sqlite:///{tmp_path}/is/not/there.sqlite3"
        if on_sqlite(world)
        else "postgresql+psycopg://nobody@127.0.0.1:9/nothing?connect_timeout=2"
    )
    settings = settings_for(tmp_path / "data", gone)
    (tmp_path / "data").mkdir(exist_ok=True)
    app = create_app(settings)
    app.testing = True
    app.test_client_class = CheckedClient
    client: CheckedClient = app.test_client()  # type: ignore[assignment]
    with client.session_transaction() as cookie:
        cookie.update(session)
    for path in ("/", url_of(thread), "/konto/", "/soeg?q=hus"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert "Databasen svarer ikke" in Page(answer).main
        assert answer.headers["X-Request-Id"] in Page(answer).main
    answer = client.post(f"/traade/{thread.id}/svar", data={"body": LONG})
    assert answer.status_code == 503
    assert "Dannemare" in Page(answer).main
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
