"""Reading what is open to advisers: for them, for whoever reads the same thing, and for the municipality."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, false, select
from sqlalchemy.orm import aliased

from network.core.access import Actor, Invitable, OrganisationKind, readable, reader
from network.core.addresses import document_url, plan_url, thread_url
from network.core.byline import byline
from network.core.db import AnySelect, Source, execute
from network.core.errors import NotFound
from network.core.policy import Action, allows
from network.features.accounts.models import Account
from network.features.advisers.models import COLUMNS, AdviserAccess, is_open
from network.features.library.models import Document
from network.features.municipalities.models import Organisation
from network.features.plans.models import Plan
from network.features.threads.models import Thread

MODELS: dict[Invitable, Any] = {Invitable.THREAD: Thread, Invitable.DOCUMENT: Document, Invitable.PLAN: Plan}
_URLS: dict[Invitable, Callable[[int, str], str]] = {
    Invitable.THREAD: thread_url,
    Invitable.DOCUMENT: document_url,
    Invitable.PLAN: plan_url,
}


def url_of(kind: Invitable, thing_id: int, slug: str) -> str:
    return _URLS[kind](thing_id, slug)


@dataclass(frozen=True, slots=True)
class InvitableThing:
    """A thread, a document or a plan, with what has to be known to open it."""

    kind: Invitable
    id: int
    slug: str
    title: str
    audience_term: str
    author_id: int | None
    has_hidden_name: bool
    organisation_id: int
    organisation_name: str
    organisation_slug: str
    organisation_kind: str

    @property
    def invitation_key(self) -> str:
        return self.kind.key(self.id)

    @property
    def is_plan(self) -> bool:
        return self.kind is Invitable.PLAN

    @property
    def url(self) -> str:
        return url_of(self.kind, self.id, self.slug)


@dataclass(frozen=True, slots=True)
class _Home:
    """What the policy asks of a thing at whose page somebody is already."""

    organisation_id: int
    author_id: int | None
    has_hidden_name: bool
    is_plan: bool
    organisation_kind: str = OrganisationKind.MUNICIPALITY.value


def may_invite_to(actor: Actor, thing: Any, *, is_plan: bool = False) -> bool:
    """Whether the page of a thing offers it: to people of the municipality that the thing comes from."""
    if actor.organisation_id != thing.organisation_id or actor.organisation_kind is not OrganisationKind.MUNICIPALITY:
        return False
    home = _Home(thing.organisation_id, thing.author_id, getattr(thing, "has_hidden_name", False), is_plan)
    return allows(Action.INVITE_ADVISER, actor, home)


@cache
def _thing(kind: Invitable) -> AnySelect:
    model = MODELS[kind]
    columns = (model.id, model.slug, model.title, model.audience_term, model.author_id)
    hides_name = model.mask.is_not(None) if kind is Invitable.THREAD else false()
    home = (Organisation.id, Organisation.full_name, Organisation.slug, Organisation.kind)
    return (
        select(*columns, hides_name, *home)
        .join(Organisation, Organisation.id == model.organisation_id)
        .where(model.id == bindparam("thing_id"), readable(model))
    )


def invitable_thing(source: Source, actor: Actor, kind: Invitable, thing_id: int) -> InvitableThing:
    """Raises NotFound, also when it is not the actor's to know, or has been hidden."""
    row = execute(source, _thing(kind), reader(actor) | {"thing_id": thing_id}).first()
    if row is None:
        raise NotFound
    return InvitableThing(kind, *row)


@dataclass(frozen=True, slots=True)
class AdviserLine:
    """An adviser to whom the thing at hand is or was open, as everybody who reads it is told."""

    id: int  # of the access
    account_id: int
    name: str
    firm: str
    organisation_id: int
    organisation_name: str  # on whose behalf
    invited_by_id: int | None
    inviter: str | None
    last_day: date | None
    is_open: bool
    has_joined: bool

    @property
    def byline(self) -> str:
        return byline(self.name, self.firm)


_firm, _inviter = aliased(Organisation), aliased(Account)
_line_columns = (
    AdviserAccess.id,
    Account.id,
    Account.name,
    _firm.full_name,
    AdviserAccess.organisation_id,
    Organisation.full_name,
    AdviserAccess.invited_by_id,
    _inviter.name,
    AdviserAccess.last_day,
    is_open(),
    Account.password_hash.is_not(None),
)


def _with_people(rows: AnySelect) -> AnySelect:
    return (
        rows.select_from(AdviserAccess)
        .join(Account, Account.id == AdviserAccess.account_id)
        .join(_firm, _firm.id == Account.organisation_id)
        .join(Organisation, Organisation.id == AdviserAccess.organisation_id)
        .outerjoin(_inviter, _inviter.id == AdviserAccess.invited_by_id)
    )


@cache
def _lines(kind: Invitable) -> AnySelect:
    rows = _with_people(select(*_line_columns)).where(COLUMNS[kind] == bindparam("thing_id"))
    return rows.order_by(AdviserAccess.created_at, AdviserAccess.id)


def adviser_lines(source: Source, kind: Invitable, thing_id: int) -> tuple[AdviserLine, ...]:
    """Those to whom something that the actor has been let through to is open, and those to whom it was."""
    return tuple(AdviserLine(*row) for row in execute(source, _lines(kind), {"thing_id": thing_id}))


def reading_along(lines: Sequence[AdviserLine]) -> tuple[AdviserLine, ...]:
    """Those of them who read now."""
    return tuple(line for line in lines if line.is_open)


def those_who_read(source: Source, kind: Invitable, thing_id: int, *, is_advised: bool) -> tuple[AdviserLine, ...]:
    """Advisers who read a thing that the actor has been let through to. One that never was open costs no question."""
    return reading_along(adviser_lines(source, kind, thing_id)) if is_advised else ()


# For the adviser


@dataclass(frozen=True, slots=True)
class InvitedTo:
    kind: Invitable
    url: str
    title: str
    organisation_name: str
    inviter: str | None
    last_day: date | None


@cache
def _invited_to(kind: Invitable) -> AnySelect:
    model = MODELS[kind]
    access = and_(COLUMNS[kind] == model.id, AdviserAccess.account_id == bindparam("reader_account"), is_open())
    return (
        select(model.id, model.slug, model.title, Organisation.full_name, Account.name, AdviserAccess.last_day)
        .join(AdviserAccess, access)
        .join(Organisation, Organisation.id == AdviserAccess.organisation_id)
        .outerjoin(Account, Account.id == AdviserAccess.invited_by_id)
        .where(readable(model))
        .order_by(AdviserAccess.created_at.desc(), AdviserAccess.id.desc())
    )


def invited_to(source: Source, actor: Actor) -> tuple[InvitedTo, ...]:
    """All that is open to an adviser, kind by kind, the newest first; nothing for anybody else."""
    if not actor.is_adviser:
        return ()
    return tuple(
        InvitedTo(kind, url_of(kind, thing_id, slug), *rest)
        for kind in Invitable
        for thing_id, slug, *rest in execute(source, _invited_to(kind), reader(actor))
    )


# For the municipality


@dataclass(frozen=True, slots=True)
class OpenAccess:
    """What one adviser reads, on the page of whoever answers for it."""

    line: AdviserLine
    kind: Invitable
    title: str | None  # None: not the actor's to read, or hidden
    url: str
    can_end: bool


@dataclass(frozen=True, slots=True)
class AdviserOf:
    """An adviser with all that the municipality has opened to them."""

    id: int
    name: str
    firm: str
    email: str
    has_joined: bool
    accesses: tuple[OpenAccess, ...]

    @property
    def byline(self) -> str:
        return byline(self.name, self.firm)


@cache
def _of_organisation() -> AnySelect:
    rows = _with_people(select(*_line_columns, Account.email))
    for kind, model in MODELS.items():
        rows = rows.add_columns(COLUMNS[kind], model.slug, model.title)
        rows = rows.outerjoin(model, and_(model.id == COLUMNS[kind], readable(model)))
    of_organisation = AdviserAccess.organisation_id == bindparam("organisation_id")
    return rows.where(of_organisation, is_open()).order_by(AdviserAccess.created_at.desc(), AdviserAccess.id.desc())


def advisers_of(source: Source, actor: Actor, organisation_id: int) -> tuple[AdviserOf, ...]:
    """Everybody who reads on behalf of a municipality, those who were invited last first."""
    found: dict[int, list[OpenAccess]] = {}
    emails: dict[int, str] = {}
    wanted = reader(actor) | {"organisation_id": organisation_id}
    for row in execute(source, _of_organisation(), wanted):
        line = AdviserLine(*row[: len(_line_columns)])
        email, *things = row[len(_line_columns) :]
        (kind, thing_id, slug, title), *_ = (
            (kind, *things[at : at + 3]) for at, kind in zip((0, 3, 6), MODELS, strict=True) if things[at] is not None
        )
        url = url_of(kind, thing_id, slug) if slug is not None else ""
        access = OpenAccess(line, kind, title, url, allows(Action.END_ADVISER, actor, line))
        found.setdefault(line.account_id, []).append(access)
        emails[line.account_id] = email
    return tuple(_adviser(accesses, emails[number]) for number, accesses in found.items())


def _adviser(accesses: Sequence[OpenAccess], email: str) -> AdviserOf:
    line = accesses[0].line
    return AdviserOf(line.account_id, line.name, line.firm, email, line.has_joined, tuple(accesses))
