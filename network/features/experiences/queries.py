"""Reading cards: one by itself, as search hits, and who wants to try a method."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from network.core.access import Actor, Audience, readable, reader
from network.core.addresses import experience_url, member_url, method_url
from network.core.danish_order import danish_key
from network.core.db import AnySelect, Source, execute
from network.core.errors import NotFound
from network.features.accounts.models import Account, AccountState
from network.features.experiences.models import Again, ExperienceCard, MethodWish, Origin, Stage
from network.features.methods.models import Method, MethodState
from network.features.methods.queries import is_kept
from network.features.municipalities.models import Organisation


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as it stands. Whoever holds one has been let through."""

    id: int
    method_id: int
    method_slug: str
    method_title: str
    method_state: MethodState
    method_term: str
    author_id: int | None
    author_name: str | None  # None: the account has been erased
    author_state: str | None
    organisation_id: int
    organisation_name: str
    organisation_slug: str
    stage: Stage
    origin: Origin
    copied_from: str | None
    copied_from_slug: str | None
    year: int | None
    place: str
    cost: int | None
    hours: int | None
    again: Again | str
    texts: dict[str, str]
    html: dict[str, str]
    chosen: str  # the audience
    changed_at: datetime
    version: int

    @property
    def url(self) -> str:
        return experience_url(self.id)

    @property
    def method_url(self) -> str:
        return method_url(self.method_id, self.method_slug)

    @property
    def audience(self) -> Audience:
        return Audience(self.chosen)

    @property
    def is_withdrawn(self) -> bool:
        return self.method_state == MethodState.WITHDRAWN

    @property
    def author_is_gone(self) -> bool:
        return self.author_state != AccountState.ACTIVE

    @property
    def author_url(self) -> str | None:
        return member_url(self.author_id, self.author_name) if self.author_id and self.author_name else None

    def section(self, name: str) -> Markup:
        return Markup(self.html.get(name, ""))  # noqa: S704 -- sanitised when it was written, by core.text


_from = aliased(Organisation)
_reads_method = or_(readable(Method), is_kept(bindparam("reader_account")))
_view: AnySelect = (
    select(
        ExperienceCard.id,
        Method.id,
        Method.slug,
        Method.title,
        Method.state,
        Method.audience_term,
        ExperienceCard.author_id,
        Account.name,
        Account.state,
        ExperienceCard.organisation_id,
        Organisation.full_name,
        Organisation.slug,
        ExperienceCard.stage,
        ExperienceCard.origin,
        _from.full_name,
        _from.slug,
        ExperienceCard.year,
        ExperienceCard.place,
        ExperienceCard.cost,
        ExperienceCard.hours,
        ExperienceCard.again,
        ExperienceCard.texts,
        ExperienceCard.html,
        ExperienceCard.audience,
        ExperienceCard.changed_at,
        ExperienceCard.version,
    )
    .join(Method, Method.id == ExperienceCard.method_id)
    .join(Organisation, Organisation.id == ExperienceCard.organisation_id)
    .outerjoin(Account, Account.id == ExperienceCard.author_id)
    .outerjoin(_from, _from.id == ExperienceCard.copied_from_id)
    .where(ExperienceCard.id == bindparam("card_id"), readable(ExperienceCard), _reads_method)
)
_held: AnySelect = (
    select(ExperienceCard.id)
    .where(ExperienceCard.id == bindparam("card_id"), readable(ExperienceCard))
    .with_for_update(of=ExperienceCard)
)


def card_view(source: Source, actor: Actor, card_id: int, *, hold: bool = False) -> CardView:
    """`hold` keeps it from changing until the transaction ends. Raises NotFound."""
    wanted = reader(actor) | {"card_id": card_id}
    if hold:
        execute(source, _held, wanted)
    row = execute(source, _view, wanted).first()
    if row is None:
        raise NotFound
    return CardView(*row)


@dataclass(frozen=True, slots=True)
class Wish:
    organisation_id: int
    organisation_name: str
    account_id: int | None
    name: str | None
    email: str | None
    created_at: datetime

    @property
    def url(self) -> str | None:
        return member_url(self.account_id, self.name) if self.account_id and self.name else None


_wishes: AnySelect = (
    select(
        Organisation.id,
        Organisation.full_name,
        Account.id,
        Account.name,
        Account.email,
        MethodWish.created_at,
    )
    .select_from(MethodWish)
    .join(Organisation, Organisation.id == MethodWish.organisation_id)
    .outerjoin(Account, (Account.id == MethodWish.account_id) & (Account.state == AccountState.ACTIVE))
    .where(MethodWish.method_id == bindparam("method_id"))
)


def wishes(source: Source, method_id: int) -> tuple[Wish, ...]:
    """Which municipalities want to try a method that the reader has been let through to, in Danish order."""
    found = (Wish(*row) for row in execute(source, _wishes, {"method_id": method_id}))
    return tuple(sorted(found, key=lambda wish: danish_key(wish.organisation_name)))


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card as a search hit."""

    id: int
    method_title: str
    organisation_name: str
    plain: str
    changed_at: datetime
    audience_term: str

    @property
    def url(self) -> str:
        return experience_url(self.id)


_found: AnySelect = (
    select(
        ExperienceCard.id,
        Method.title,
        Organisation.full_name,
        ExperienceCard.plain,
        ExperienceCard.changed_at,
        ExperienceCard.audience_term,
    )
    .join(Method, Method.id == ExperienceCard.method_id)
    .join(Organisation, Organisation.id == ExperienceCard.organisation_id)
    .where(
        ExperienceCard.id.in_(bindparam("ids", expanding=True)),
        readable(ExperienceCard),
        readable(Method),
    )
)


def found_cards(session: Session, actor: Actor, ids: list[int]) -> dict[int, FoundCard]:
    """Those of these cards that the actor may read, with their methods."""
    if not ids:
        return {}
    return {row[0]: FoundCard(*row) for row in execute(session, _found, reader(actor) | {"ids": ids})}


_others: AnySelect = select(func.count()).where(
    ExperienceCard.method_id == bindparam("method_id"),
    ExperienceCard.organisation_id != bindparam("organisation_id"),
)


def others_have_tried(source: Source, method_id: int, organisation_id: int) -> bool:
    """Whether another municipality than the method's own has told of it."""
    wanted = {"method_id": method_id, "organisation_id": organisation_id}
    return bool(execute(source, _others, wanted).scalar())
