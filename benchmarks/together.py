"""Four processes that use one forum at once: python -m benchmarks.together [--seconds N] [--database URL]

Each asks, replies, marks best replies, says what is useful, saves drafts, merges and splits, through the pages as
browsers do. Afterwards every count is compared with what stands there. On a database of its own of each kind, unless
one is named: a migrated one without members. Exit status 1 when a page was an error or a count is wrong.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from benchmarks import growth
from benchmarks.data import ROOT
from benchmarks.large import databases
from network.app import create_app
from network.commands.opened import closing
from network.core import clock, ratelimit
from network.core.access import MERGED
from network.core.db import make_engine
from network.features.accounts import service as accounts
from network.features.accounts.models import Account
from network.features.drafts.models import Draft
from network.features.merging.models import MergedThread
from network.features.thanks.models import Thanks
from network.features.threads.models import Post, ReadMarker, Thread
from network.settings import from_env
from network.web.database import db
from network.web.transaction import NetworkFlask

PROCESSES = 4
SECONDS = 60.0
THREADS = 12  # in the beginning
# The last four: somebody has merged, split or saved it in this very moment, and the page says so
EXPECTED = {200, 301, 302, 303, 403, 404, 409, 422}
QUESTION = {"kind": "question", "topic": "tomme-boliger", "audience": "network"}


class Member:
    """A browser that does one thing after the other, whatever the others do."""

    def __init__(self, app: NetworkFlask, account_id: int, rng: random.Random) -> None:
        self.done: Counter[str] = Counter()
        self.errors: list[str] = []
        self._rng, self._app = rng, app
        self._client: FlaskClient = app.test_client()
        with app.app_context():
            self._engine = db.engine
        with Session(self._engine) as session, session.begin():
            token, _ = accounts.start_session(session, account_id)
        with self._client.session_transaction() as cookie:
            cookie.update({"_user_id": token, "_fresh": True, "seen": int(clock.now().timestamp())})
        page = self._client.get("/").text
        self._token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        self._acts: tuple[tuple[int, Callable[[], None]], ...] = (
            (50, self.reply),
            (14, self.mark),
            (14, self.read),
            (14, self.thank),
            (8, self.draft),
            (6, self.ask),
            (4, self.merge),
            (4, self.split),
        )

    def act(self) -> None:
        self._rng.choices([act for _, act in self._acts], [weight for weight, _ in self._acts])[0]()

    def _send(self, path: str, **fields: Any) -> TestResponse:
        answer = self._client.post(path, data={"csrf_token": self._token, "submission": token_hex(12), **fields})
        return self._note(path, answer)

    def _note(self, path: str, answer: TestResponse) -> TestResponse:
        if answer.status_code not in EXPECTED:
            self.errors.append(f"{answer.status_code} {path}: {answer.text[:2000]}")
        return answer

    def _any(self, column: Any, *conditions: Any) -> int:
        """A row's id, as it may have stood on a page that was opened a moment ago."""
        with Session(self._engine) as session:
            ids = session.scalars(select(column).where(*conditions).order_by(column.desc()).limit(200)).all()
        return self._rng.choice(ids) if ids else 0

    def _thread(self) -> int:
        return self._any(Thread.id, Thread.audience_term != MERGED)

    def reply(self) -> None:
        if self._send(f"/traade/{self._thread()}/svar", body="Hos os kostede det 85.000 kr.").status_code == 303:
            self.done["replies"] += 1

    def ask(self) -> None:
        title = f"Hvad gør I ved hus {token_hex(4)}?"
        if self._send("/traade/ny", title=title, body="Vi har tre.", **QUESTION).status_code == 303:
            self.done["threads"] += 1

    def mark(self) -> None:
        best = self._rng.choice("0111")
        if self._send(f"/indlaeg/{self._any(Post.id, Post.position > 1)}/bedste", best=best).status_code == 303:
            self.done["marks"] += 1

    def thank(self) -> None:
        says = self._rng.choice(("thank", "thank", "take_back"))
        if self._send("/indlaeg/nyttigt", **{says: self._any(Post.id)}).status_code == 303:
            self.done["thanks"] += 1

    def read(self) -> None:
        path = f"/traade/{self._thread()}-x"
        self._note(path, self._client.get(path, follow_redirects=True))
        self.done["pages"] += 1

    def draft(self) -> None:
        place = f"reply:{self._thread()}"
        if self._send("/kladder/gem", place=place, body="Begyndt.", draft_writer="side").status_code == 303:
            self.done["drafts"] += 1

    def merge(self) -> None:
        answer = self._send(f"/traade/{self._thread()}/laeg-sammen", target=self._thread(), reason="Det samme.")
        if answer.status_code == 303:
            self.done["merges"] += 1

    def split(self) -> None:
        post_id = self._any(Post.id, Post.position > 1)
        with Session(self._engine) as session:
            thread_id = session.scalar(select(Post.thread_id).where(Post.id == post_id))
        new = {"title": "En anden sag", "topic": "service", "kind": "question", "reason": "En anden sag."}
        if self._send(f"/traade/{thread_id}/udskil", split="1", from_post=post_id, **new).status_code == 303:
            self.done["splits"] += 1


def work(url: str, data: Path, account_ids: list[int], seconds: float, seed: int) -> None:
    """What one process does; prints what it has done as JSON."""
    for name in ("POST_BY_ACCOUNT", "DRAFT_BY_ACCOUNT", "THANK_BY_ACCOUNT"):  # a few members do here what a thousand do
        setattr(ratelimit, name, replace(getattr(ratelimit, name), times=10**9))
    given = {"NETWORK_MODE": "development", "NETWORK_DATA": str(data), "NETWORK_DATABASE_URL": url}
    with closing(create_app(from_env(given))) as app:
        members = [Member(app, account_id, random.Random(seed + account_id)) for account_id in account_ids]
        print("ready", flush=True)
        sys.stdin.readline()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for member in members:
                member.act()
        done = sum((member.done for member in members), Counter[str]())
        print(json.dumps({"done": done, "errors": [error for member in members for error in member.errors]}))


def together(url: str, seconds: float) -> tuple[Counter[str], list[str]]:
    """What was done in all, and what went wrong."""
    engine = make_engine(url)
    ids = growth.members(engine, 3 * PROCESSES, "sammen", "moderator")
    with Session(engine) as session:
        written = growth.plain_text(ids[0], _organisation_of(session, ids[0]))
    for number in range(THREADS):
        growth.thread(engine, f"Tråd {number}", written, 30, late=number)
    begun = _posts(engine)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        done, wrong = _run(url, Path(folder), ids, seconds)
    added = done["replies"] + done["threads"]
    if (found := _posts(engine) - begun) != added:
        wrong.append(f"{found} posts came in, {added} were sent")
    wrong += miscounted(engine)
    engine.dispose()
    return done, wrong


def _organisation_of(session: Session, account_id: int) -> int:
    return session.get_one(Account, account_id).organisation_id


def _posts(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count(Post.id))) or 0


def _run(url: str, folder: Path, ids: list[int], seconds: float) -> tuple[Counter[str], list[str]]:
    command = [sys.executable, "-m", "benchmarks.together", "--database", url, "--seconds", str(seconds)]
    processes = []
    for number in range(PROCESSES):
        (folder / str(number)).mkdir()
        own = ["--process", str(number), "--folder", str(folder / str(number)), *map(str, ids[number::PROCESSES])]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        processes.append(subprocess.Popen([*command, *own], cwd=ROOT, **pipes))  # type: ignore[call-overload]
    for process in processes:
        process.stdout.readline()
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    done, wrong = Counter[str](), list[str]()
    for process in processes:
        out, _ = process.communicate(timeout=seconds + 120)
        if process.returncode:
            wrong.append(f"a process ended with status {process.returncode}")
            continue
        found = json.loads(out.splitlines()[-1])
        done.update(found["done"])
        wrong += found["errors"]
    return done, wrong


def miscounted(engine: Engine) -> list[str]:
    """Every thread whose counts are not those of its posts, and all that points at a place that is not there."""
    best = (Post.best_at.is_not(None), Post.hidden_at.is_(None))
    posts = (
        select(
            Post.thread_id,
            func.count(Post.id).label("posts"),
            func.min(Post.position).label("first"),
            func.max(Post.position).label("last"),
            func.count(Post.id).filter(*best).label("best"),
        )
        .group_by(Post.thread_id)
        .subquery()
    )
    with Session(engine) as session:
        counts = select(Thread.id, Thread.audience_term, Thread.post_count, Thread.best_count, posts)
        rows = session.execute(counts.outerjoin(posts, posts.c.thread_id == Thread.id)).all()
        wrong = [f"thread {row.id}: {row}" for row in rows if not _is_right(row)]
        given = select(func.count(Thanks.post_id)).where(Thanks.post_id == Post.id).correlate(Post).scalar_subquery()
        thanked = session.scalars(select(Post.id).where(Post.thanks_count != given))
        wrong += [f"post {row} counts its thanks wrongly" for row in thanked]
        lost = select(MergedThread.thread_id).join(Thread, Thread.id == MergedThread.target_id)
        wrong += [f"{row} leads nowhere" for row in session.scalars(lost.where(Thread.audience_term == MERGED))]
        far = select(ReadMarker.thread_id).join(Thread, Thread.id == ReadMarker.thread_id)
        past = far.where(ReadMarker.position > Thread.post_count, Thread.audience_term != MERGED)
        wrong += [f"a marker of thread {row} is past its end" for row in session.scalars(past)]
        gone = {f"reply:{row}" for row in session.scalars(select(MergedThread.thread_id))}
        wrong += [f"draft left at {row}" for row in session.scalars(select(Draft.place)) if row in gone]
    return wrong


def _is_right(row: Any) -> bool:
    if row.audience_term == MERGED:
        return bool(row.posts is None and row.post_count == 0)
    return bool(row.post_count == row.posts == row.last and row.first == 1 and row.best_count == row.best)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.together", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--database", metavar="URL")
    parser.add_argument("--process", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("accounts", type=int, nargs="*", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.process is not None:
        work(given.database, given.folder, given.accounts, given.seconds, given.process)
        return
    failed = False
    if given.database:
        failed = _told("the database", *together(given.database, given.seconds))
    else:
        with databases() as engines:
            for name, engine in engines.items():
                url = engine.url.render_as_string(hide_password=False)
                failed |= _told(name, *together(url, given.seconds))
    sys.exit(failed)


def _told(name: str, done: Counter[str], wrong: list[str]) -> bool:
    print(f"{name}: " + ", ".join(f"{count} {what}" for what, count in sorted(done.items())))
    for line in wrong[:20]:
        print(f"  WRONG: {line}")
    return bool(wrong) or not all(done[what] for what in ("replies", "marks", "thanks", "merges", "splits"))


if __name__ == "__main__":
    main()
