"""Reading a collection and what lies in it: of that, each reader sees what they may read, and nothing of the rest."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import bindparam, exists, literal, or_, select, union_all
from sqlalchemy.orm import Session

from network.core.access import Actor, Audience, audience_of, is_within, readable, reader
from network.core.addresses import collection_url, member_url
from network.core.db import AnySelect, Source, execute
from network.core.errors import NotFound
from network.core.policy import Action, allows
from network.features.accounts.models import Account, AccountState
from network.features.collections.kinds import KINDS, NAMED, Kind
from network.features.collections.models import PRIVATE, Collection, CollectionFollower, CollectionItem
from network.features.municipalities.models import Organisation

ABOUT_LENGTH = 200  # characters of what a thing is
SHOWN_REMOVED = 5


def shortened(text: str) -> str:
    return text if len(text) <= ABOUT_LENGTH else text[:ABOUT_LENGTH].rpartition(" ")[0] + " …"


@dataclass(frozen=True, slots=True)
class CollectionView:
    """A collection as it stands. Whoever holds one has been let through."""

    id: int
    owner_id: int | None
    organisation_id: int
    title: str
    slug: str
    markdown: str
    html: str
    chosen: str  # an audience, or PRIVATE
    term: str  # who may read it now
    version: int
    created_at: datetime
    changed_at: datetime
    deleted_at: datetime | None
    owner_name: str | None  # None: the account has been erased
    owner_title: str | None
    owner_state: str | None
    organisation_name: str
    organisation_code: str | None
    follows: bool

    @property
    def url(self) -> str:
        return collection_url(self.id, self.slug)

    @property
    def is_private(self) -> bool:
        return self.chosen == PRIVATE

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def owner_is_gone(self) -> bool:
        return self.owner_state != AccountState.ACTIVE

    @property
    def owner_url(self) -> str | None:
        return member_url(self.owner_id, self.owner_name) if self.owner_id and self.owner_name else None

    @property
    def introduction(self) -> Markup:
        return Markup(self.html)  # noqa: S704 -- sanitised when it was written, by core.text


_is_owner = Collection.owner_id == bindparam("reader_account")
_follows = exists().where(
    CollectionFollower.collection_id == Collection.id, CollectionFollower.account_id == bindparam("reader_account")
)
_reads = or_(readable(Collection), _is_owner)
_view: AnySelect = (
    select(
        Collection.id,
        Collection.owner_id,
        Collection.organisation_id,
        Collection.title,
        Collection.slug,
        Collection.markdown,
        Collection.html,
        Collection.audience,
        Collection.audience_term,
        Collection.version,
        Collection.created_at,
        Collection.changed_at,
        Collection.deleted_at,
        Account.name,
        Account.title,
        Account.state,
        Organisation.full_name,
        Organisation.code,
        _follows.correlate(Collection),
    )
    .join(Organisation, Organisation.id == Collection.organisation_id)
    .outerjoin(Account, Account.id == Collection.owner_id)
    .where(Collection.id == bindparam("collection_id"), _reads)
)
_held: AnySelect = (
    select(Collection.id).where(Collection.id == bindparam("collection_id"), _reads).with_for_update(of=Collection)
)


def collection_view(source: Source, actor: Actor, collection_id: int, *, hold: bool = False) -> CollectionView:
    """A collection that the actor may read or owns; `hold` keeps it from changing until the transaction ends.

    Raises NotFound.
    """
    wanted = reader(actor) | {"collection_id": collection_id}
    if hold:
        execute(source, _held, wanted)  # first: what a statement that had to wait reads beside is what was before
    row = execute(source, _view, wanted).first()
    if row is None:
        raise NotFound
    return CollectionView(*row)


@dataclass(frozen=True, slots=True)
class Thing:
    """What can lie in a collection, as its reader may see it."""

    kind: str
    id: int
    slug: str
    title: str
    about: str
    organisation_name: str  # or the mask of who hides their name
    at: datetime
    term: str

    @property
    def url(self) -> str:
        return NAMED[self.kind].url(self.id, self.slug)

    @property
    def audience(self) -> Audience:
        return audience_of(self.term)


@dataclass(frozen=True, slots=True)
class ItemView:
    id: int
    number: int  # in the order of those that its reader sees, from 1
    thing: Thing
    markdown: str
    html: str
    version: int
    removed_at: datetime | None

    @property
    def anchor(self) -> str:
        return item_anchor(self.id)

    @property
    def introduction(self) -> Markup:
        return Markup(self.html)  # noqa: S704 -- sanitised when it was written, by core.text


def item_anchor(item_id: int) -> str:
    return f"ting-{item_id}"


def _items_of(kind: Kind) -> AnySelect:
    item = CollectionItem
    return (
        kind.things.add_columns(
            literal(kind.name),
            item.id.label("item_id"),
            item.place.label("place"),
            item.markdown,
            item.html,
            item.version,
            item.removed_at,
        )
        .join(item, kind.column == kind.id)
        .where(item.collection_id == bindparam("collection_id"))
    )


_items = union_all(*map(_items_of, KINDS)).order_by("place", "item_id")


@dataclass(frozen=True, slots=True)
class Contents:
    items: tuple[ItemView, ...]
    removed: tuple[ItemView, ...]  # those that can be put back, the newest first


def contents(source: Source, actor: Actor, collection: CollectionView) -> Contents:
    """Those of its things that the actor may read: what they may not, nothing tells of."""
    rows = execute(source, _items, reader(actor) | {"collection_id": collection.id})
    found = [_item(row) for row in rows]
    there = [item for item in found if item.removed_at is None]
    removed = [(item.removed_at, item) for item in found if item.removed_at is not None]
    removed.sort(key=lambda pair: (pair[0], pair[1].id), reverse=True)
    return Contents(
        tuple(replace(item, number=number) for number, item in enumerate(there, 1)),
        tuple(item for _at, item in removed[:SHOWN_REMOVED]),
    )


def _item(row: Any) -> ItemView:
    number, slug, title, about, organisation, at, term, kind, item_id, _place, markdown, html, version, removed = row
    thing = Thing(kind, number, slug, title, shortened(about), organisation, at, term)
    return ItemView(item_id, 0, thing, markdown, html, version, removed)


def unseen_count(collection: CollectionView, items: tuple[ItemView, ...]) -> int:
    """How many of these those whom the collection is shared with cannot all read."""
    if collection.term == PRIVATE:
        return 0
    return sum(not is_within(collection.term, item.thing.term) for item in items)


_one = {kind.name: kind.things.where(kind.id == bindparam("thing_id")) for kind in KINDS}


def thing(source: Source, actor: Actor, kind: Kind, thing_id: int) -> Thing:
    """Raises NotFound, also when it is not the actor's to know."""
    row = execute(source, _one[kind.name], reader(actor) | {"thing_id": thing_id}).first()
    if row is None:
        raise NotFound
    number, slug, title, about, *rest = row
    return Thing(kind.name, number, slug, title, shortened(about), *rest)


@dataclass(frozen=True, slots=True)
class OwnCollection:
    """One of the actor's own, for the page on which something is put into one."""

    id: int
    slug: str
    title: str
    chosen: str
    holds_it: bool  # the thing lies there already

    @property
    def url(self) -> str:
        return collection_url(self.id, self.slug)

    @property
    def is_private(self) -> bool:
        return self.chosen == PRIVATE


def _own_statement(kind: Kind) -> AnySelect:
    holds = exists().where(
        CollectionItem.collection_id == Collection.id,
        kind.column == bindparam("thing_id"),
        CollectionItem.removed_at.is_(None),
    )
    return (
        select(Collection.id, Collection.slug, Collection.title, Collection.audience, holds.correlate(Collection))
        .where(_is_owner, Collection.deleted_at.is_(None))
        .order_by(Collection.changed_at.desc(), Collection.id.desc())
        .limit(100)
    )


_own = {kind.name: _own_statement(kind) for kind in KINDS}


def own_collections(session: Session, actor: Actor, kind: Kind, thing_id: int) -> tuple[OwnCollection, ...]:
    """The actor's, the one that was changed last first."""
    wanted = {"reader_account": actor.id, "thing_id": thing_id}
    return tuple(OwnCollection(*row) for row in execute(session, _own[kind.name], wanted))


def can_keep(actor: Actor, collection: CollectionView) -> bool:
    return allows(Action.KEEP_COLLECTION, actor, collection)
