"""Members as search hits: what stands in the directory, for members alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.addresses import member_url
from network.core.db import AnySelect, execute
from network.core.policy import Action, allows
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import is_members
from network.features.members.models import Profile
from network.features.members.queries import competences_of
from network.features.municipalities.models import Organisation


@dataclass(frozen=True, slots=True)
class FoundMember:
    id: int
    name: str
    title: str
    organisation_name: str
    ask_about: str
    joined_at: datetime
    competences: tuple[str, ...]

    @property
    def url(self) -> str:
        return member_url(self.id, self.name)

    @property
    def text(self) -> str:
        """What they say they know about."""
        return " · ".join(part for part in (self.ask_about, *self.competences) if part)


_found: AnySelect = (
    select(
        Account.id,
        Account.name,
        Account.title,
        Organisation.full_name,
        func.coalesce(Profile.ask_about, ""),
        Account.created_at,
    )
    .join(Organisation, Organisation.id == Account.organisation_id)
    .outerjoin(Profile, Profile.account_id == Account.id)
    .where(Account.id.in_(bindparam("ids", expanding=True)), Account.state == AccountState.ACTIVE.value, is_members)
)


def found_members(session: Session, actor: Actor, ids: list[int]) -> dict[int, FoundMember]:
    """Those of these members that the actor may look up."""
    if not ids or not allows(Action.SEE_MEMBERS, actor):
        return {}
    known = competences_of(session, ids)
    found = {}
    for number, name, title, organisation, ask_about, joined_at in execute(session, _found, {"ids": ids}):
        topics = tuple(topic.title for topic in known.get(number, ()))
        found[number] = FoundMember(number, name, title, organisation, ask_about, joined_at, topics)
    return found
