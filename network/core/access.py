"""The visibility kernel: who is asking, and which audiences they belong to.

Every piece of content carries one audience term ("public", "network", "municipalities" or "own:<organisation id>").
Someone may read it when the term is among theirs. The same terms stand in the database and in the search index,
so a list, a count, a search and a single page cannot disagree.

An external adviser reads what is public, and beside it the threads, documents and plans that a municipality has opened
to them, each by itself: its key, such as "thread:9", stands among the adviser's terms. The statements of everybody else
know nothing of that; those of advisers are widened when they are run: `core.widening`.

What a moderator has hidden is in no list, count or search, whoever asks. Its own page is still there for its author
and for those who moderate.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Integer,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    cast,
    false,
    literal,
    not_,
    or_,
)


class Audience(StrEnum):
    PUBLIC = "public"
    NETWORK = "network"
    MUNICIPALITIES = "municipalities"
    OWN = "own"

    def term(self, organisation_id: int) -> str:
        """The audience term of something that belongs to `organisation_id`."""
        return f"own:{organisation_id}" if self is Audience.OWN else self.value


MERGED = "merged"  # the term of a thread whose posts stand in another one: it is for nobody


@lru_cache(maxsize=1024)
def audience_of(term: str) -> Audience:
    """The audience behind a stored term."""
    return Audience(term.partition(":")[0])


def is_within(term: str, other: str) -> bool:
    """Whether everybody who reads what is for `term` may read what is for `other`, whoever they are."""
    here, there = audience_of(term), audience_of(other)
    if term == other or there is Audience.PUBLIC:
        return True
    return there is Audience.NETWORK and here is not Audience.PUBLIC


class OrganisationKind(StrEnum):
    MUNICIPALITY = "municipality"
    PARTNER = "partner"
    SECRETARIAT = "secretariat"
    ADVISER = "adviser"  # a firm whose people read what municipalities open to them


class Invitable(StrEnum):
    """What can be opened to an adviser.

    A model whose rows can says which it is in `invitable`; its rows, and views of what belongs to one, have the key as
    their `invitation_key`.
    """

    THREAD = "thread"
    DOCUMENT = "document"
    PLAN = "plan"

    def key(self, thing_id: int | str) -> str:
        """As it stands among an adviser's terms, and as search gathers what belongs to the thing."""
        return f"{self.value}:{thing_id}"

    def ids_among(self, keys: Iterable[str]) -> list[int]:
        """The numbers of this kind of thing."""
        parted = (key.partition(":") for key in keys)
        return [int(number) for word, _, number in parted if word == self]


class Role(StrEnum):
    COORDINATOR = "coordinator"
    EDITOR = "editor"
    MODERATOR = "moderator"
    SECRETARIAT = "secretariat"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever makes a request. Loaded once, never an ORM object."""

    id: int | None = None  # account id; None: not signed in
    organisation_id: int | None = None
    organisation_kind: OrganisationKind | None = None
    organisation_name: str = ""
    name: str = ""
    roles: frozenset[Role] = frozenset()
    language: str = "da"
    version: int = 0
    unread_count: int = 0  # notifications; UNREAD_LIMIT stands for that many or more
    session_id: int | None = None
    invited: frozenset[str] = frozenset()  # keys of what has been opened to an adviser; nobody else has any
    terms: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        if self.is_adviser:
            object.__setattr__(self, "roles", frozenset())  # an adviser runs nothing here
        if not self.is_adviser or self.id is None:
            object.__setattr__(self, "invited", frozenset())
        object.__setattr__(self, "terms", _terms(self))

    @property
    def is_signed_in(self) -> bool:
        """Members and advisers; what is for members alone asks for `is_member`."""
        return self.id is not None

    @property
    def is_adviser(self) -> bool:
        return self.organisation_kind is OrganisationKind.ADVISER

    @property
    def is_member(self) -> bool:
        return self.id is not None and not self.is_adviser

    @property
    def is_secretariat(self) -> bool:
        return Role.SECRETARIAT in self.roles

    @property
    def moderates(self) -> bool:
        return not self.roles.isdisjoint((Role.MODERATOR, Role.SECRETARIAT))

    @property
    def is_coordinator(self) -> bool:
        return Role.COORDINATOR in self.roles


ANONYMOUS_TERMS = frozenset({Audience.PUBLIC.value})


def _terms(actor: Actor) -> frozenset[str]:
    """Partners do not read what municipalities say among themselves; the secretariat does, because it moderates."""
    if actor.id is None:
        return ANONYMOUS_TERMS
    if actor.is_adviser:
        return ANONYMOUS_TERMS | actor.invited
    terms = {Audience.PUBLIC.value, Audience.NETWORK.value, f"own:{actor.organisation_id}"}
    if actor.organisation_kind is not OrganisationKind.PARTNER:
        terms.add(Audience.MUNICIPALITIES.value)
    return frozenset(terms)


ANONYMOUS = Actor()


def writable_audiences(actor: Actor) -> tuple[Audience, ...]:
    """The audiences an actor may address, widest first."""
    if not actor.is_member:
        return ()
    if actor.organisation_kind is OrganisationKind.PARTNER:
        return (Audience.NETWORK,)
    return (Audience.PUBLIC, Audience.NETWORK, Audience.MUNICIPALITIES, Audience.OWN)


UNREAD_LIMIT = 100


class HasAudience(Protocol):
    audience_term: str


def can_read(actor: Actor, thing: HasAudience) -> bool:
    """The object rule. `thing` may have a `hidden_at`; then it has an `author_id` too."""
    if thing.audience_term not in actor.terms and not is_invited(actor, thing):
        return False
    return getattr(thing, "hidden_at", None) is None or sees_hidden(actor, thing.author_id)  # type: ignore[attr-defined]


def is_invited(actor: Actor, thing: Any) -> bool:
    """Whether the thing has been opened to an adviser. One whose posts stand in another thread is for nobody."""
    key = getattr(thing, "invitation_key", None)
    return key is not None and key in actor.invited and thing.audience_term != MERGED


def sees_hidden(actor: Actor, author_id: int) -> bool:
    """Whether the actor sees what a moderator has hidden all the same: it is theirs, or they moderate."""
    return actor.moderates or (actor.id is not None and actor.id == author_id)


def sees_name(actor: Actor, author_id: int) -> bool:
    """Whether the actor sees who wrote a post whose author hides their name: it is theirs, or they moderate."""
    return sees_hidden(actor, author_id)


# The statement stays the same whoever asks, so that it is put together and compiled once.
_TERM_PARAMETERS = tuple(f"reader_term_{number}" for number in range(4))


def readable(model: Any) -> ColumnElement[bool]:
    """The list rule, as a condition for a WHERE whose parameters are `reader`: without them it cannot be run.

    Equal to `can_read` for every row that is not hidden, and false for those that are, which a property test proves.
    """
    return _unless_hidden(model, _addressed(model))


def reachable(model: Any) -> ColumnElement[bool]:
    """The rule of pages that show also what is hidden, to its author and to those who moderate.

    Equal to `can_read` for every row, which a property test proves.
    """
    return and_(_addressed(model), not_hidden(model))


def not_hidden(model: Any) -> ColumnElement[bool]:
    """What is hidden is there for its author and those who moderate alone, also inside of what is `reachable`."""
    is_own = model.author_id == bindparam("reader_account", type_=Integer)
    moderates = bindparam("reader_moderates", type_=Integer) == 1
    return or_(model.hidden_at.is_(None), is_own, moderates)


def _unless_hidden(model: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(condition, model.hidden_at.is_(None)) if hasattr(model, "hidden_at") else condition


def _addressed(model: Any) -> ColumnElement[bool]:
    clause: ColumnElement[bool] = model.audience_term.in_([bindparam(name, type_=String) for name in _TERM_PARAMETERS])
    return clause._annotate({OPENED: model}) if hasattr(model, "invitable") else clause


OPENED = "opened"  # marks the condition that is wider for an adviser, and names the model that it is of
# By the kind of thing, the parameter with the ids that have been opened to the adviser; others have none of them
INVITED_PARAMETERS = {kind: f"reader_invited_{kind.value}" for kind in Invitable}


def readable_by_member(
    model: Any,
    organisation_id: SQLColumnExpression[int],
    organisation_kind: SQLColumnExpression[str],
    opened: ColumnElement[bool] | None = None,
) -> ColumnElement[bool]:
    """The rule the other way round: who of many accounts may read a thing, by the columns of their organisations.

    `opened` says whether the thing has been opened to the account; without it an adviser reads what is public. Equal to
    `can_read` for every account and row that is not hidden, and false for those that are, which a property test proves.
    """
    term, is_adviser = model.audience_term, organisation_kind == OrganisationKind.ADVISER.value
    of_members = or_(
        term == Audience.NETWORK.value,
        and_(term == Audience.MUNICIPALITIES.value, organisation_kind != OrganisationKind.PARTNER.value),
        term == literal("own:") + cast(organisation_id, String),
    )
    addressed = or_(
        term == Audience.PUBLIC.value,
        and_(not_(is_adviser), of_members),
        and_(is_adviser, term != MERGED, false() if opened is None else opened),
    )
    return _unless_hidden(model, addressed)


def reader(actor: Actor) -> dict[str, Any]:
    """Who reads, as the parameters of a statement with `readable` or `reachable` in it."""
    terms = sorted(actor.terms - actor.invited)
    filled = terms + terms[:1] * (len(_TERM_PARAMETERS) - len(terms))
    return {
        **dict(zip(_TERM_PARAMETERS, filled, strict=True)),
        "reader_account": actor.id,
        "reader_moderates": int(actor.moderates),
    } | (_invited_ids(actor) if actor.is_adviser else {})


def _invited_ids(actor: Actor) -> dict[str, list[int]]:
    return {name: kind.ids_among(actor.invited) for kind, name in INVITED_PARAMETERS.items()}
