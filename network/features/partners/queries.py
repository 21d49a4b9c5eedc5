"""Reading partners: who they are, who comes from them, what they have given, and which plans they advise."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from network.core.access import Actor, OrganisationKind, readable, reader
from network.core.addresses import partner_url, plan_url
from network.core.danish_order import danish_key
from network.core.danish_sql import danish_folded, fold_text
from network.core.db import AnySelect, Source, at_most, execute
from network.core.errors import NotFound
from network.core.policy import Action, allows
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import OpenInvitation, open_invitations
from network.features.municipalities.contents import Contents, contents_of, held_columns
from network.features.municipalities.models import Organisation
from network.features.municipalities.queries import PEOPLE, MemberRow, every_member, first_members
from network.features.plans.models import Plan, PlanState
from network.features.portraits.queries import PortraitView, portrait_columns, portrait_from, with_portrait

MOST_PLANS = 20


@dataclass(frozen=True, slots=True)
class PartnerRow:
    id: int
    slug: str
    full_name: str
    member_count: int = 0  # in lists

    @property
    def url(self) -> str:
        return partner_url(self.slug)


@dataclass(frozen=True, slots=True)
class AdvisedPlan:
    id: int
    slug: str
    title: str
    organisation_name: str

    @property
    def url(self) -> str:
        return plan_url(self.id, self.slug)


@dataclass(frozen=True, slots=True)
class PartnerPage:
    partner: PartnerRow
    portrait: PortraitView
    members: tuple[MemberRow, ...]  # empty for those who may not see them
    has_more_members: bool
    plans: tuple[AdvisedPlan, ...]
    contents: Contents
    invitations: tuple[OpenInvitation, ...]
    can_see_members: bool
    can_invite: bool
    can_describe: bool
    can_suspend: bool


_is_partner = Organisation.kind == OrganisationKind.PARTNER.value
_columns: AnySelect = select(Organisation.id, Organisation.slug, Organisation.full_name).where(_is_partner)
_member_count = (
    select(func.count(Account.id))
    .where(Account.organisation_id == Organisation.id, Account.state == AccountState.ACTIVE)
    .correlate(Organisation)
    .scalar_subquery()
)
_every = _columns.add_columns(_member_count)
_one = _columns.where(Organisation.slug == bindparam("slug"))
_page = with_portrait(_columns.add_columns(*held_columns)).where(Organisation.slug == bindparam("slug"))
PORTRAIT = -len(portrait_columns)
HELD = PORTRAIT - len(held_columns)
# Plans say in words who advises them
_advised: AnySelect = at_most(
    select(Plan.id, Plan.slug, Plan.title, Organisation.full_name)
    .join(Organisation, Organisation.id == Plan.organisation_id)
    .where(
        readable(Plan),
        Plan.state == PlanState.SHARED.value,
        danish_folded(Plan.advisers).like(bindparam("named"), escape="/"),
    )
    .order_by(Plan.changed_at.desc(), Plan.id.desc()),
    MOST_PLANS,
)


def partners(source: Source) -> tuple[PartnerRow, ...]:
    """All of them, in Danish alphabetical order."""
    found = (PartnerRow(*row) for row in execute(source, _every, {}))
    return tuple(sorted(found, key=lambda row: danish_key(row.full_name)))


def partner_row(source: Source, slug: str) -> PartnerRow:
    """Raises NotFound."""
    row = execute(source, _one, {"slug": slug}).first()
    if row is None:
        raise NotFound
    return PartnerRow(*row)


def partner_page(source: Source, actor: Actor, slug: str) -> PartnerPage:
    """Raises NotFound."""
    row = execute(source, _page, {"slug": slug}).first()
    if row is None:
        raise NotFound
    found = PartnerRow(*row[:HELD])
    sees_members = allows(Action.SEE_MEMBERS, actor, found)
    can_invite = allows(Action.INVITE_COLLEAGUE, actor, found)
    can_suspend = allows(Action.SUSPEND_MEMBER, actor)
    members = (every_member if can_suspend else first_members)(source, found.id) if sees_members else ()
    return PartnerPage(
        partner=found,
        portrait=portrait_from(row[PORTRAIT:]),
        members=members if can_suspend else members[:PEOPLE],
        has_more_members=len(members) > PEOPLE and not can_suspend,
        plans=advised_plans(source, actor, found.full_name),
        contents=contents_of(source, actor, found.id, row[HELD:PORTRAIT]),
        invitations=open_invitations(source, found.id) if can_invite else (),
        can_see_members=sees_members,
        can_invite=can_invite,
        can_describe=allows(Action.DESCRIBE_MUNICIPALITY, actor, found),
        can_suspend=can_suspend,
    )


def advised_plans(source: Source, actor: Actor, name: str) -> tuple[AdvisedPlan, ...]:
    """Plans that the actor may read and that name somebody as their adviser, those changed last first."""
    sought = fold_text(name)
    for special in ("/", "%", "_"):
        sought = sought.replace(special, f"/{special}")
    rows = execute(source, _advised, reader(actor) | {"named": f"%{sought}%"})
    return tuple(AdvisedPlan(*row) for row in rows)
