"""Municipalities that are like another one, and what they share with it.

What they share is what the reader may read: portraits are everybody's, cards and plans have readers of their own.
Nothing of a post counts, so that nothing written with a hidden name does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sqlalchemy import BindParameter, bindparam, case, func, literal, select, union
from sqlalchemy.orm import aliased

from network.core.access import Actor, OrganisationKind, readable, reader
from network.core.addresses import municipality_url
from network.core.danish_order import danish_key
from network.core.danish_sql import danish_order
from network.core.db import AnySelect, Source, at_most, execute
from network.core.statements import lines
from network.features.experiences.models import ExperienceCard
from network.features.methods.models import Method
from network.features.municipalities.models import Organisation, Participation
from network.features.plans.models import Plan, PlanState, PlanTopic
from network.features.portraits.models import CHALLENGES, POTENTIALS, PortraitTopic
from network.features.topics.models import Topic

TRIED, PLANNED, KIND = "tried", "planned", "kind"
WEIGHTS = {CHALLENGES: 3, TRIED: 3, POTENTIALS: 2, PLANNED: 2, KIND: 2}
NAMED = 3  # of each sort of thing that two municipalities share


@dataclass(frozen=True, slots=True)
class Peer:
    """A municipality, and why it is like the other one."""

    code: str
    slug: str
    name: str
    full_name: str
    likeness: int
    challenges: tuple[str, ...]  # titles, in Danish alphabetical order
    potentials: tuple[str, ...]
    methods: tuple[str, ...]  # that both have tried
    themes: tuple[str, ...]  # of plans of both
    is_same_kind: bool

    @property
    def url(self) -> str:
        return municipality_url(self.slug)

    @property
    def is_alike_only_in_kind(self) -> bool:
        return self.likeness == WEIGHTS[KIND]


_own: BindParameter[int] = bindparam("own_id")
_own_topics = select(PortraitTopic.topic_id).where(PortraitTopic.organisation_id == _own)
_portraits = (
    select(PortraitTopic.organisation_id.label("number"), Topic.group.label("sort"), Topic.title.label("title"))
    .join(Topic, Topic.id == PortraitTopic.topic_id)
    .where(PortraitTopic.topic_id.in_(_own_topics))
)
_own_card = aliased(ExperienceCard)
_own_methods = select(_own_card.method_id).where(_own_card.organisation_id == _own, readable(_own_card))
_cards = (
    select(ExperienceCard.organisation_id, literal(TRIED), Method.title)
    .join(Method, Method.id == ExperienceCard.method_id)
    .where(ExperienceCard.method_id.in_(_own_methods), readable(ExperienceCard), readable(Method))
)
_own_plan = aliased(Plan)
_own_themes = (
    select(PlanTopic.topic_id)
    .join(_own_plan, _own_plan.id == PlanTopic.plan_id)
    .where(_own_plan.organisation_id == _own, _own_plan.state == PlanState.SHARED.value, readable(_own_plan))
)
_plans = (
    select(Plan.organisation_id, literal(PLANNED), Topic.title)
    .select_from(PlanTopic)
    .join(Plan, Plan.id == PlanTopic.plan_id)
    .join(Topic, Topic.id == PlanTopic.topic_id)
    .where(PlanTopic.topic_id.in_(_own_themes), Plan.state == PlanState.SHARED.value, readable(Plan))
)
_own_kind = select(Organisation.group).where(Organisation.id == _own).scalar_subquery()
_kinds = select(Organisation.id, literal(KIND), Organisation.group).where(
    Organisation.group == _own_kind, Organisation.group != "", Organisation.participation != Participation.NONE.value
)
_shared = union(_portraits, _cards, _plans, _kinds).subquery()
_likeness = func.sum(case(*((_shared.c.sort == sort, weight) for sort, weight in WEIGHTS.items()), else_=0))


@cache
def _peers(limit: int) -> AnySelect:
    """The likest first, in one row each: few are shown of the many that share something."""
    rows: AnySelect = (
        select(Organisation.code, Organisation.slug, Organisation.name, Organisation.full_name)
        .add_columns(_likeness, lines(_shared.c.sort + literal("\t") + _shared.c.title))
        .join(_shared, _shared.c.number == Organisation.id)
        .where(
            Organisation.id != _own,
            Organisation.kind == OrganisationKind.MUNICIPALITY.value,
            Organisation.participation != Participation.NONE.value,
        )
        .group_by(Organisation.id)
    )
    return at_most(rows.order_by(_likeness.desc(), danish_order(Organisation.name), Organisation.id), limit)


def peers(source: Source, actor: Actor, organisation_id: int, *, limit: int) -> tuple[Peer, ...]:
    """Those in the network that share most with a municipality, as far as the actor may know.

    Only when too few share anything do those follow that are of the same kind alone.
    """
    rows = execute(source, _peers(limit), reader(actor) | {"own_id": organisation_id})
    return tuple(_peer(*row) for row in rows)


def _peer(code: str, slug: str, name: str, full_name: str, likeness: int, shared: str) -> Peer:
    by: dict[str, list[str]] = {}
    for line in shared.split("\n"):
        sort, _tab, title = line.partition("\t")
        by.setdefault(sort, []).append(title)
    return Peer(
        *(code, slug, name, full_name),
        likeness=int(likeness),
        challenges=_in_order(by.get(CHALLENGES, ())),
        potentials=_in_order(by.get(POTENTIALS, ())),
        methods=_in_order(by.get(TRIED, ())),
        themes=_in_order(by.get(PLANNED, ())),
        is_same_kind=KIND in by,
    )


def _in_order(titles: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(titles, key=danish_key))
