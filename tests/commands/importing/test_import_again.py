"""An import that is repeated, continued, and killed."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.orm import Session

from network.core.outbox import OutboxRow
from network.features.threads.models import Post, Thread
from network.importing.report import Report
from network.settings import Settings
from tests.commands.rows import rows_of

ROOT = Path(__file__).resolve().parents[3]
CONTENT = ("account", "organisation", "topic", "thread", "post", "imported", "outbox")


def test_a_repeated_import_changes_nothing(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    folder = forum()
    import_into(folder)
    before = rows_of(engine, *CONTENT)
    report = import_into(folder)
    assert rows_of(engine, *CONTENT) == before
    assert list(report.summary())[3] == "posts: 0 taken, 2 there already, 0 refused"


def test_a_later_post_of_a_known_thread_comes_after_what_members_wrote_meanwhile(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    import_into(forum())
    now = datetime.now(UTC)
    with Session(engine) as session, session.begin():
        thread = session.scalars(select(Thread)).one()
        mine = Post(thread_id=thread.id, position=3, author_id=thread.author_id, organisation_id=thread.organisation_id)
        mine.markdown = mine.html = mine.plain = "Skrevet her."
        mine.created_at = now
        session.add(mine)
        session.execute(update(Thread).values(post_count=3, last_post_at=now))
    later = {"id": 102, "thread_id": 10, "user_id": 2, "position": 8, "created": 1_650_000_900, "body": "Kom senere."}
    import_into(forum(users=[], topics=[], threads=[], posts=[later]))
    with Session(engine) as session:
        thread = session.scalars(select(Thread)).one()
        assert session.scalars(select(Post.plain).where(Post.position == 4)).one() == "Kom senere."
        assert (thread.post_count, thread.last_post_at) == (4, now)


def test_a_thread_that_was_deleted_here_does_not_come_back(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    folder = forum()
    import_into(folder)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM thread"))
    report = import_into(folder)
    with Session(engine) as session:
        assert session.scalar(select(func.count(Thread.id))) == 0
    assert not report.refusals


KILLED_IN_THE_SECOND_BATCH = """
    import os, signal, sys
    from pathlib import Path
    from network.core.access import Audience
    from network.core.db import make_engine
    from network.importing import posts, take
    from network.importing.job import Job, Options
    from network.importing.rendering import process_pool
    from contextlib import nullcontext

    database, folder, note = sys.argv[1:]
    pool, batches, store = process_pool(), [], posts.store_tails

    def die(session, ends):
        batches.append(1)
        store(session, ends)
        if len(batches) == 2:
            Path(note).write_text(" ".join(map(str, pool._processes)))
            os.kill(os.getpid(), signal.SIGKILL)

    posts.BATCH, posts.store_tails = 10, die
    silent = lambda label, length: nullcontext(lambda done: None)
    options = Options("forum", Audience.NETWORK, False)
    take(Job(make_engine(database), Path(folder), options, pool, silent))
"""


def test_an_import_killed_in_the_middle_of_a_batch_is_finished_by_the_next_one(
    tmp_path: Path, engine: Engine, settings: Settings, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    threads = [{"id": n, "topic_id": 1, "user_id": 1, "title": f"Tråd nr. {n}", "created": n} for n in range(3)]
    posts = [
        {
            "id": n,
            "thread_id": n % 3,
            "user_id": 1 + n % 2,
            "position": n // 3,
            "created": 1000 + n,
            "body": f"Indlæg {n}",
        }
        for n in range(35)
    ]
    folder, note = forum(threads=threads, posts=posts), tmp_path / "children"
    script = textwrap.dedent(KILLED_IN_THE_SECOND_BATCH)
    command = [sys.executable, "-c", script, settings.database_url, str(folder), str(note)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    with Session(engine) as session:
        assert session.scalar(select(func.count(Post.id))) == 10
    assert all(ends_soon(int(pid)) for pid in note.read_text().split())

    report = import_into(folder)
    assert (report.known["post"], report.taken["post"]) == (10, 25)
    with Session(engine) as session:
        found = session.execute(select(Post.markdown).order_by(Post.created_at)).scalars().all()
        assert found == [f"Indlæg {n}" for n in range(35)]
        for thread in session.scalars(select(Thread)):
            positions = session.scalars(
                select(Post.position).where(Post.thread_id == thread.id).order_by(Post.id)
            ).all()
            assert positions == list(range(1, thread.post_count + 1))
        posts = select(func.count(OutboxRow.id)).where(OutboxRow.event == "post")
        assert session.scalar(posts) == 35


def ends_soon(pid: int) -> bool:
    """Whether a process is gone, or only a zombie that nobody collects, within ten seconds."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False
