"""Large things put into a database at once: threads of any length, members, followers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Table, insert, select
from sqlalchemy.orm import Session

from network.core.access import Audience
from network.core.db import Base
from network.features.accounts.models import Account
from network.features.municipalities.models import Organisation
from network.features.notifications.models import Notification, NotificationKind, TopicWatch, Watch
from network.features.threads.models import Post, ReadMarker, Thread, ThreadKind
from network.features.topics.models import Topic

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
BATCH = 10_000
UNREAD = 100
Row = dict[str, Any]


def _put(session: Session, model: type[Base], rows: Sequence[Row]) -> None:
    table = model.__table__
    assert isinstance(table, Table)
    for start in range(0, len(rows), BATCH):
        session.connection().execute(insert(table), rows[start : start + BATCH])


def members(engine: Engine, count: int, name: str, roles: str = "") -> list[int]:
    """New accounts, spread over the municipalities; returns their ids."""
    with Session(engine) as session, session.begin():
        towns = session.scalars(select(Organisation.id).where(Organisation.code.is_not(None))).all()
        rows = [
            {
                "organisation_id": towns[number % len(towns)],
                "name": f"{name.title()} {number}",
                "title": "",
                "email": f"{name}{number}@maaling.example",
                "email_key": f"{name}{number}@maaling.example",
                "roles": roles,
                "state": "active",
                "language": "da",
                "created_at": BEGIN,
                "version": 1,
            }
            for number in range(count)
        ]
        _put(session, Account, rows)
        made = select(Account.id).where(Account.email_key.like(f"{name}%@maaling.example")).order_by(Account.id)
        return list(session.scalars(made))


def texts(engine: Engine, thread_id: int, count: int) -> list[Row]:
    """The first posts of a thread, to be repeated."""
    columns = select(Post.author_id, Post.organisation_id, Post.markdown, Post.html, Post.plain)
    with Session(engine) as session:
        rows = session.execute(columns.where(Post.thread_id == thread_id).order_by(Post.position).limit(count))
        return [dict(row) for row in rows.mappings()]


def plain_text(author_id: int, organisation_id: int) -> list[Row]:
    """A text of middling length, for a database that has none."""
    text = "Vi rev tre huse ned i fjor og brugte 85.000 kr. på hvert. " * 8
    owner = {"author_id": author_id, "organisation_id": organisation_id}
    return [owner | {"markdown": text, "html": f"<p>{text}</p>", "plain": text}]


def thread(engine: Engine, title: str, written: Sequence[Row], count: int, *, late: int = 0, every: int = 60) -> int:
    """A thread of so many posts, `every` seconds one, which repeat what is written; returns its id."""
    first = BEGIN + timedelta(seconds=late)
    with Session(engine) as session, session.begin():
        new = Thread(
            topic_id=session.scalars(select(Topic.id).order_by(Topic.id)).first() or 0,
            author_id=written[0]["author_id"],
            organisation_id=written[0]["organisation_id"],
            kind=ThreadKind.DISCUSSION,
            title=title,
            slug="maalt",
            audience_term=Audience.PUBLIC,
            created_at=first,
            last_post_at=first + timedelta(seconds=every * (count - 1)),
            post_count=count,
        )
        session.add(new)
        session.flush()
        for start in range(0, count, BATCH):
            rows = [
                {
                    **written[number % len(written)],
                    "thread_id": new.id,
                    "position": number + 1,
                    "created_at": first + timedelta(seconds=every * number),
                    "version": 1,
                }
                for number in range(start, min(start + BATCH, count))
            ]
            _put(session, Post, rows)
        return new.id


def follow(engine: Engine, account_ids: Sequence[int], thread_id: int) -> None:
    """They follow the thread and its topic."""
    with Session(engine) as session, session.begin():
        topic_id = session.get_one(Thread, thread_id).topic_id
        _put(session, Watch, [{"account_id": n, "thread_id": thread_id, "following": True} for n in account_ids])
        _put(session, TopicWatch, [{"account_id": number, "topic_id": topic_id} for number in account_ids])


def read_and_told(engine: Engine, account_ids: Sequence[int], thread_id: int) -> None:
    """They follow the thread, were told of each of its posts, and have read all but the last UNREAD."""
    with Session(engine) as session, session.begin():
        posts = session.execute(select(Post.id, Post.position).where(Post.thread_id == thread_id)).all()
        read = len(posts) - UNREAD
        for number in account_ids:
            own = {"account_id": number, "thread_id": thread_id}
            _put(session, ReadMarker, [{**own, "position": read}])
            _put(session, Watch, [{**own, "following": True}])
            rows = [
                {
                    **own,
                    "post_id": post_id,
                    "position": position,
                    "kind": NotificationKind.REPLY,
                    "created_at": BEGIN,
                    "read_at": BEGIN if position <= read else None,
                }
                for post_id, position in posts
            ]
            _put(session, Notification, rows)
