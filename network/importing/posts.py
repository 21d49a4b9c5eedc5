"""posts.jsonl → posts, in the order in which they were written.

A first reading checks every row and keeps only its place in the file; a second one fetches the bodies.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import insert
from sqlalchemy.orm import Session

from network.core import clock
from network.core.outbox import OutboxRow, Queue
from network.features.threads.indexing import KIND
from network.features.threads.models import Post
from network.importing.job import BATCH, Job, table_of
from network.importing.members import Author
from network.importing.rendering import Body, body_of, in_chunks, render_bodies
from network.importing.report import Refused
from network.importing.rows import Row, moment, row_at, source_id, whole_number
from network.importing.threads import NewThread, Tail, make_threads, store_tails, tails

_posts = table_of(Post)
_INSERT = insert(_posts).returning(_posts.c.id, sort_by_parameter_order=True)


@dataclass(frozen=True, slots=True)
class NewPost:
    source_id: str
    line: int
    offset: int  # bytes; where its row begins
    thread: str  # source id
    position: int  # in the source: gaps are fine, and so is 0
    author: Author
    created: datetime


class PostCheck:
    """Makes a post of a row, or refuses it."""

    def __init__(self, threads: set[str], authors: dict[str, Author]) -> None:
        self._threads = threads
        self._authors = authors
        self._lines: dict[tuple[str, int], int] = {}  # thread and position → the line they stand on first

    def __call__(self, row: Row, number: str) -> NewPost:
        fields = row.fields
        thread, user = source_id(fields, "thread_id"), source_id(fields, "user_id")
        if thread not in self._threads:
            raise Refused(f"there is no thread {thread}")
        if user not in self._authors:
            raise Refused(f"there is no user {user}")
        position, created = whole_number(fields, "position"), moment(fields, "created")
        _check_body(row)
        first = self._lines.setdefault((thread, position), row.line)
        if first != row.line:
            raise Refused(f"thread {thread} has a post at position {position} already, on line {first}")
        return NewPost(number, row.line, row.offset, thread, position, self._authors[user], created)


def _check_body(row: Row) -> None:
    body = row.fields.get("body")
    if not isinstance(body, str):
        raise Refused("body is missing or not a text")
    try:
        body_of(body)
    except ValueError as error:
        raise Refused(error) from None


def in_order(posts: Sequence[NewPost]) -> list[NewPost]:
    """As they were written: by time, but in each thread by position, whatever the times say."""
    keyed: list[tuple[datetime, NewPost]] = []
    by_thread = sorted(posts, key=lambda post: (post.thread, post.position))
    for _thread, of_thread in groupby(by_thread, key=lambda post: post.thread):
        latest = None
        for post in of_thread:
            latest = max(latest or post.created, post.created)
            keyed.append((latest, post))
    keyed.sort(key=lambda pair: pair[0])  # stable: posts of one moment stay in their thread's order
    return [post for _time, post in keyed]


class PostWriter:
    """Writes batches of posts, each in a transaction, together with the threads they begin."""

    def __init__(self, job: Job, new: Sequence[NewThread], known: dict[str, int]) -> None:
        self._job = job
        self._new = {thread.source_id: thread for thread in new}
        self._ids = dict(known)  # source id → thread

    def take(self, posts: Sequence[NewPost]) -> None:
        """Write those that can be rendered, and then refuse the threads that were left without a post."""
        with (
            (self._job.folder / "posts.jsonl").open("rb") as file,
            self._job.progress("writing posts", len(posts)) as written,
        ):

            def body(post: NewPost) -> str:
                return str(row_at(file, post.offset)["body"])

            for batch in in_chunks(self._job.executor, render_bodies, posts, body, BATCH):
                self._write(list(self._usable(batch)))
                written(len(batch))
        for thread in self._new.values():
            if thread.source_id not in self._ids:
                self._job.refuse("thread", thread.line, "the thread has no post")

    def _usable(self, batch: list[tuple[NewPost, Body | str]]) -> Iterator[tuple[NewPost, Body]]:
        for post, made in batch:
            if isinstance(made, Body):
                yield post, made
            else:
                self._job.refuse("post", post.line, made)

    def _write(self, batch: list[tuple[NewPost, Body]]) -> None:
        if not batch:
            return
        missing = {post.thread: self._new[post.thread] for post, _body in batch if post.thread not in self._ids}
        with Session(self._job.engine) as session, session.begin():
            self._ids |= make_threads(session, self._job, list(missing.values()))
            ends = tails(session, {self._ids[post.thread] for post, _body in batch})
            rows = [_row(post, body, ends[self._ids[post.thread]]) for post, body in batch]
            made = session.scalars(_INSERT, rows).all()
            sources = (post.source_id for post, _body in batch)
            self._job.remember(session, "post", list(zip(sources, made, strict=True)))
            _ask_for_indexing(session, made)
            store_tails(session, ends)


def _row(post: NewPost, body: Body, end: Tail) -> dict[str, object]:
    return {
        "thread_id": end.thread_id,
        "position": end.append(post.created),
        "author_id": post.author.account_id,
        "organisation_id": post.author.organisation_id,
        "markdown": body.markdown,
        "html": body.html,
        "plain": body.plain,
        "created_at": post.created,
        "version": 1,
    }


def _ask_for_indexing(session: Session, post_ids: Sequence[int]) -> None:
    now = clock.now()
    common = {"queue": Queue.INDEX, "event": KIND, "payload": {}, "recorded_at": now, "due_at": now}
    rows = [{**common, "subject_id": post_id, "attempts": 0, "last_error": ""} for post_id in post_ids]
    session.execute(insert(table_of(OutboxRow)), rows)
