"""Where municipalities stand in the planning cycle. Everybody may read it."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from network.core.access import Actor, Role
from network.core.addresses import municipality_url
from network.core.danish_order import danish_key
from network.core.db import AnySelect, Source, execute
from network.features.accounts.models import Account, AccountState
from network.features.municipalities.models import Organisation, Participation
from network.features.portraits.models import CyclePhase, Portrait


@dataclass(frozen=True, slots=True)
class Standing:
    """A municipality at a step."""

    organisation_id: int
    slug: str
    name: str
    year: int | None

    @property
    def url(self) -> str:
        return municipality_url(self.slug)


@dataclass(frozen=True, slots=True)
class Step:
    phase: CyclePhase
    standing: tuple[Standing, ...]  # in Danish alphabetical order
    is_own: bool  # whether the reader's municipality stands here


_standing: AnySelect = (
    select(Portrait.cycle_phase, Organisation.id, Organisation.slug, Organisation.full_name, Portrait.cycle_year)
    .join(Organisation, Organisation.id == Portrait.organisation_id)
    .where(Portrait.cycle_phase != "", Organisation.participation != Participation.NONE.value)
)


def steps(source: Source, actor: Actor) -> tuple[Step, ...]:
    """All six, in the order of the cycle, with those in the network that have told where they stand."""
    found: dict[str, list[Standing]] = {}
    for phase, *place in execute(source, _standing, {}):
        found.setdefault(phase, []).append(Standing(*place))
    return tuple(_step(phase, found.get(phase, []), actor) for phase in CyclePhase)


def _step(phase: CyclePhase, standing: list[Standing], actor: Actor) -> Step:
    ordered = tuple(sorted(standing, key=lambda place: danish_key(place.name)))
    return Step(phase, ordered, any(place.organisation_id == actor.organisation_id for place in ordered))


@dataclass(frozen=True, slots=True)
class SameStep:
    """Where the reader's municipality stands, and in how many others there somebody can be asked."""

    phase: CyclePhase
    count: int


_own_phase = select(Portrait.cycle_phase).where(Portrait.organisation_id == bindparam("own_id")).scalar_subquery()
_others: AnySelect = (
    select(Portrait.cycle_phase, func.count(Organisation.id.distinct()))
    .join(Organisation, Organisation.id == Portrait.organisation_id)
    .join(Account, Account.organisation_id == Organisation.id)
    .where(
        Portrait.cycle_phase == _own_phase,
        Portrait.cycle_phase != "",
        Organisation.id != bindparam("own_id"),
        Organisation.participation != Participation.NONE.value,
        Account.roles.contains(Role.COORDINATOR.value),
        Account.state == AccountState.ACTIVE.value,
    )
    .group_by(Portrait.cycle_phase)
)


def same_step(source: Source, actor: Actor) -> SameStep | None:
    """None when the actor's municipality has not told where it stands, or nobody else stands there."""
    row = execute(source, _others, {"own_id": actor.organisation_id}).first()
    return SameStep(CyclePhase(row[0]), row[1]) if row else None
