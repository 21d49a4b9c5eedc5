"""What must not cost more when a forum grows: a thread of 100,000 posts, 5,000 followers, merging long threads."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path
from secrets import token_hex
from statistics import median

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from benchmarks import growth
from benchmarks.cases import NETWORK, POST, Case, repeated
from benchmarks.report import Row
from benchmarks.scene import Scene
from benchmarks.visitors import ANYBODY, Visitor
from network import migrations
from network.core import clock
from network.core.addresses import POSTS_A_PAGE, thread_url
from network.core.db import make_engine
from network.core.outbox import OutboxRow, Queue, pending
from network.features.accounts.queries import actor_by_account
from network.features.merging import service as merging
from network.features.notifications.delivery import deliver
from network.features.notifications.models import Notification
from network.features.threads.service import reply
from tests.postgres import binaries, fresh_database, throwaway_cluster

LONG, FOLLOWERS, MERGED = 100_000, 5_000, 2_000
TOLD = 40  # members who were told of each post of both threads that are merged
SHORT = "thread of 20 posts"
UNFOLLOWED = "reply that nobody follows"
STAND, MERGE = "5,000 notifications of a reply stand", "merge of two threads of 2,000 posts"
PAGES, REPLIES = "thread of 100,000 posts", "reply with 5,000 followers"
NAMES = (SHORT, UNFOLLOWED, f"{PAGES}, first page", f"{PAGES}, middle page", f"{PAGES}, last page", REPLIES)
SECONDS = 3.0


def wanted(only: str, *names: str) -> bool:
    return any(only.casefold() in name.casefold() for name in names)


class Large:
    """What was added to the data."""

    def __init__(self, engine: Engine, scene: Scene, visitors: list[Visitor]) -> None:
        self._engine, self._scene, self._visitors = engine, scene, visitors
        written = growth.texts(engine, scene.hot.id, POSTS_A_PAGE)
        self.short = growth.thread(engine, "En kort tråd", written, POSTS_A_PAGE)
        self.long = growth.thread(engine, "En lang tråd", written, LONG)
        self.unfollowed = growth.thread(engine, "En tråd for sig", written, POSTS_A_PAGE)
        self.followed = growth.thread(engine, "En tråd som mange følger", written, POSTS_A_PAGE)
        growth.follow(engine, growth.members(engine, FOLLOWERS, "foelger"), self.followed)

    def cases(self) -> list[Case]:
        middle, last = LONG // 2, LONG - POSTS_A_PAGE
        return [
            self._page(SHORT, self.short),
            self._page(NAMES[2], self.long, reference=SHORT, bar=1.1),
            self._page(NAMES[3], self.long, middle, reference=SHORT, bar=1.1),
            self._page(NAMES[4], self.long, last, reference=SHORT, bar=1.1),
            self._reply(UNFOLLOWED, self.unfollowed),
            self._reply(REPLIES, self.followed, reference=UNFOLLOWED, bar=1.2),
        ]

    def _page(self, name: str, thread_id: int, after: int = 0, **held: object) -> Case:
        request = repeated(ANYBODY.get(thread_url(thread_id, "maalt", after)))
        return Case(name, NETWORK, request, 300, shows=(POST, POSTS_A_PAGE), **held)  # type: ignore[arg-type]

    def _reply(self, name: str, thread_id: int, **held: object) -> Case:
        turns, url = cycle(self._visitors), f"/traade/{thread_id}/svar"

        def replies(count: int) -> list[bytes]:
            members = islice(turns, count)
            return [member.post(url, body=self._scene.reply, submission=token_hex(12)) for member in members]

        return Case(name, NETWORK, replies, 100, status=303, **held)  # type: ignore[arg-type]

    def standing(self) -> Row:
        """How long the worker takes for what one reply asks of it."""
        with Session(self._engine) as session, session.begin():
            waiting = update(OutboxRow).where(OutboxRow.queue == Queue.NOTIFY, OutboxRow.done_at.is_(None))
            session.execute(waiting.values(done_at=clock.now()))
            reply(session, actor_by_account(session, self._scene.hot.author_id), self.followed, self._scene.reply)
        began = time.perf_counter()
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            (row,) = pending(session, Queue.NOTIFY, 2)
            deliver(session, row)
        taken = time.perf_counter() - began
        with Session(self._engine) as session:
            told = select(func.count()).where(Notification.post_id == row.subject_id)
            if (found := session.scalar(told) or 0) < FOLLOWERS:
                raise RuntimeError(f"{found} notifications instead of {FOLLOWERS}")
        return Row(STAND, round(taken, 3), "s", bar=SECONDS)


# Merging, on both databases


@contextmanager
def databases() -> Iterator[dict[str, Engine]]:
    """A new, migrated database of each kind; PostgreSQL only where it is installed."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))
        urls = {"SQLite": f"sqlite:///{Path(folder) / 'network.sqlite3'}"}
        if binaries():
            urls["PostgreSQL"] = fresh_database(stack.enter_context(throwaway_cluster()))
        engines = {name: make_engine(url) for name, url in urls.items()}
        for engine in engines.values():
            migrations.upgrade(engine)
            stack.callback(engine.dispose)
        yield engines


def merges(only: str, times: int = 3) -> list[Row]:
    """Wall time of merging two threads of MERGED posts, TOLD members having been told of each of them."""
    if not wanted(only, f"{MERGE}, SQLite", f"{MERGE}, PostgreSQL"):
        return []
    with databases() as engines:
        return [
            Row(f"{MERGE}, {name}", round(median(_merge(engine, n) for n in range(times)), 3), "s", bar=SECONDS)
            for name, engine in engines.items()
        ]


def _merge(engine: Engine, number: int) -> float:
    moderator = growth.members(engine, 1, f"moderator{number}-", "moderator")[0]
    told = growth.members(engine, TOLD, f"medlem{number}-")
    with Session(engine) as session:
        actor = actor_by_account(session, moderator)
    written = growth.plain_text(moderator, actor.organisation_id or 0)
    pair = [growth.thread(engine, "To tråde", written, MERGED, late=late) for late in (0, 30)]
    for thread_id in pair:
        growth.read_and_told(engine, told, thread_id)
    began = time.perf_counter()
    with Session(engine) as session, session.begin():
        merging.merge(session, actor, pair[1], pair[0], "Det samme.")
    return time.perf_counter() - began
