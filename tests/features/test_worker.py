"""The worker does what the outbox says: whatever fails or is killed meanwhile, everything once and nothing lost."""

import hashlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from email.headerregistry import Address
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from network.core import clock as network_clock
from network.core import outbox
from network.core.outbox import OutboxRow, Queue
from network.core.turn import WORKER, is_taken
from network.features.accounts import mails
from network.features.accounts import service as accounts
from network.features.notifications.models import Notification
from network.features.search import indexer
from network.features.threads import indexing as thread_indexing
from network.features.threads.models import Post
from network.ports.extract import Extraction
from network.ports.mail import Mailer, Message, Receipt
from network.ports.mail.smtp import Security, Server, SmtpMailer
from network.ports.search import Document, RebuiltAlready, SearchIndex, SearchUnavailable
from network.ports.search.whoosh.storage import LOCK_NAME, DurableStorage
from tests.world import LEMVIG, LOLLAND, World

ROOT = Path(__file__).resolve().parents[2]


def indexed(world: World) -> set[str]:
    return {key for key in world.app.ports.search.versions() if key.startswith("post:")}


def every_post(world: World) -> set[str]:
    return {f"post:{number}" for number in world.read(select(Post.id))}


def waiting(world: World, queue: Queue) -> int:
    with world.writing() as session:
        return outbox.lag(session, queue)[0]


def given_up(world: World) -> int:
    with world.writing() as session:
        return outbox.given_up(session)


def invite(world: World, email: str) -> None:
    organisation, actor = world.organisation(LOLLAND), world.secretariat()
    with world.writing() as session:
        accounts.invite(session, actor, organisation, email)


# The index


@contextmanager
def poisoned(monkeypatch: pytest.MonkeyPatch, post_id: int) -> Iterator[None]:
    """One post that cannot be made ready for the index."""
    sound = thread_indexing.documents

    def documents(session: Session, ids: Sequence[int]) -> Iterator[Document]:
        if post_id in ids:
            raise ValueError("a row nobody thought of")
        return sound(session, ids)

    with monkeypatch.context() as patch:
        patch.setattr(thread_indexing, "documents", documents)
        yield


def test_the_worker_sees_what_there_is_to_do_while_somebody_writes(world: World) -> None:
    world.worker.rebuild_index()
    world.work()
    looks = (world.worker.index, world.worker.notify, world.worker.mail, world.worker.extract, world.worker.draw)
    with world.writing() as session:
        outbox.record(session, Queue.NOTIFY, "post.created", 1)
        session.flush()
        assert [look() for look in looks] == [0] * len(looks)
    assert waiting(world, Queue.NOTIFY) == 1


def test_a_post_that_cannot_be_indexed_holds_up_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    author = world.member()
    thread = world.thread(author)
    ids = [world.reply(author, thread, f"Svar {number}") for number in range(20)]
    bad = ids[7]
    with poisoned(monkeypatch, bad):
        world.work()
        assert every_post(world) - indexed(world) == {f"post:{bad}"}
        row = world.read(select(OutboxRow).where(OutboxRow.subject_id == bad, OutboxRow.queue == Queue.INDEX))[0]
        assert row.attempts == 1
        assert "a row nobody thought of" in row.last_error
        assert row.due_at > world.clock()
        world.reply(author, thread, "Et nyt svar imens")
        world.work()
        assert every_post(world) - indexed(world) == {f"post:{bad}"}
    world.later(minutes=1)
    world.work()
    assert indexed(world) == every_post(world)
    assert waiting(world, Queue.INDEX) == 0


def test_a_post_that_never_can_be_indexed_is_given_up_in_the_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    thread = world.thread(world.member())
    bad = world.reply(world.member(), thread)
    with poisoned(monkeypatch, bad):
        for _ in range(outbox.MAX_ATTEMPTS):
            world.work()
            world.later(hours=1)
        assert given_up(world) == 1
        assert waiting(world, Queue.INDEX) == 0


def test_a_rebuild_goes_round_what_cannot_be_indexed_and_comes_back_to_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = world.member()
    thread = world.thread(author)
    bad = [world.reply(author, thread, f"Svar {number}") for number in range(9)][4]
    with poisoned(monkeypatch, bad):
        assert world.worker.rebuild_index() == 9 + 128  # topics, municipalities and the member besides
    world.work()
    assert indexed(world) == every_post(world)


def test_a_rebuild_that_is_killed_half_way_is_begun_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    author = world.member()
    thread = world.thread(author)
    for number in range(9):
        world.reply(author, thread, f"Svar {number}")
    world.work()
    search = type(world.app.ports.search)
    put, batches = search.put, []

    def killed(index: SearchIndex, documents: Sequence[Document]) -> None:
        if batches:
            raise SystemExit
        batches.append(documents)
        put(index, documents)

    with monkeypatch.context() as patch:
        patch.setattr(indexer, "REBUILD_BATCH", 4)
        patch.setattr(search, "put", killed)
        with pytest.raises(SystemExit):
            world.worker.rebuild_index()
    assert indexed(world) == every_post(world)  # the old one goes on answering
    world.work()
    assert indexed(world) == every_post(world)
    assert waiting(world, Queue.INDEX) == 0


def test_an_index_that_is_deleted_meanwhile_is_whole_again_after_the_next_post(world: World) -> None:
    thread = world.thread(world.member())
    world.document(world.member())
    world.work()
    shutil.rmtree(world.app.config["SETTINGS"].data / "index")
    with pytest.raises(SearchUnavailable):
        world.app.ports.search.versions()
    world.reply(world.member(), thread)
    world.work()
    assert indexed(world) == every_post(world)
    assert "document:1" in world.app.ports.search.versions()


def test_an_index_that_somebody_else_writes_is_waited_for_and_not_thrown_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = world.thread(world.member())
    world.work()
    world.reply(world.member(), thread)
    lock = DurableStorage(world.app.config["SETTINGS"].data / "index").lock(LOCK_NAME)
    assert lock.acquire()
    monkeypatch.setattr("network.ports.search.whoosh.writer.LOCK_SECONDS", 0.1)
    with pytest.raises(SearchUnavailable):
        world.worker.index()
    lock.release()
    assert len(indexed(world)) == 1
    assert waiting(world, Queue.INDEX) == 1
    world.work()
    assert indexed(world) == every_post(world)
    assert world.read(select(func.max(OutboxRow.attempts))) == [0]


# Mail


def use(world: World, **ports: Any) -> None:
    world.worker.ports = replace(world.app.ports, **ports)


class RefusingMailer:
    """A server that refuses one recipient."""

    def __init__(self, mailer: Mailer, refused: str, *, permanent: bool) -> None:
        self.mailer, self.refused, self.permanent = mailer, refused, permanent

    def send(self, messages: Sequence[Message]) -> list[Receipt]:
        return [self._send(message) for message in messages]

    def _send(self, message: Message) -> Receipt:
        if message.to == self.refused:
            return Receipt(message.key, sent=False, permanent=self.permanent, reason="550 no such mailbox")
        return self.mailer.send([message])[0]


def test_mail_waits_while_the_server_is_down_and_leaves_when_it_is_back(world: World) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        server = Server("127.0.0.1", taken.getsockname()[1], Security.NONE, timeout=2)
        use(world, mail=SmtpMailer(server, Address("På forkant", addr_spec="netvaerk@localhost")))
        invite(world, "ny@lolland.example")
        thread = world.thread(world.member())
        world.work()
    row = world.read(select(OutboxRow).where(OutboxRow.queue == Queue.MAIL))[0]
    assert row.done_at is None
    assert row.attempts == 1
    assert row.due_at > world.clock()
    assert row.last_error
    assert f"post:{thread.id}" in indexed(world)  # nothing else waits for it
    use(world)
    world.work()
    assert world.mails() == []
    world.later(seconds=11)
    world.work()
    assert [mail["To"] for mail in world.mails()] == ["ny@lolland.example"]


def test_mail_outlasts_a_server_that_is_down_over_a_long_weekend(world: World) -> None:
    use(world, mail=RefusingMailer(world.app.ports.mail, "ny@lolland.example", permanent=False))
    invite(world, "ny@lolland.example")
    for _ in range(4 * 24):
        world.work()
        world.later(hours=1)
    assert given_up(world) == 0
    use(world)
    world.work()
    assert len(world.mails()) == 1


def test_mail_that_is_refused_for_good_is_given_up_and_the_rest_leaves(world: World) -> None:
    use(world, mail=RefusingMailer(world.app.ports.mail, "væk@lolland.example", permanent=True))
    invite(world, "væk@lolland.example")
    invite(world, "ny@lolland.example")
    world.work()
    assert given_up(world) == 1
    assert waiting(world, Queue.MAIL) == 0
    assert [mail["To"] for mail in world.mails()] == ["ny@lolland.example"]


def test_a_mail_that_cannot_be_written_holds_up_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise KeyError("a draft nobody thought of")

    with world.writing() as session:
        accounts.request_reset(session, world.email_of(world.member()))
    invite(world, "ny@lolland.example")
    with monkeypatch.context() as patch:
        patch.setitem(mails.MAILS, "reset.requested", broken)
        world.work()
        assert [mail["To"] for mail in world.mails()] == ["ny@lolland.example"]
    world.later(seconds=11)
    world.work()
    assert len(world.mails()) == 2


# Documents


class FailingExtractor:
    """Cannot start its process for one file."""

    def __init__(self, world: World, failing: Path) -> None:
        self.extractor, self.failing = world.app.ports.extract, failing

    def extract(self, path: Path, media_type: str) -> Extraction:
        if path == self.failing:
            raise OSError("input/output error")
        return self.extractor.extract(path, media_type)


def test_a_file_that_the_disk_does_not_give_holds_up_no_other(world: World) -> None:
    author = world.member()
    first = world.document(author, "Første", b"Asbest.", "a.txt")
    second = world.document(author, "Anden", b"Beton.", "b.txt")
    failing = world.app.ports.files.local(hashlib.sha256(b"Asbest.").hexdigest())
    use(world, extract=FailingExtractor(world, failing))
    world.work()
    assert f"page:{second.id}:1" in world.app.ports.search.versions()
    assert f"page:{first.id}:1" not in world.app.ports.search.versions()
    use(world)
    world.later(seconds=11)
    world.work()
    assert f"page:{first.id}:1" in world.app.ports.search.versions()


# Killed


# The program is read once; each worker is a fork of this process, so that it can be killed twenty times in seconds.
KILLS = int(os.environ.get("NETWORK_TEST_KILLS", "10"))
LAUNCHER = """
import os, sys
from network.commands.worker import worker
for _line in sys.stdin:
    child = os.fork()
    if child == 0:
        worker.main([])
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@pytest.fixture
def launcher(world: World) -> "Iterator[subprocess.Popen[str]]":
    settings = world.app.config["SETTINGS"]
    network_clock.use(None)  # the worker's clock is the real one
    environ = {
        "NETWORK_MODE": "development",
        "NETWORK_DATA": str(settings.data),
        "NETWORK_DATABASE_URL": settings.database_url,
        "PATH": os.environ["PATH"],
    }
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER],
        cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    yield process
    process.stdin.close()  # type: ignore[union-attr]
    process.wait(10)
    process.stdout.close()  # type: ignore[union-attr]


def launch(process: "subprocess.Popen[str]", world: World) -> int:
    """Start a worker and wait until it works; returns its process id."""
    assert process.stdin
    assert process.stdout
    process.stdin.write("\n")
    process.stdin.flush()
    child = int(process.stdout.readline())
    deadline = time.monotonic() + 30
    while not is_taken(world.app.config["SETTINGS"].data / WORKER) and time.monotonic() < deadline:
        time.sleep(0.01)
    return child


def end(process: "subprocess.Popen[str]", child: int, number: signal.Signals) -> int:
    """Send the signal and wait; returns the wait status."""
    os.kill(child, number)
    assert process.stdout
    return int(process.stdout.readline())


def test_a_worker_killed_again_and_again_loses_and_repeats_nothing(
    world: World, launcher: "subprocess.Popen[str]"
) -> None:
    author, helper = world.member(), world.member(LEMVIG)
    thread = world.thread(author)
    chance = random.Random(2026)
    invited = []
    for number in range(KILLS):
        child = launch(launcher, world)
        until = time.monotonic() + chance.uniform(0, 0.3)
        while True:
            world.reply(helper, thread, f"Svar nummer {number}")
            if len(invited) <= number:
                invited.append(f"ny{number}@lolland.example")
                invite(world, invited[-1])
            world.app.ports.jobs.wake()
            if time.monotonic() >= until:
                break
            time.sleep(0.02)  # there is work all the time, and not more than can be mailed soon
        assert end(launcher, child, signal.SIGKILL) == signal.SIGKILL
    child = launch(launcher, world)
    deadline = time.monotonic() + 120
    queues = (Queue.INDEX, Queue.NOTIFY, Queue.MAIL)
    while sum(waiting(world, queue) for queue in queues) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert end(launcher, child, signal.SIGTERM) == 0
    assert indexed(world) == every_post(world)
    asked = world.email_of(author)
    assert sorted(mail["To"] for mail in world.mails() if mail["To"] != asked) == sorted(invited)
    replies = len(every_post(world)) - 1
    assert len([mail for mail in world.mails() if mail["To"] == asked]) == replies
    assert len(world.read(select(Notification.id).where(Notification.account_id == author.id))) == replies
    assert given_up(world) == 0


def test_what_is_written_during_a_rebuild_is_found_in_both(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    author = world.member()
    thread = world.thread(author)
    for number in range(9):
        world.reply(author, thread, f"Svar {number}")
    world.work()
    fill, seen = indexer.Indexer._fill, []

    def meanwhile(self: indexer.Indexer, new: SearchIndex, kind: str, ids: Sequence[int]) -> int:
        count = fill(self, new, kind, ids)
        if kind == "post" and len(seen) < 2:
            world.reply(author, thread, f"Imens {len(seen)}")
            seen.append(indexed(world))
        return count

    with monkeypatch.context() as patch:
        patch.setattr(indexer, "REBUILD_BATCH", 4)
        patch.setattr(indexer.Indexer, "_fill", meanwhile)
        world.worker.rebuild_index()
    assert len(seen[1]) == len(seen[0]) + 1  # the old one was kept up with
    assert indexed(world) == every_post(world)
    assert waiting(world, Queue.INDEX) == 0


def test_a_rebuild_during_a_rebuild_is_refused_and_loses_nothing(world: World) -> None:
    thread = world.thread(world.member())
    world.work()
    search = world.app.ports.search
    with search.renewed(), pytest.raises(RebuiltAlready):
        world.worker.rebuild_index()
    world.reply(world.member(), thread)
    world.work()
    assert indexed(world) == every_post(world)
    assert waiting(world, Queue.INDEX) == 0
