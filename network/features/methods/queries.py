"""Reading a method: its page, and what has to be known to change it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, String, bindparam, cast, exists, literal, or_, select
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor, Audience, readable, reader
from network.core.addresses import member_url, method_url
from network.core.danish_order import danish_key
from network.core.db import AnySelect, Source, execute
from network.core.errors import NotFound
from network.core.policy import Action, allows
from network.core.statements import lines
from network.features.accounts.models import Account, AccountState
from network.features.keywords.column import is_shown
from network.features.keywords.models import Keyword, KeywordState
from network.features.methods.fields import missing
from network.features.methods.models import (
    CostBand,
    Licence,
    Method,
    MethodKeeper,
    MethodKeyword,
    MethodKind,
    MethodState,
    MethodTopic,
)
from network.features.municipalities.models import Organisation
from network.features.topics.models import Topic


@dataclass(frozen=True, slots=True)
class Link:
    """Something that has a page of its own."""

    slug: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Keeper:
    id: int
    name: str
    title: str
    organisation_name: str
    email: str

    @property
    def url(self) -> str:
        return member_url(self.id, self.name)


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method as it stands. Whoever holds one has been let through."""

    id: int
    kind: MethodKind
    state: MethodState
    owner_id: int | None
    organisation_id: int
    title: str
    slug: str
    summary: str
    texts: dict[str, str]
    html: dict[str, str]
    cost_band: CostBand | str
    licence: Licence
    chosen: str  # the audience
    term: str  # who may read it now
    number: int
    open_from: int
    created_at: datetime
    shared_at: datetime | None
    looked_through_at: datetime
    review_due: date | None
    reviewed_at: datetime | None
    reviewed_number: int | None
    withdrawn_at: datetime | None
    withdrawn_reason: str
    owner_name: str | None  # None: the account has been erased
    owner_title: str | None
    owner_state: str | None
    organisation_name: str
    organisation_slug: str
    topic_column: str | None
    keyword_column: str | None
    keeper_column: str | None

    @property
    def url(self) -> str:
        return method_url(self.id, self.slug)

    @property
    def audience(self) -> Audience:
        return Audience(self.chosen)

    @property
    def is_draft(self) -> bool:
        return self.state == MethodState.DRAFT

    @property
    def is_withdrawn(self) -> bool:
        return self.state == MethodState.WITHDRAWN

    @property
    def is_shared(self) -> bool:
        return self.state == MethodState.SHARED

    @property
    def is_reviewed(self) -> bool:
        return self.reviewed_at is not None

    @property
    def is_overdue(self) -> bool:
        """Whether nobody has looked through it since it was due."""
        return self.is_shared and self.review_due is not None and self.review_due < clock.today()

    @property
    def owner_is_gone(self) -> bool:
        return self.owner_state != AccountState.ACTIVE

    @property
    def owner_url(self) -> str | None:
        return member_url(self.owner_id, self.owner_name) if self.owner_id and self.owner_name else None

    @property
    def keeper_ids(self) -> frozenset[int]:
        others = map(int, (self.keeper_column or "").split())
        return frozenset((*others, *([self.owner_id] if self.owner_id else ())))

    @property
    def topic_slugs(self) -> tuple[str, ...]:
        return tuple(line.partition("\t")[0] for line in (self.topic_column or "").splitlines())

    @property
    def topics(self) -> tuple[Link, ...]:
        return _links(self.topic_column, "/emner/")

    @property
    def keywords(self) -> tuple[Link, ...]:
        return _links(self.keyword_column, "/metoder/?noegleord=")

    @property
    def missing(self) -> tuple[str, ...]:
        return missing(self.texts, str(self.cost_band))

    def section(self, name: str) -> Markup:
        return Markup(self.html.get(name, ""))  # noqa: S704 -- sanitised when it was written, by core.text


def _links(column: str | None, base: str) -> tuple[Link, ...]:
    pairs = (line.split("\t", 1) for line in (column or "").split("\n") if line)
    return tuple(
        sorted((Link(slug, title, base + slug) for slug, title in pairs), key=lambda link: danish_key(link.title))
    )


def is_kept(account: Any) -> ColumnElement[bool]:
    """Whether an account keeps the method that a statement is about."""
    others = exists().where(MethodKeeper.method_id == Method.id, MethodKeeper.account_id == account)
    return or_(Method.owner_id == account, others.correlate(Method))


topic_column = (
    select(lines(Topic.slug + literal("\t") + Topic.title))
    .select_from(MethodTopic)
    .join(Topic, Topic.id == MethodTopic.topic_id)
    .where(MethodTopic.method_id == Method.id)
    .correlate(Method)
    .scalar_subquery()
)
keyword_column = (
    select(lines(Keyword.slug + literal("\t") + Keyword.title))
    .select_from(MethodKeyword)
    .join(Keyword, Keyword.id == MethodKeyword.keyword_id)
    .where(MethodKeyword.method_id == Method.id, is_shown)
    .correlate(Method)
    .scalar_subquery()
)
_keeper_column = (
    select(lines(cast(MethodKeeper.account_id, String)))
    .where(MethodKeeper.method_id == Method.id)
    .correlate(Method)
    .scalar_subquery()
)
_reader_keeps = is_kept(bindparam("reader_account"))
_view: AnySelect = (
    select(
        Method.id,
        Method.kind,
        Method.state,
        Method.owner_id,
        Method.organisation_id,
        Method.title,
        Method.slug,
        Method.summary,
        Method.texts,
        Method.html,
        Method.cost_band,
        Method.licence,
        Method.audience,
        Method.audience_term,
        Method.number,
        Method.open_from,
        Method.created_at,
        Method.shared_at,
        Method.looked_through_at,
        Method.review_due,
        Method.reviewed_at,
        Method.reviewed_number,
        Method.withdrawn_at,
        Method.withdrawn_reason,
        Account.name,
        Account.title,
        Account.state,
        Organisation.full_name,
        Organisation.slug,
        topic_column,
        keyword_column,
        _keeper_column,
    )
    .join(Organisation, Organisation.id == Method.organisation_id)
    .outerjoin(Account, Account.id == Method.owner_id)
    .where(Method.id == bindparam("method_id"), or_(readable(Method), _reader_keeps))
)
_held: AnySelect = (
    select(Method.id)
    .where(Method.id == bindparam("method_id"), or_(readable(Method), _reader_keeps))
    .with_for_update(of=Method)
)


def method_view(source: Source, actor: Actor, method_id: int, *, hold: bool = False) -> MethodView:
    """A method that the actor may read or keeps; `hold` keeps it from changing until the transaction ends.

    Raises NotFound.
    """
    wanted = reader(actor) | {"method_id": method_id}
    if hold:
        execute(source, _held, wanted)  # first: what a statement that had to wait reads beside is what was before
    row = execute(source, _view, wanted).first()
    if row is None:
        raise NotFound
    return MethodView(*row)


_keepers: AnySelect = (
    select(Account.id, Account.name, Account.title, Organisation.full_name, Account.email)
    .join(Organisation, Organisation.id == Account.organisation_id)
    .join(MethodKeeper, MethodKeeper.account_id == Account.id)
    .where(MethodKeeper.method_id == bindparam("method_id"), Account.state == AccountState.ACTIVE)
)


def keepers(source: Source, method: MethodView) -> tuple[Keeper, ...]:
    """Who keeps it beside its owner, in Danish alphabetical order."""
    if not method.keeper_column:
        return ()
    found = (Keeper(*row) for row in execute(source, _keepers, {"method_id": method.id}))
    return tuple(sorted(found, key=lambda keeper: danish_key(keeper.name)))


_chosen_keywords: AnySelect = (
    select(Keyword.slug)
    .join(MethodKeyword, MethodKeyword.keyword_id == Keyword.id)
    .where(MethodKeyword.method_id == bindparam("method_id"), Keyword.state == KeywordState.ACTIVE.value)
    .order_by(Keyword.slug)
)


def chosen_keywords(session: Session, method: MethodView) -> str:
    """The keywords of a method as its form holds them."""
    return " ".join(execute(session, _chosen_keywords, {"method_id": method.id}).scalars())


@dataclass(frozen=True, slots=True)
class MethodRights:
    """What the actor may do to a method."""

    can_edit: bool
    can_review: bool
    can_take_over: bool


def rights(actor: Actor, method: MethodView) -> MethodRights:
    return MethodRights(
        can_edit=allows(Action.EDIT_METHOD, actor, method),
        can_review=method.is_shared and allows(Action.REVIEW_METHOD, actor, method),
        can_take_over=allows(Action.TAKE_OVER_METHOD, actor, method) and actor.id != method.owner_id,
    )
