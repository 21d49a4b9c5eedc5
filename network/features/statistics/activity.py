"""How much is written, month by month."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Integer, Subquery, and_, bindparam, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from network.core.access import Actor, reader
from network.core.db import AnySelect, execute
from network.features.experiences.models import ExperienceCard
from network.features.methods.models import Method, MethodTopic
from network.features.search.models import AnsweredBefore
from network.features.statistics.counted import asks, counted, in_period, month_of, municipality_ids, within
from network.features.statistics.period import Period
from network.features.threads.models import Post, Thread

KINDS = QUESTION, OTHER, REPLY, CARD, SPARED = "question", "other", "reply", "card", "spared"
NAMES = ("questions", "others", "replies", "cards", "spared")  # of the same, in a month


@dataclass(frozen=True, slots=True)
class Month:
    number: int  # counted from the year 0
    questions: int = 0  # and calls for experience
    others: int = 0  # threads that ask nothing
    replies: int = 0
    cards: int = 0
    spared: int = 0  # questions that what stood here answered before they were asked
    municipalities: int = 0  # that wrote under their own name


@dataclass(frozen=True, slots=True)
class Activity:
    months: tuple[Month, ...]
    municipalities: int  # in the whole period

    def total(self, name: str) -> int:
        """Of one of the numbers of a month; not of municipalities, which are the same ones each month."""
        return sum(getattr(month, name) for month in self.months)


def _happened(months: int, *, of_topic: bool) -> Subquery:
    """Each thing: its month, what it is, and the municipality that it counts for."""
    what = case((Post.position > 1, REPLY), (asks, QUESTION), else_=OTHER)
    has_name = and_(Post.mask.is_(None), Post.organisation_id.in_(municipality_ids))
    posts = (
        select(
            month_of(Post.created_at, months).label("month"),
            what.label("what"),
            case((has_name, Post.organisation_id)).label("who"),
        )
        .join(Thread, Thread.id == Post.thread_id)
        .where(in_period(Post.created_at), Post.hidden_at.is_(None), counted(Thread))
    )
    cards = (
        select(month_of(ExperienceCard.created_at, months), literal(CARD), ExperienceCard.organisation_id)
        .join(Method, Method.id == ExperienceCard.method_id)
        .where(in_period(ExperienceCard.created_at), counted(ExperienceCard), counted(Method))
    )
    if of_topic:
        topic = bindparam("topic_id", type_=Integer)
        of_method = Method.id.in_(select(MethodTopic.method_id).where(MethodTopic.topic_id == topic))
        return union_all(posts.where(Thread.topic_id == topic), cards.where(of_method)).subquery()
    spared = select(month_of(AnsweredBefore.at, months), literal(SPARED), literal(None, Integer))
    return union_all(posts, cards, spared.where(in_period(AnsweredBefore.at))).subquery()


@cache
def _summed(months: int, *, of_topic: bool) -> AnySelect:
    """A row for each month and municipality: a hundred a month at most."""
    found = _happened(months, of_topic=of_topic)
    of_each = (func.sum(case((found.c.what == what, 1), else_=0)) for what in KINDS)
    return select(found.c.month, found.c.who, *of_each).group_by(found.c.month, found.c.who)


def activity(session: Session, actor: Actor, period: Period, topic_id: int | None) -> Activity:
    """Each month of the period, also those in which nothing happened."""
    wanted = reader(actor) | within(period) | {"topic_id": topic_id}
    sums: defaultdict[int, list[int]] = defaultdict(lambda: [0] * len(KINDS))
    wrote: defaultdict[int, set[int]] = defaultdict(set)
    statement = _summed(len(period.months), of_topic=topic_id is not None)
    for month, who, *counts in execute(session, statement, wanted):
        sums[month] = [before + count for before, count in zip(sums[month], counts, strict=True)]
        wrote[month] |= {who} if who is not None else set()
    months = tuple(
        Month(month, municipalities=len(wrote[number]), **dict(zip(NAMES, sums[number], strict=True)))
        for number, month in enumerate(period.months)
    )
    return Activity(months, len(set().union(*wrote.values())))
