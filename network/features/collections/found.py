"""Collections as search hits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, union_all
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.addresses import collection_url
from network.core.db import AnySelect, execute
from network.features.collections.kinds import KINDS, Kind
from network.features.collections.models import Collection, CollectionItem
from network.features.collections.queries import item_anchor
from network.features.municipalities.models import Organisation


@dataclass(frozen=True, slots=True)
class FoundCollection:
    """A collection, or what is said before one of its things, as a search hit."""

    url: str
    title: str
    plain: str
    organisation_name: str
    changed_at: datetime
    audience_term: str


_hit = (Organisation.full_name, Collection.changed_at, Collection.audience_term)
_found: AnySelect = (
    select(Collection.id, Collection.slug, Collection.title, Collection.plain, *_hit)
    .join(Organisation, Organisation.id == Collection.organisation_id)
    .where(Collection.id.in_(bindparam("ids", expanding=True)), readable(Collection), Collection.deleted_at.is_(None))
)


def _items_of(kind: Kind) -> AnySelect:
    return (
        select(
            CollectionItem.id, Collection.id, Collection.slug, Collection.title, CollectionItem.plain, *_hit
        )
        .join(Collection, Collection.id == CollectionItem.collection_id)
        .join(Organisation, Organisation.id == Collection.organisation_id)
        .join(kind.model, kind.id == kind.column)
        .where(
            CollectionItem.id.in_(bindparam("ids", expanding=True)),
            CollectionItem.removed_at.is_(None),
            readable(Collection),
            readable(kind.model),
        )
    )  # fmt: skip


_found_items = union_all(*map(_items_of, KINDS))


def found_collections(
    session: Session, actor: Actor, places: Sequence[tuple[int, ...]]
) -> dict[tuple[int, ...], FoundCollection]:
    """By id, or by id and that of an item: those of these that the actor may read."""
    whole = [place[0] for place in places if len(place) == 1]
    parts = [place[1] for place in places if len(place) > 1]
    found: dict[tuple[int, ...], FoundCollection] = {}
    if whole:
        for number, slug, title, *rest in execute(session, _found, reader(actor) | {"ids": whole}):
            found[(number,)] = FoundCollection(collection_url(number, slug), title, *rest)
    if parts:
        for item_id, number, slug, title, *rest in execute(session, _found_items, reader(actor) | {"ids": parts}):
            url = f"{collection_url(number, slug)}#{item_anchor(item_id)}"
            found[(number, item_id)] = FoundCollection(url, title, *rest)
    return found
