"""Reading municipalities and their members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from network.core.access import Actor, OrganisationKind, Role
from network.core.danish_order import danish_key
from network.core.db import AnySelect, execute
from network.core.errors import NotFound
from network.core.policy import Action, allows
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import OpenInvitation, open_invitations, roles_of
from network.features.members.contact import Reachable
from network.features.members.models import Profile
from network.features.municipalities.models import Organisation, Participation


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    id: int
    slug: str
    code: str
    name: str
    full_name: str
    region: str
    group: str
    participation: Participation
    member_count: int
    joined_at: datetime | None


@dataclass(frozen=True, slots=True)
class MemberRow(Reachable):
    id: int
    name: str
    title: str
    email: str
    phone: str
    roles: frozenset[Role]
    is_suspended: bool

    @property
    def is_coordinator(self) -> bool:
        return Role.COORDINATOR in self.roles and not self.is_suspended


@dataclass(frozen=True, slots=True)
class MunicipalityPage:
    municipality: MunicipalityRow
    members: tuple[MemberRow, ...]  # empty for those who may not see them
    invitations: tuple[OpenInvitation, ...]
    can_see_members: bool
    can_invite: bool
    can_suspend: bool

    @property
    def coordinators(self) -> tuple[MemberRow, ...]:
        return tuple(member for member in self.members if member.is_coordinator)


_member_count = (
    select(func.count(Account.id))
    .where(Account.organisation_id == Organisation.id, Account.state == AccountState.ACTIVE)
    .correlate(Organisation)
    .scalar_subquery()
)
_rows = select(
    Organisation.id,
    Organisation.slug,
    Organisation.code,
    Organisation.name,
    Organisation.full_name,
    Organisation.region,
    Organisation.group,
    Organisation.participation,
    _member_count,
    Organisation.joined_at,
).where(Organisation.kind == OrganisationKind.MUNICIPALITY)


def municipalities(session: Session, *, participating: bool | None = None) -> tuple[MunicipalityRow, ...]:
    """In Danish alphabetical order; with `participating` only those that do (True) or do not yet (False)."""
    rows = _rows
    if participating is not None:
        is_none = Organisation.participation == Participation.NONE
        rows = rows.where(~is_none if participating else is_none)
    found = (MunicipalityRow(*row) for row in session.execute(rows))
    return tuple(sorted(found, key=lambda row: danish_key(row.name)))


def municipality_page(session: Session, actor: Actor, slug: str) -> MunicipalityPage:
    """Raises NotFound."""
    row = session.execute(_rows.where(Organisation.slug == slug)).first()
    if row is None:
        raise NotFound
    found = MunicipalityRow(*row)
    sees_members = allows(Action.SEE_MEMBERS, actor, found)
    can_invite = found.participation != Participation.NONE and allows(Action.INVITE_COLLEAGUE, actor, found)
    can_suspend = allows(Action.SUSPEND_MEMBER, actor)
    return MunicipalityPage(
        municipality=found,
        members=_members(session, found.id, also_suspended=can_suspend) if sees_members else (),
        invitations=open_invitations(session, found.id) if can_invite else (),
        can_see_members=sees_members,
        can_invite=can_invite,
        can_suspend=can_suspend,
    )


def _members(session: Session, organisation_id: int, *, also_suspended: bool) -> tuple[MemberRow, ...]:
    columns = (Account.id, Account.name, Account.title, Account.email, func.coalesce(Profile.phone, ""))
    wanted = select(*columns, Account.roles, Account.state).where(Account.organisation_id == organisation_id)
    wanted = wanted.outerjoin(Profile, Profile.account_id == Account.id)
    if not also_suspended:
        wanted = wanted.where(Account.state == AccountState.ACTIVE)
    found = (_member(row) for row in session.execute(wanted))
    return tuple(sorted(found, key=lambda member: danish_key(member.name)))


def _member(row: Sequence[Any]) -> MemberRow:
    member_id, name, title, email, phone, roles, state = row
    return MemberRow(member_id, name, title, email, phone, roles_of(roles), state == AccountState.SUSPENDED)


def organisation_by_slug(session: Session, slug: str) -> Organisation:
    """Raises NotFound."""
    found = session.scalars(select(Organisation).where(Organisation.slug == slug)).first()
    if found is None:
        raise NotFound
    return found


_taking_part: AnySelect = select(Organisation.id, Organisation.slug, Organisation.name).where(
    Organisation.participation != Participation.NONE
)


def asking_organisations(session: Session) -> tuple[tuple[int, str, str], ...]:
    """(id, slug, name) of all who take part, in Danish alphabetical order."""
    rows = execute(session, _taking_part, {})
    return tuple(sorted(((number, slug, name) for number, slug, name in rows), key=lambda row: danish_key(row[2])))


def municipalities_taking_part(session: Session) -> tuple[tuple[str, str], ...]:
    """(slug, name) of the municipalities among them."""
    statement = select(Organisation.slug, Organisation.name).where(
        Organisation.participation != Participation.NONE, Organisation.kind == OrganisationKind.MUNICIPALITY
    )
    rows = [(slug, name) for slug, name in session.execute(statement)]
    return tuple(sorted(rows, key=lambda row: danish_key(row[1])))


def organisation_named(session: Session, text: str) -> Organisation | None:
    """The organisation with this code or name, spelled as people do ("Åbenrå", "Lolland Kommune")."""
    wanted = danish_key(text.strip())
    for organisation in session.scalars(select(Organisation)):
        names = (organisation.code or "", organisation.slug, organisation.name, organisation.full_name)
        if wanted and wanted in map(danish_key, (*names, *organisation.aliases.split("|"))):
            return organisation
    return None
