"""A full disk, a locked database, a statement that fails, a database that is gone: nothing half done, nothing lost."""

import errno
import hashlib
import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.orm import Session

from network.app import create_app
from network.core.access import Audience
from network.core.db import Base, make_engine
from network.features.accounts import service as accounts
from network.features.drafts import service as drafts
from network.features.drafts.places import Place
from network.features.library import service as library
from network.features.merging import service as merging
from network.features.moderation import service as moderation
from network.features.moderation.models import ReportReason
from network.features.threads import service as forum
from network.features.threads import views as thread_views
from network.features.threads.models import Post, ReadMarker, Thread, ThreadKind
from network.web.database import db
from network.web.transaction import NetworkFlask
from tests.conftest import settings_for
from tests.databases import TestDatabase
from tests.features.test_bad_input import LONG, posts, url_of
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, LOLLAND, PASSWORD, World

ROOT = Path(__file__).resolve().parents[2]


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


# A fault at any statement


def state(engine: Engine) -> str:
    """A hash over all rows of all tables."""
    with engine.connect() as connection:
        rows = [sorted(map(repr, connection.execute(select(table)))) for table in Base.metadata.sorted_tables]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


class Fault(Exception):
    pass


@contextmanager
def failing_at(engine: Engine, number: int) -> Iterator[list[str]]:
    """The statement with this number raises, before it is executed. Yields the statements so far."""
    seen: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("BEGIN"):
            return
        seen.append(statement)
        if len(seen) == number:
            raise Fault(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", count)


def asking(world: World) -> Callable[[Session], object]:
    actor, topic = world.member(), world.topic()
    world.thread(actor)
    return lambda session: forum.start_thread(
        session, actor, topic=topic, kind=ThreadKind.QUESTION, title="Hvem driver skolen?", body=LONG,
        audience=Audience.NETWORK, submission="a" * 24,
    )  # fmt: skip


def replying(world: World) -> Callable[[Session], object]:
    thread, actor = world.thread(world.member()), world.member(LEMVIG)
    return lambda session: forum.reply(session, actor, thread.id, LONG, "a" * 24)


def marking(world: World) -> Callable[[Session], object]:
    asker = world.member()
    post_id = world.reply(world.member(LEMVIG), world.thread(asker))
    return lambda session: forum.mark_best(session, asker, post_id, best=True)


def sharing(world: World) -> Callable[[Session], object]:
    actor, topic = world.member(), world.topic()
    stored = world.app.ports.files.put(io.BytesIO(b"Asbest."), 100)
    file = library.NewFile(stored.key, "a.txt", "text/plain", stored.size)
    return lambda session: library.share(
        session, actor, file, title="Rapport", description=LONG, audience=Audience.NETWORK, topic=topic
    )


def accepting(world: World) -> Callable[[Session], object]:
    with world.writing() as session:
        organisation = world.organisation(LOLLAND)
        accounts.invite(session, world.secretariat(), organisation, "ny@lolland.example", "Ny")
    world.work()
    token = world.link_in_mail("ny@lolland.example").rpartition("/")[2]
    secret = world.app.config["SETTINGS"].secret
    return lambda session: accounts.accept_invitation(session, secret, token, "Ny Kollega", "", PASSWORD)


def hiding(world: World) -> Callable[[Session], object]:
    """With a report, a mark and replies: all that hangs on a first post."""
    asker, moderator = world.member(), world.secretariat()
    thread = world.thread(asker)
    world.reply(world.member(LEMVIG), thread)
    first = world.read(select(Post.id).where(Post.position == 1))[0]
    with world.writing() as session:
        moderation.report(session, world.member(LEMVIG), first, ReportReason.TONE, "")
    return lambda session: moderation.hide(session, moderator, first, "Et navn.")


def hiding_a_best_reply(world: World) -> Callable[[Session], object]:
    asker, moderator = world.member(), world.secretariat()
    post_id = world.reply(world.member(LEMVIG), world.thread(asker))
    with world.writing() as session:
        forum.mark_best(session, asker, post_id, best=True)
    return lambda session: moderation.hide(session, moderator, post_id, "Et navn.")


def showing_again(world: World) -> Callable[[Session], object]:
    hide, moderator = hiding_a_best_reply(world), world.secretariat()
    with world.writing() as session:
        hide(session)
    post_id = world.read(select(Post.id).where(Post.hidden_at.is_not(None)))[0]
    return lambda session: moderation.show_again(session, moderator, post_id)


def locking(world: World) -> Callable[[Session], object]:
    thread, moderator = world.thread(world.member()), world.secretariat()
    return lambda session: moderation.lock(session, moderator, thread.id, "Besvaret.")


def moving(world: World) -> Callable[[Session], object]:
    thread, moderator, service = world.thread(world.member()), world.secretariat(), world.topic("service")
    world.reply(world.member(LEMVIG), thread)
    return lambda session: moderation.move(session, moderator, thread.id, service)


def merging_threads(world: World) -> Callable[[Session], object]:
    """With all that hangs on a thread: markers, watches, notifications, best replies, drafts, and a merge before it."""
    asker, other, moderator = world.member(), world.member(LEMVIG), world.secretariat()
    earlier, thread, target = (world.thread(asker, title) for title in ("Den ældste", "Den gamle", "Den nye"))
    replies = [world.reply(other, place) for place in (thread, target)]
    with world.writing() as session:
        merging.merge(session, moderator, earlier.id, thread.id, "Det samme.")
        forum.mark_best(session, asker, replies[0], best=True)
        for number, place in enumerate((thread, target, thread)):
            actor = (asker, asker, other)[number]
            drafts.save(session, actor, Place(place.id), {"body": "Begyndt"}, drafts.DraftKey())
    world.work()
    return lambda session: merging.merge(session, moderator, thread.id, target.id, "Det samme.")


def splitting_a_thread(world: World) -> Callable[[Session], object]:
    asker, other, moderator, topic = world.member(), world.member(LEMVIG), world.secretariat(), world.topic()
    thread = world.thread(asker)
    posts = [world.reply(actor, thread) for actor in (other, asker, other)]
    with world.writing() as session:
        forum.mark_best(session, asker, posts[0], best=True)
    world.work()
    return lambda session: merging.split(
        session, moderator, thread.id, chosen=[posts[0], posts[2]], title="En anden sag", topic=topic,
        kind=ThreadKind.QUESTION, reason="En anden sag.", submission="a" * 24,
    )  # fmt: skip


def suspending(world: World) -> Callable[[Session], object]:
    member, secretariat = world.member(), world.secretariat()
    world.client(member)
    return lambda session: accounts.suspend(session, secretariat, member.id or 0, "Delt konto.")


MODERATING = [hiding, hiding_a_best_reply, showing_again, locking, moving, suspending]
MERGING = [merging_threads, splitting_a_thread]


@pytest.mark.parametrize("act", [asking, replying, marking, sharing, accepting, *MODERATING, *MERGING])
def test_whichever_statement_fails_nothing_is_half_done(
    world: World, act: Callable[[World], Callable[[Session], object]]
) -> None:
    do = act(world)
    before = state(world.engine)
    for number in range(1, 40):
        try:
            with failing_at(world.engine, number) as seen, world.writing() as session:
                do(session)
        except Fault:
            assert state(world.engine) == before, seen[-1]
        else:
            break
    assert len(seen) == number - 1
    assert number > 3
    assert state(world.engine) != before


# Many at once


WRITER = """
import sys, time
from network.core.db import make_engine
from network.features.accounts.queries import actor_by_account
from network.features.threads.service import reply
from sqlalchemy.orm import Session
import network.models
url, account, thread, number = sys.argv[1], *map(int, sys.argv[2:])
engine = make_engine(url)
print("ready", flush=True)
sys.stdin.readline()
until = time.monotonic() + 3
sent = 0
while time.monotonic() < until:
    with Session(engine) as session, session.begin():
        actor = actor_by_account(session, account)
        reply(session, actor, thread, f"Svar {sent} fra {number}", f"svar{number:04}{sent:08}")
    sent += 1
print(sent)
"""


def test_four_processes_that_reply_to_one_thread_at_once_lose_and_mix_up_nothing(world: World) -> None:
    thread, actor = world.thread(world.member()), world.member(LEMVIG)
    url = world.app.config["SETTINGS"].database_url
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url, str(actor.id), str(thread.id), str(number)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(4)
    ]  # fmt: skip
    assert [process.stdout.readline() for process in processes if process.stdout] == ["ready\n"] * 4
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, answers
    sent = sum(int(out) for out, _ in answers)
    assert sent >= 4
    positions = world.read(select(Post.position).where(Post.thread_id == thread.id).order_by(Post.position))
    assert positions == list(range(1, sent + 2))
    assert world.read(select(Thread.post_count)) == [sent + 1]
    assert world.read(select(Thread.version)) == [sent + 1]
    assert world.read(select(func.count()).select_from(text("outbox")).where(text("queue = 'index'"))) == [sent + 1]


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
