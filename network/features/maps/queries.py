"""What the map shows: how municipalities take part, how much is from each, who has plans, and who has tried a method.

Only what the reader may read counts, and nothing that was written with a hidden name.
"""

from typing import NamedTuple

from sqlalchemy import bindparam, func, select, union_all
from sqlalchemy.orm import Session

from network.core.access import Actor, OrganisationKind, readable, reader
from network.core.addresses import experience_url, plan_url
from network.core.db import AnySelect, execute
from network.features.experiences.models import ExperienceCard, Stage
from network.features.experiences.queries import reads_card
from network.features.library.models import Document
from network.features.methods.models import Method, MethodState
from network.features.municipalities.models import Organisation, Participation
from network.features.plans.models import Phase, Plan, PlanState
from network.features.threads.models import Thread

_participation: AnySelect = select(Organisation.code, Organisation.participation).where(
    Organisation.kind == OrganisationKind.MUNICIPALITY.value
)


def participations(session: Session) -> dict[str, Participation]:
    """By code."""
    return {code: Participation(value) for code, value in execute(session, _participation, {})}


_from_each = union_all(
    select(Thread.organisation_id.label("number"), func.count().label("count"))
    .where(readable(Thread), Thread.mask.is_(None))
    .group_by(Thread.organisation_id),
    select(Document.organisation_id, func.count()).where(readable(Document)).group_by(Document.organisation_id),
    select(Method.organisation_id, func.count())
    .where(readable(Method), Method.state == MethodState.SHARED.value)
    .group_by(Method.organisation_id),
    select(ExperienceCard.organisation_id, func.count())
    .join(Method, Method.id == ExperienceCard.method_id)
    .where(reads_card)
    .group_by(ExperienceCard.organisation_id),
    select(Plan.organisation_id, func.count())
    .where(readable(Plan), Plan.state == PlanState.SHARED.value)
    .group_by(Plan.organisation_id),
).subquery()
_activity: AnySelect = (
    select(Organisation.code, func.sum(_from_each.c.count))
    .join(_from_each, _from_each.c.number == Organisation.id)
    .where(Organisation.kind == OrganisationKind.MUNICIPALITY.value)
    .group_by(Organisation.code)
)


def activity(session: Session, actor: Actor) -> dict[str, int]:
    """How many threads, documents, methods, cards and plans the actor may read from each, by code."""
    return {code: int(count) for code, count in execute(session, _activity, reader(actor))}


_planned: AnySelect = (
    select(Organisation.code, Plan.id, Plan.slug, Plan.title, Plan.phase)
    .join(Plan, Plan.organisation_id == Organisation.id)
    .where(readable(Plan), Plan.state == PlanState.SHARED.value)
    .order_by(Plan.id)
)


class PlanOnMap(NamedTuple):
    title: str
    url: str
    phase: Phase | None


def planned(session: Session, actor: Actor) -> dict[str, tuple[PlanOnMap, ...]]:
    """The plans that the actor may read, by code."""
    found: dict[str, tuple[PlanOnMap, ...]] = {}
    for code, number, slug, title, phase in execute(session, _planned, reader(actor)):
        plan = PlanOnMap(title, plan_url(number, slug), Phase(phase) if phase else None)
        found[code] = (*found.get(code, ()), plan)
    return found


_tried: AnySelect = (
    select(Organisation.code, ExperienceCard.stage, func.max(ExperienceCard.id))
    .join(ExperienceCard, ExperienceCard.organisation_id == Organisation.id)
    .join(Method, Method.id == ExperienceCard.method_id)
    .where(ExperienceCard.method_id == bindparam("method_id"), reads_card)
    .group_by(Organisation.code, ExperienceCard.stage)
)


def tried(session: Session, actor: Actor, method_id: int) -> dict[str, dict[Stage, str]]:
    """How far each has come with a method, and the address of what it tells of it last, by code: of the cards that the
    actor may read.
    """
    found: dict[str, dict[str, str]] = {}
    for code, stage, number in execute(session, _tried, reader(actor) | {"method_id": method_id}):
        found.setdefault(code, {})[stage] = experience_url(number)
    return {code: {stage: urls[stage] for stage in Stage if stage in urls} for code, urls in found.items()}
