"""Members by name. Who may read what a text is about is asked of the same rule as everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, func, or_, select, true
from sqlalchemy.orm import Session

from network.core.access import Actor, Audience, OrganisationKind
from network.core.danish_sql import danish_folded, danish_order
from network.core.db import AnySelect, at_most, execute
from network.core.errors import N_, Invalid
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import is_members
from network.features.mentions.names import Named, folded, named_in
from network.features.municipalities.models import Organisation

MOST = 20  # members who are told of one post
MOST_NAMES = 100  # in one text; more are looked up for nobody
OFFERED = 8  # while a name is typed


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    organisation_id: int
    organisation_kind: str
    organisation_name: str  # "Lolland"
    organisation: str  # "Lolland Kommune"

    @property
    def places(self) -> tuple[str, str]:
        """What may stand behind the name to tell this one from another."""
        return folded(self.organisation_name), folded(self.organisation)

    def may_read(self, audience_term: str) -> bool:
        """Whether something of this audience is for them, by the kernel's own rule."""
        return audience_term in Actor(self.id, self.organisation_id, OrganisationKind(self.organisation_kind)).terms


@dataclass(frozen=True, slots=True)
class Mentions:
    """What becomes of the names in a text."""

    told: tuple[Person, ...] = ()
    cannot_read: tuple[Person, ...] = ()
    ambiguous: tuple[str, ...] = ()  # several members have this name

    def __bool__(self) -> bool:
        return bool(self.told or self.cannot_read or self.ambiguous)


_people: AnySelect = (
    select(Account.id, Account.name, Organisation.id, Organisation.kind, Organisation.name, Organisation.full_name)
    .join(Organisation, Organisation.id == Account.organisation_id)
    .where(Account.state == AccountState.ACTIVE, Account.password_hash.is_not(None), is_members)
)


_name = danish_folded(Account.name)  # capitals and "aa" as whoever types it means them
_by_names: AnySelect = _people.where(_name.in_(bindparam("names", expanding=True))).order_by(Account.id)


def mentions_in(session: Session, actor: Actor, markdown: str, audience_term: str) -> Mentions:
    """Whom the text names in full. Raises Invalid when it names more than can be told.

    What an adviser writes names nobody: who the members are is not for advisers to find out.
    """
    places = named_in(markdown) if actor.is_member else ()
    if not places:
        return Mentions()
    if len(places) > MOST_NAMES:
        raise _too_many(len(places))
    names = {name for place in places for name, _where in place.names}
    rows = execute(session, _by_names, {"names": sorted(names)})
    by_name: dict[str, list[Person]] = {}
    for row in rows:
        by_name.setdefault(folded(row[1]), []).append(Person(*row))
    return _sorted_out(actor, places, by_name, audience_term)


def _sorted_out(
    actor: Actor, places: Sequence[Named], by_name: dict[str, list[Person]], audience_term: str
) -> Mentions:
    meant: dict[int, Person] = {}
    ambiguous: dict[str, None] = {}
    for place in places:
        found = next(((by_name[name], where) for name, where in place.names if name in by_name), None)
        if found is None:
            continue
        people, where = found
        if len(people) > 1:
            people = [person for person in people if where in person.places]
        if len(people) == 1:
            meant[people[0].id] = people[0]
        else:
            ambiguous[found[0][0].name] = None
    if len(meant) > MOST:
        raise _too_many(len(meant))
    others = [person for person in meant.values() if person.id != actor.id]
    return Mentions(
        told=tuple(person for person in others if person.may_read(audience_term)),
        cannot_read=tuple(person for person in others if not person.may_read(audience_term)),
        ambiguous=tuple(ambiguous),
    )


def _too_many(count: int) -> Invalid:
    return Invalid(
        N_("The text names %(count)s people with @. At most %(limit)s can be told of one post. Take some of them out."),
        "body",
        count=count,
        limit=MOST,
    )


@dataclass(frozen=True, slots=True)
class Offered:
    """A member in the list that opens while a name is typed."""

    name: str
    organisation: str
    text: str  # what is put into the text


@cache
def _offered(audience: Audience) -> AnySelect:
    begins = or_(
        _name.like(bindparam("first"), escape="\\"),
        _name.like(bindparam("later"), escape="\\"),
    )
    reads = {
        Audience.MUNICIPALITIES: Organisation.kind != OrganisationKind.PARTNER,
        Audience.OWN: Organisation.id == bindparam("organisation_id"),
    }.get(audience, true())
    rows = _people.where(begins, reads, Account.id != bindparam("actor_id"))
    return at_most(rows.order_by(danish_order(Account.name), Account.id), OFFERED)


_shared_names: AnySelect = (
    select(_name)
    .where(_name.in_(bindparam("names", expanding=True)), Account.state == AccountState.ACTIVE)
    .group_by(_name)
    .having(func.count() > 1)
)


def offered(session: Session, actor: Actor, begun: str, audience_term: str) -> tuple[Offered, ...]:
    """Members whom the audience includes and of whose name a word begins like this."""
    start = folded(begun)
    if not start:
        return ()
    kind, _, number = audience_term.partition(":")
    pattern = start.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    wanted = {"first": f"{pattern}%", "later": f"% {pattern}%", "actor_id": actor.id}
    wanted["organisation_id"] = int(number) if number else None
    people = [Person(*row) for row in execute(session, _offered(Audience(kind)), wanted)]
    names = sorted({folded(person.name) for person in people})
    shared = set(execute(session, _shared_names, {"names": names}).scalars()) if names else set()
    return tuple(
        Offered(
            person.name,
            person.organisation,
            f"@{person.name} ({person.organisation_name})" if folded(person.name) in shared else f"@{person.name}",
        )
        for person in people
    )
