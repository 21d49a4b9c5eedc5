"""Reading topics. Counts are of what the actor may read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from network.core.access import ANONYMOUS, Actor, readable, reader
from network.core.addresses import topic_url
from network.core.danish_order import danish_key
from network.core.db import AnySelect, execute
from network.core.errors import NotFound
from network.features.notifications.models import TopicWatch
from network.features.threads.models import Thread
from network.features.topics.models import Topic

GROUP_ORDER = ("udfordring", "tema", "greb", "potentiale", "redskab")


@dataclass(frozen=True, slots=True)
class TopicRow:
    id: int
    slug: str
    title: str
    group: str
    description: str
    thread_count: int
    post_count: int
    last_post_at: datetime | None

    @property
    def url(self) -> str:
        return topic_url(self.slug)


@dataclass(frozen=True, slots=True)
class TopicPage:
    id: int
    slug: str
    title: str
    group: str
    description: str
    is_followed: bool


def _topics() -> AnySelect:
    counts = (
        select(
            Thread.topic_id,
            func.count(Thread.id).label("threads"),
            func.sum(Thread.post_count).label("posts"),
            func.max(Thread.last_post_at).label("last"),
        )
        .where(readable(Thread))
        .group_by(Thread.topic_id)
        .subquery()
    )
    return select(
        Topic.id,
        Topic.slug,
        Topic.title,
        Topic.group,
        Topic.description,
        func.coalesce(counts.c.threads, 0),
        func.coalesce(counts.c.posts, 0),
        counts.c.last,
    ).outerjoin(counts, counts.c.topic_id == Topic.id)


_all_topics = _topics()


def topics(session: Session, actor: Actor) -> tuple[TopicRow, ...]:
    """All topics, group by group, each with what the actor may read in it."""
    rows = execute(session, _all_topics, reader(actor))
    return tuple(sorted((TopicRow(*row) for row in rows), key=_place))


def _place(row: TopicRow) -> tuple[int, str]:
    known = row.group in GROUP_ORDER
    return (GROUP_ORDER.index(row.group) if known else len(GROUP_ORDER), danish_key(row.title))


def topic_page(session: Session, slug: str, actor: Actor = ANONYMOUS) -> TopicPage:
    """A topic, and whether the actor follows it. Raises NotFound."""
    own = and_(TopicWatch.topic_id == Topic.id, TopicWatch.account_id == actor.id)
    columns = select(
        Topic.id, Topic.slug, Topic.title, Topic.group, Topic.description, TopicWatch.account_id.is_not(None)
    )
    row = session.execute(columns.outerjoin(TopicWatch, own).where(Topic.slug == slug)).first()
    if row is None:
        raise NotFound
    return TopicPage(*row)


def topic_choices(session: Session) -> tuple[tuple[str, str], ...]:
    """(slug, title) of every topic in Danish alphabetical order, for a form."""
    return tuple((slug, title) for _number, slug, title in topic_options(session))


_options: AnySelect = select(Topic.id, Topic.slug, Topic.title)


def topic_options(session: Session) -> tuple[tuple[int, str, str], ...]:
    """(id, slug, title) of every topic in Danish alphabetical order."""
    rows = execute(session, _options, {})
    return tuple(sorted(((number, slug, title) for number, slug, title in rows), key=lambda row: danish_key(row[2])))


def topic_by_slug(session: Session, slug: str) -> Topic | None:
    return session.scalars(select(Topic).where(Topic.slug == slug)).first()
