"""The neighbours of a municipality with what planners need of each: where it stands, what it works on, whom to ask."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from network.core.access import Actor, Role
from network.core.addresses import member_url
from network.core.danish_order import danish_key
from network.core.db import AnySelect, execute
from network.core.policy import Action, allows
from network.core.statements import lines
from network.features.accounts.models import Account, AccountState
from network.features.municipalities.models import Organisation, Participation
from network.features.municipalities.regions import region_now
from network.features.peers.places import Neighbour, neighbours
from network.features.portraits.models import CHALLENGES, CyclePhase, Portrait, PortraitTopic
from network.features.topics.models import Topic


@dataclass(frozen=True, slots=True)
class Coordinator:
    id: int
    name: str
    email: str

    @property
    def url(self) -> str:
        return member_url(self.id, self.name)


@dataclass(frozen=True, slots=True)
class NearbyRow:
    neighbour: Neighbour
    region: str
    participation: Participation
    cycle_phase: CyclePhase | None
    cycle_year: int | None
    challenges: tuple[str, ...]
    coordinators: tuple[Coordinator, ...]  # none for visitors


_challenges = (
    select(lines(Topic.title))
    .select_from(PortraitTopic)
    .join(Topic, Topic.id == PortraitTopic.topic_id)
    .where(PortraitTopic.organisation_id == Organisation.id, Topic.group == CHALLENGES)
    .correlate(Organisation)
    .scalar_subquery()
)
_nearby: AnySelect = (
    select(
        Organisation.code,
        region_now,
        Organisation.participation,
        func.coalesce(Portrait.cycle_phase, ""),
        Portrait.cycle_year,
        func.coalesce(_challenges, ""),
    )
    .outerjoin(Portrait, Portrait.organisation_id == Organisation.id)
    .where(Organisation.code.in_(bindparam("codes", expanding=True)))
)
_coordinators: AnySelect = (
    select(Organisation.code, Account.id, Account.name, Account.email)
    .join(Organisation, Organisation.id == Account.organisation_id)
    .where(
        Organisation.code.in_(bindparam("codes", expanding=True)),
        Account.roles.contains(Role.COORDINATOR.value),
        Account.state == AccountState.ACTIVE,
    )
    .order_by(Account.id)
)


def nearby(session: Session, actor: Actor, code: str) -> tuple[NearbyRow, ...]:
    """In Danish alphabetical order; who coordinates there is for members."""
    around = neighbours(code)
    wanted = {"codes": [neighbour.place.code for neighbour in around]}
    told = {row[0]: row[1:] for row in execute(session, _nearby, wanted)}
    asked: dict[str, list[Coordinator]] = {}
    if allows(Action.SEE_MEMBERS, actor):
        for place, *account in execute(session, _coordinators, wanted):
            asked.setdefault(place, []).append(Coordinator(*account))
    rows = []
    for neighbour in around:
        region, participation, phase, year, challenges = told[neighbour.place.code]
        rows.append(
            NearbyRow(
                neighbour,
                region,
                participation,
                CyclePhase(phase) if phase else None,
                year,
                tuple(sorted(filter(None, challenges.split("\n")), key=danish_key)),
                tuple(asked.get(neighbour.place.code, ())),
            )
        )
    return tuple(rows)
