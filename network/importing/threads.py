"""threads.jsonl → threads. A thread is made together with its first post: without one there is nothing to show."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from network.core.slugs import slugify
from network.features.threads.models import Thread, ThreadKind
from network.features.threads.service import MAX_TITLE
from network.importing.job import Job, table_of
from network.importing.members import Author
from network.importing.report import Refused
from network.importing.rows import Row, line_of_text, moment, source_id


@dataclass(frozen=True, slots=True)
class NewThread:
    source_id: str
    line: int
    topic_id: int
    author: Author
    title: str
    created: datetime


@dataclass(slots=True)
class Tail:
    """Where a thread ends so far."""

    thread_id: int
    post_count: int
    last_post_at: datetime | None  # None: no post yet

    def append(self, created: datetime) -> int:
        """The position of one more post."""
        self.post_count += 1
        self.last_post_at = max(self.last_post_at or created, created)
        return self.post_count


class ThreadCheck:
    """Makes a thread of a row, or refuses it."""

    def __init__(self, topics: dict[str, int], authors: dict[str, Author]) -> None:
        self._topics = topics
        self._authors = authors

    def __call__(self, row: Row, number: str) -> NewThread:
        fields = row.fields
        topic, user = source_id(fields, "topic_id"), source_id(fields, "user_id")
        if topic not in self._topics:
            raise Refused(f"there is no topic {topic}")
        if user not in self._authors:
            raise Refused(f"there is no user {user}")
        title = line_of_text(fields, "title", MAX_TITLE)
        return NewThread(number, row.line, self._topics[topic], self._authors[user], title, moment(fields, "created"))


def make_threads(session: Session, job: Job, threads: list[NewThread]) -> dict[str, int]:
    """Source id → thread. They have no posts yet; the same transaction gives them some."""
    if not threads:
        return {}
    table, rows = table_of(Thread), [_row(job, thread) for thread in threads]
    made = session.scalars(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows)
    ids = [(thread.source_id, thread_id) for thread, thread_id in zip(threads, made, strict=True)]
    job.remember(session, "thread", ids)
    return dict(ids)


def _row(job: Job, thread: NewThread) -> dict[str, object]:
    return {
        "topic_id": thread.topic_id,
        "author_id": thread.author.account_id,
        "organisation_id": thread.author.organisation_id,
        "kind": ThreadKind.DISCUSSION,  # whether something was asked cannot be told
        "title": thread.title,
        "slug": slugify(thread.title),
        "audience_term": job.options.audience.term(thread.author.organisation_id),
        "created_at": thread.created,
        "last_post_at": thread.created,
        "post_count": 0,
        "best_count": 0,
        "version": 1,
    }


def tails(session: Session, thread_ids: set[int]) -> dict[int, Tail]:
    """The ends of these threads, held until the transaction ends, so that nobody else appends."""
    rows = select(Thread.id, Thread.post_count, Thread.last_post_at).where(Thread.id.in_(thread_ids))
    return {
        thread_id: Tail(thread_id, count, last if count else None)
        for thread_id, count, last in session.execute(rows.order_by(Thread.id).with_for_update())
    }


def store_tails(session: Session, ends: dict[int, Tail]) -> None:
    """Write back how many posts there are now, and that the threads' pages have changed."""
    table = table_of(Thread)
    changed = (
        update(table)
        .where(table.c.id == bindparam("thread"))
        .values(post_count=bindparam("count"), last_post_at=bindparam("last"), version=table.c.version + 1)
    )
    rows = [{"thread": end.thread_id, "count": end.post_count, "last": end.last_post_at} for end in ends.values()]
    session.execute(changed, rows)
