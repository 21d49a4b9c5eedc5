"""Who can act on what only one municipality reads.

A thread for one's own municipality is read by nobody else, and that holds for the secretariat and for moderators from
elsewhere too. So a report of it goes to those who moderate in that municipality; where nobody does, the coordinator is
named, who can speak with the author.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from network.core.access import Actor, Role
from network.core.danish_order import danish_key
from network.core.db import AnySelect, execute
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import roles_of


@dataclass(frozen=True, slots=True)
class Nearby:
    """The actor's own colleagues, by name."""

    moderators: tuple[str, ...]
    coordinators: tuple[str, ...]


_colleagues: AnySelect = select(Account.id, Account.name, Account.roles).where(
    Account.organisation_id == bindparam("organisation_id"),
    Account.state == AccountState.ACTIVE,
    or_(*(Account.roles.contains(role.value) for role in (Role.MODERATOR, Role.SECRETARIAT, Role.COORDINATOR))),
)


def nearby(session: Session, actor: Actor) -> Nearby:
    """Those of the actor's municipality who moderate, and who coordinates there; never the actor."""
    rows = execute(session, _colleagues, {"organisation_id": actor.organisation_id}).all()
    others = sorted((row for row in rows if row.id != actor.id), key=lambda row: danish_key(row.name))
    moderates = [row.name for row in others if roles_of(row.roles) & {Role.MODERATOR, Role.SECRETARIAT}]
    coordinates = [row.name for row in others if Role.COORDINATOR in roles_of(row.roles)]
    return Nearby(tuple(moderates), tuple(coordinates))
