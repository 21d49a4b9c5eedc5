"""Municipalities that are like another one, and what they share with it.

What they share is what the reader may read: portraits are everybody's, cards and plans have readers of their own.
Nothing of a post counts, so that nothing written with a hidden name does.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, literal, select, union
from sqlalchemy.orm import aliased

from network.core.access import Actor, OrganisationKind, readable, reader
from network.core.addresses import municipality_url
from network.core.danish_order import danish_key
from network.core.db import AnySelect, Source, execute
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
_peers: AnySelect = (
    select(Organisation.code, Organisation.slug, Organisation.name, Organisation.full_name, _shared.c.sort)
    .add_columns(_shared.c.title)
    .join(_shared, _shared.c.number == Organisation.id)
    .where(
        Organisation.id != _own,
        Organisation.kind == OrganisationKind.MUNICIPALITY.value,
        Organisation.participation != Participation.NONE.value,
    )
)


def peers(source: Source, actor: Actor, organisation_id: int, *, limit: int) -> tuple[Peer, ...]:
    """Those in the network that share most with a municipality, as far as the actor may know.

    Only when too few share anything do those follow that are of the same kind alone.
    """
    found: dict[tuple[str, str, str, str], dict[str, list[str]]] = {}
    for *place, sort, title in execute(source, _peers, reader(actor) | {"own_id": organisation_id}):
        code, slug, name, full_name = place
        found.setdefault((code, slug, name, full_name), {}).setdefault(sort, []).append(title)
    ranked = sorted(
        (
            (sum(WEIGHTS.get(sort, 0) * len(titles) for sort, titles in by.items()), place, by)
            for place, by in found.items()
        ),
        key=lambda item: (-item[0], danish_key(item[1][2])),
    )
    return tuple(_peer(likeness, place, by) for likeness, place, by in ranked[:limit])


def _peer(likeness: int, place: tuple[str, str, str, str], by: dict[str, list[str]]) -> Peer:
    return Peer(
        *place,
        likeness=likeness,
        challenges=_in_order(by.get(CHALLENGES, ())),
        potentials=_in_order(by.get(POTENTIALS, ())),
        methods=_in_order(by.get(TRIED, ())),
        themes=_in_order(by.get(PLANNED, ())),
        is_same_kind=KIND in by,
    )


def _in_order(titles: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(titles, key=danish_key))
