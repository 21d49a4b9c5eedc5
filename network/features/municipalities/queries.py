"""Reading municipalities and their members."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from network.core.access import Actor, OrganisationKind, Role
from network.core.addresses import accessibility_url, municipality_url, nearby_url
from network.core.danish_order import danish_key
from network.core.danish_sql import danish_order
from network.core.db import AnySelect, Source, at_most, execute
from network.core.errors import NotFound
from network.core.policy import Action, allows
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import OpenInvitation, open_invitations, roles_of
from network.features.members.contact import Reachable
from network.features.members.models import Profile
from network.features.municipalities.contents import Contents, contents_of, held_columns
from network.features.municipalities.models import Organisation, Participation
from network.features.municipalities.regions import region_now
from network.features.portraits.queries import PortraitView, portrait_columns, portrait_from, with_portrait


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
    joined_at: datetime | None
    member_count: int = 0  # in lists

    @property
    def url(self) -> str:
        return municipality_url(self.slug)

    @property
    def nearby_url(self) -> str:
        return nearby_url(self.slug)

    @property
    def accessibility_url(self) -> str:
        return accessibility_url(self.slug)


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
    members: tuple[MemberRow, ...]  # empty for those who may not see them; the first ones alone where there are more
    portrait: PortraitView
    contents: Contents
    invitations: tuple[OpenInvitation, ...]
    can_see_members: bool
    can_invite: bool
    can_suspend: bool
    has_more_members: bool

    @property
    def coordinators(self) -> tuple[MemberRow, ...]:
        return tuple(member for member in self.members if member.is_coordinator)


PEOPLE = 8  # members on a municipality's page
_member_count = (
    select(func.count(Account.id))
    .where(Account.organisation_id == Organisation.id, Account.state == AccountState.ACTIVE)
    .correlate(Organisation)
    .scalar_subquery()
)
_columns: AnySelect = select(
    Organisation.id,
    Organisation.slug,
    Organisation.code,
    Organisation.name,
    Organisation.full_name,
    region_now,
    Organisation.group,
    Organisation.participation,
    Organisation.joined_at,
).where(Organisation.kind == OrganisationKind.MUNICIPALITY.value)
_rows = _columns.add_columns(_member_count)
_row_of_slug = _columns.where(Organisation.slug == bindparam("slug"))


def municipalities(session: Session) -> tuple[MunicipalityRow, ...]:
    """All of them, in Danish alphabetical order."""
    found = (MunicipalityRow(*row) for row in execute(session, _rows, {}))
    return tuple(sorted(found, key=lambda row: danish_key(row.name)))


def municipality_row(session: Session, slug: str) -> MunicipalityRow:
    """Raises NotFound."""
    row = execute(session, _row_of_slug, {"slug": slug}).first()
    if row is None:
        raise NotFound
    return MunicipalityRow(*row)


_page_of_slug = with_portrait(_columns.add_columns(*held_columns)).where(Organisation.slug == bindparam("slug"))
PORTRAIT = -len(portrait_columns)
HELD = PORTRAIT - len(held_columns)


def municipality_page(source: Source, actor: Actor, slug: str) -> MunicipalityPage:
    """Raises NotFound."""
    row = execute(source, _page_of_slug, {"slug": slug}).first()
    if row is None:
        raise NotFound
    found = MunicipalityRow(*row[:HELD])
    sees_members = allows(Action.SEE_MEMBERS, actor, found)
    can_invite = found.participation != Participation.NONE and allows(Action.INVITE_COLLEAGUE, actor, found)
    can_suspend = allows(Action.SUSPEND_MEMBER, actor)
    members = _members(source, found.id, also_suspended=can_suspend) if sees_members else ()
    return MunicipalityPage(
        municipality=found,
        members=members if can_suspend else members[:PEOPLE],
        has_more_members=len(members) > PEOPLE and not can_suspend,
        portrait=portrait_from(row[PORTRAIT:]),
        contents=contents_of(source, actor, found.id, row[HELD:PORTRAIT]),
        invitations=open_invitations(source, found.id) if can_invite else (),
        can_see_members=sees_members,
        can_invite=can_invite,
        can_suspend=can_suspend,
    )


_is_coordinator = Account.roles.contains(Role.COORDINATOR.value)
_member_columns: AnySelect = (
    select(
        Account.id,
        Account.name,
        Account.title,
        Account.email,
        func.coalesce(Profile.phone, ""),
        Account.roles,
        Account.state,
    )
    .outerjoin(Profile, Profile.account_id == Account.id)
    .where(Account.organisation_id == bindparam("organisation_id"))
    .order_by(_is_coordinator.desc(), danish_order(Account.name), Account.id)
)
_every_member = (
    _member_columns.where(Account.state != AccountState.ERASED)
    .order_by(None)
    .order_by(danish_order(Account.name), Account.id)
)
_first_members = at_most(_member_columns.where(Account.state == AccountState.ACTIVE), PEOPLE + 1)


def _members(source: Source, organisation_id: int, *, also_suspended: bool) -> tuple[MemberRow, ...]:
    """All of them with `also_suspended`; else the coordinators first, and one more than are shown."""
    statement = _every_member if also_suspended else _first_members
    return tuple(_member(row) for row in execute(source, statement, {"organisation_id": organisation_id}))


def first_members(source: Source, organisation_id: int) -> tuple[MemberRow, ...]:
    """Whose access is open, the coordinators first, and one more than PEOPLE where there are more."""
    return _members(source, organisation_id, also_suspended=False)


def every_member(source: Source, organisation_id: int) -> tuple[MemberRow, ...]:
    """Also those whose access is closed, in Danish alphabetical order."""
    return _members(source, organisation_id, also_suspended=True)


_coordinator: AnySelect = select(Account.id).where(
    Account.organisation_id == bindparam("organisation_id"), _is_coordinator, Account.state == AccountState.ACTIVE
)


def has_coordinator(session: Session, organisation_id: int) -> bool:
    """Whether somebody with an open access coordinates there."""
    return execute(session, _coordinator, {"organisation_id": organisation_id}).first() is not None


def _member(row: Sequence[Any]) -> MemberRow:
    member_id, name, title, email, phone, roles, state = row
    return MemberRow(member_id, name, title, email, phone, roles_of(roles), state == AccountState.SUSPENDED)


def organisation_by_slug(session: Session, slug: str) -> Organisation:
    """Raises NotFound."""
    found = session.scalars(select(Organisation).where(Organisation.slug == slug)).first()
    if found is None:
        raise NotFound
    return found


# Also those that took part once: what they shared is still there
_taking_part: AnySelect = select(Organisation.id, Organisation.slug, Organisation.name).where(
    or_(Organisation.participation != Participation.NONE, Organisation.joined_at.is_not(None)),
    Organisation.kind != OrganisationKind.ADVISER.value,
)


def asking_organisations(session: Session) -> tuple[tuple[int, str, str], ...]:
    """(id, slug, name) of all who take part or once did, in Danish alphabetical order."""
    rows = execute(session, _taking_part, {})
    return tuple(sorted(((number, slug, name) for number, slug, name in rows), key=lambda row: danish_key(row[2])))


def municipalities_taking_part(session: Session) -> tuple[tuple[str, str], ...]:
    """(slug, name) of the municipalities among them."""
    statement = select(Organisation.slug, Organisation.name).where(
        Organisation.participation != Participation.NONE, Organisation.kind == OrganisationKind.MUNICIPALITY
    )
    rows = [(slug, name) for slug, name in session.execute(statement)]
    return tuple(sorted(rows, key=lambda row: danish_key(row[1])))


_ENDING = re.compile(r"\s+(regions)?kommunes?$")


def place_key(name: str) -> str:
    """The same for all ways in which people write a place: "Åbenrå", "Aabenraas", "Aabenraa Kommune"."""
    return _ENDING.sub("", danish_key(" ".join(name.replace("-", " ").split()))).removesuffix("s")


def organisation_named(session: Session, text: str) -> Organisation | None:
    """The organisation with this code or name, spelled as people do ("Åbenrå", "Lollands kommune")."""
    wanted = place_key(text)
    for organisation in session.scalars(select(Organisation)):
        names = (organisation.code or "", organisation.slug, organisation.name, organisation.full_name)
        if wanted and wanted in map(place_key, (*names, *organisation.aliases.split("|"))):
            return organisation
    return None
