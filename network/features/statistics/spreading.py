"""How methods spread: who has taken one up, and from whom."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, distinct, func, or_, select
from sqlalchemy.orm import Session, aliased

from network.core.access import Actor, reader
from network.core.addresses import method_url
from network.core.danish_order import danish_key
from network.core.db import AnySelect, at_most, execute
from network.features.experiences.models import ExperienceCard, Stage
from network.features.methods.models import Method, MethodTopic
from network.features.municipalities.models import Organisation
from network.features.statistics.counted import counted, in_period, within
from network.features.statistics.period import Period

MOST = 100  # methods
MOST_STEPS = 5_000  # from a giver to a taker


@dataclass(frozen=True, slots=True)
class Step:
    """A municipality that has taken a method up, and the one it has it from."""

    giver: str
    taker: str


@dataclass(frozen=True, slots=True)
class Spread:
    steps: tuple[Step, ...]
    id: int
    slug: str
    title: str
    giver: str  # the municipality or partner that shared it
    takers: int  # municipalities other than that one
    considering: int

    @property
    def url(self) -> str:
        return method_url(self.id, self.slug)


_owner, _taker, _source = aliased(Organisation), aliased(Organisation), aliased(Organisation)
_is_taken_up = ExperienceCard.stage != Stage.CONSIDERING.value
_topic = bindparam("topic_id", type_=Integer)
_of_topic = or_(_topic.is_(None), Method.id.in_(select(MethodTopic.method_id).where(MethodTopic.topic_id == _topic)))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(distinct(case((condition, ExperienceCard.organisation_id))))


@cache
def _told() -> ColumnElement[bool]:
    """Cards of the period by others than the one who shared the method."""
    return and_(
        in_period(ExperienceCard.created_at),
        counted(ExperienceCard),
        counted(Method),
        ExperienceCard.organisation_id != Method.organisation_id,
        _of_topic,
    )


@cache
def _methods() -> AnySelect:
    takers = _count(_is_taken_up)
    rows = (
        select(Method.id, Method.slug, Method.title, _owner.name, takers, _count(~_is_taken_up))
        .join(ExperienceCard, ExperienceCard.method_id == Method.id)
        .join(_owner, _owner.id == Method.organisation_id)
        .where(_told())
        .group_by(Method.id, Method.slug, Method.title, _owner.name)
        .order_by(takers.desc(), Method.id)
    )
    return at_most(rows, MOST)


@cache
def _steps() -> AnySelect:
    rows = (
        select(Method.id, func.coalesce(_source.name, _owner.name), _taker.name)
        .join(ExperienceCard, ExperienceCard.method_id == Method.id)
        .join(_owner, _owner.id == Method.organisation_id)
        .join(_taker, _taker.id == ExperienceCard.organisation_id)
        .outerjoin(_source, _source.id == ExperienceCard.copied_from_id)
        .where(_told(), _is_taken_up)
        .distinct()
        .order_by(Method.id)
    )
    return at_most(rows, MOST_STEPS)


def spreading(session: Session, actor: Actor, period: Period, topic_id: int | None) -> tuple[Spread, ...]:
    """Methods that others have told about in the period, those that most have taken up first."""
    wanted = reader(actor) | within(period) | {"topic_id": topic_id}
    steps: dict[int, list[Step]] = {}
    for method_id, giver, taker in execute(session, _steps(), wanted):
        steps.setdefault(method_id, []).append(Step(giver, taker))
    return tuple(
        Spread(tuple(sorted(steps.get(row[0], ()), key=lambda step: danish_key(step.taker))), *row)
        for row in execute(session, _methods(), wanted)
    )
