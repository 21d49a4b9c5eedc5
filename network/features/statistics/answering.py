"""How many questions are answered, and how soon: of all, by topic, and of one municipality."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Integer, bindparam, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from network.core.access import Actor, reader
from network.core.db import AnySelect, execute
from network.features.statistics.counted import (
    asks,
    counted,
    first_answer,
    has_names,
    in_period,
    seconds,
    waits,
    within,
)
from network.features.statistics.period import Period
from network.features.threads.models import Post, Thread

ALL = 0  # in the place of a topic


@dataclass(frozen=True, slots=True)
class Answering:
    """Questions and calls for experience, of a topic or of all."""

    asked: int = 0
    answered: int = 0
    waiting: int = 0  # without an answer, neither closed nor resolved
    median: float | None = None  # seconds from the question to the first answer, of those that have one

    @property
    def rate(self) -> float | None:
        return self.answered / self.asked if self.asked else None


ByTopic = Mapping[int, Answering]
_topic = bindparam("topic_id", type_=Integer)
_organisation = bindparam("organisation_id", type_=Integer)
_of_topic = or_(_topic.is_(None), Thread.topic_id == _topic)


def _summed(questions: AnySelect) -> AnySelect:
    """Of questions with the columns topic_id, delay and waits: the numbers of each topic, and of all as topic ALL."""
    each = questions.cte("each").prefix_with("MATERIALIZED")  # else looked up anew for each time that it is named
    took = case(
        (each.c.delay < 0, 0), else_=each.c.delay
    )  # it was answered before: posts of an older thread came to it
    columns = (took.label("delay"), each.c.waits)
    both = union_all(select(each.c.topic_id, *columns), select(literal(ALL, Integer), *columns)).subquery()
    topic, delay = both.c.topic_id, both.c.delay
    place = func.row_number().over(partition_by=topic, order_by=(delay.is_(None), delay))
    known = func.count(delay).over(partition_by=topic)
    placed = select(topic, delay, both.c.waits, place.label("place"), known.label("known")).subquery()
    is_middle = or_(placed.c.place == (placed.c.known + 1) // 2, placed.c.place == (placed.c.known + 2) // 2)
    return select(
        placed.c.topic_id,
        func.count(),
        func.count(placed.c.delay),
        func.sum(case((placed.c.delay.is_(None), placed.c.waits), else_=0)),
        func.avg(case((is_middle, placed.c.delay))),
    ).group_by(placed.c.topic_id)


def _delay(answered: Any) -> Any:
    return (seconds(answered) - seconds(Thread.created_at)).label("delay")


_waits = case((waits, 1), else_=0)


@cache
def _asked(*, of_one: bool) -> AnySelect:
    """What was asked in the period, by all or by one municipality under its name."""
    questions = select(Thread.topic_id, _delay(first_answer()), _waits.label("waits")).where(
        asks, counted(Thread), in_period(Thread.created_at), _of_topic
    )
    if of_one:
        questions = questions.where(Thread.organisation_id == _organisation, Thread.mask.is_(None))
    return _summed(questions)


# The questions of others that one municipality answered in the period, and how soon it did
_given = _summed(
    select(Thread.topic_id, _delay(func.min(Post.created_at)), literal(0, Integer).label("waits"))
    .join(Post, Post.thread_id == Thread.id)
    .where(
        *(asks, counted(Thread), has_names, Thread.organisation_id != _organisation),
        *(Post.position > 1, Post.hidden_at.is_(None), Post.organisation_id == _organisation),
        *(in_period(Post.created_at), _of_topic),
    )
    .group_by(Thread.id)
)


def answering(session: Session, actor: Actor, period: Period, topic_id: int | None) -> ByTopic:
    """Of what was asked in the period, by the ids of topics; under ALL of all together."""
    wanted = reader(actor) | within(period) | {"topic_id": topic_id}
    return _rows(session, _asked(of_one=False), wanted)


def asked_by(session: Session, actor: Actor, organisation_id: int, period: Period) -> ByTopic:
    """Of what one municipality asked under its name. Whoever calls it has asked require()."""
    wanted = reader(actor) | within(period) | {"topic_id": None, "organisation_id": organisation_id}
    return _rows(session, _asked(of_one=True), wanted)


def given_by(session: Session, actor: Actor, organisation_id: int, period: Period) -> ByTopic:
    """Of the questions of others that it answered. Whoever calls it has asked require()."""
    wanted = reader(actor) | within(period) | {"topic_id": None, "organisation_id": organisation_id}
    return _rows(session, _given, wanted)


def _rows(session: Session, statement: AnySelect, wanted: Mapping[str, Any]) -> ByTopic:
    rows = execute(session, statement, wanted)
    return {
        topic_id: Answering(asked, answered, int(waiting), None if median is None else float(median))
        for topic_id, asked, answered, waiting, median in rows
    }
