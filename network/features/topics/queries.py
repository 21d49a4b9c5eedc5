"""Reading topics. Counts are of what the actor may read."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import String, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from network.core.access import ANONYMOUS, Actor, readable, reader
from network.core.addresses import topic_url
from network.core.danish_order import danish_key
from network.core.db import AnySelect, execute
from network.core.errors import NotFound
from network.core.policy import Action, allows
from network.features.accounts.models import Account, AccountState
from network.features.members.contact import Reachable
from network.features.members.models import Profile
from network.features.municipalities.models import Organisation
from network.features.notifications.models import TopicWatch
from network.features.threads.models import Thread
from network.features.topics.models import Topic, TopicResponsible

GROUP_ORDER = ("udfordring", "tema", "greb", "potentiale", "redskab")


@dataclass(frozen=True, slots=True)
class TopicRow:
    id: int
    slug: str
    title: str
    group: str
    description: str
    place: int
    retired_at: datetime | None
    thread_count: int
    post_count: int
    last_post_at: datetime | None

    @property
    def url(self) -> str:
        return topic_url(self.slug)

    @property
    def is_offered(self) -> bool:
        return self.retired_at is None


@dataclass(frozen=True, slots=True)
class TopicPage:
    id: int
    slug: str
    title: str
    group: str
    description: str
    synonyms: str
    retired_at: datetime | None
    is_followed: bool
    follower_count: int

    @property
    def is_offered(self) -> bool:
        return self.retired_at is None


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
        Topic.place,
        Topic.retired_at,
        func.coalesce(counts.c.threads, 0),
        func.coalesce(counts.c.posts, 0),
        counts.c.last,
    ).outerjoin(counts, counts.c.topic_id == Topic.id)


_all_topics = _topics()


def topics(session: Session, actor: Actor) -> tuple[TopicRow, ...]:
    """All topics, group by group, each with what the actor may read in it."""
    rows = execute(session, _all_topics, reader(actor))
    return tuple(in_order(TopicRow(*row) for row in rows))


class Ordered(Protocol):
    """A topic, or what is known of one."""

    @property
    def group(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def place(self) -> int: ...


OrderedTopic = TypeVar("OrderedTopic", bound=Ordered)


def in_order(topics: Iterable[OrderedTopic]) -> list[OrderedTopic]:
    """Group by group; in a group as the secretariat has put them, and by the alphabet where it has not."""
    return sorted(topics, key=_place)


def _place(row: Ordered) -> tuple[int, int, str]:
    known = row.group in GROUP_ORDER
    return (GROUP_ORDER.index(row.group) if known else len(GROUP_ORDER), row.place, danish_key(row.title))


_follower_count = (
    select(func.count(TopicWatch.account_id))
    .join(Account, Account.id == TopicWatch.account_id)
    .where(TopicWatch.topic_id == Topic.id, Account.state == AccountState.ACTIVE)
    .correlate(Topic)
    .scalar_subquery()
)


def topic_page(session: Session, slug: str, actor: Actor = ANONYMOUS) -> TopicPage:
    """A topic, and whether the actor follows it. Raises NotFound."""
    own = and_(TopicWatch.topic_id == Topic.id, TopicWatch.account_id == actor.id)
    columns = (Topic.id, Topic.slug, Topic.title, Topic.group, Topic.description, Topic.synonyms, Topic.retired_at)
    page = select(*columns, TopicWatch.account_id.is_not(None), _follower_count)
    row = session.execute(page.outerjoin(TopicWatch, own).where(Topic.slug == slug)).first()
    if row is None:
        raise NotFound
    return TopicPage(*row)


@dataclass(frozen=True, slots=True)
class Responsible(Reachable):
    """A member who looks after a topic."""

    id: int
    name: str
    title: str
    email: str
    organisation_name: str
    phone: str


_responsible: AnySelect = (
    select(
        Account.id,
        Account.name,
        Account.title,
        Account.email,
        Organisation.full_name,
        func.coalesce(Profile.phone, ""),
    )
    .join(TopicResponsible, TopicResponsible.account_id == Account.id)
    .join(Organisation, Organisation.id == Account.organisation_id)
    .outerjoin(Profile, Profile.account_id == Account.id)
    .where(TopicResponsible.topic_id == bindparam("topic_id"), Account.state == AccountState.ACTIVE)
)


def responsible_members(session: Session, actor: Actor, topic_id: int) -> tuple[Responsible, ...]:
    """Who looks after a topic, in Danish alphabetical order; nobody, for those who may not see members."""
    if not allows(Action.SEE_MEMBERS, actor):
        return ()
    found = (Responsible(*row) for row in execute(session, _responsible, {"topic_id": topic_id}))
    return tuple(sorted(found, key=lambda member: danish_key(member.name)))


_offered: AnySelect = select(Topic.slug, Topic.title).where(
    or_(Topic.retired_at.is_(None), Topic.slug == bindparam("kept", type_=String))
)


def topic_choices(session: Session, kept: str | None = None) -> tuple[tuple[str, str], ...]:
    """(slug, title) of the topics that a form offers, in Danish alphabetical order.

    `kept` is the one that a thing has already: it can stay there though it is offered no more.
    """
    rows = execute(session, _offered, {"kept": kept})
    return tuple(sorted(((slug, title) for slug, title in rows), key=lambda row: danish_key(row[1])))


_options: AnySelect = select(Topic.id, Topic.slug, Topic.title)


def topic_options(session: Session) -> tuple[tuple[int, str, str], ...]:
    """(id, slug, title) of every topic in Danish alphabetical order, to look for what stands in it."""
    rows = execute(session, _options, {})
    return tuple(sorted(((number, slug, title) for number, slug, title in rows), key=lambda row: danish_key(row[2])))


@dataclass(frozen=True, slots=True)
class TopicOption:
    """A topic to choose, among those of its group."""

    slug: str
    title: str
    group: str
    place: int


def topics_by_group(session: Session, kept: Collection[str] = ()) -> tuple[TopicOption, ...]:
    """The topics that are offered, and those that were chosen before (`kept`), group by group."""
    columns = select(Topic.slug, Topic.title, Topic.group, Topic.place)
    rows = session.execute(columns.where(or_(Topic.retired_at.is_(None), Topic.slug.in_(kept))))
    return tuple(in_order(TopicOption(*row) for row in rows))


def topic_by_slug(session: Session, slug: str) -> Topic | None:
    return session.scalars(select(Topic).where(Topic.slug == slug)).first()
