"""What lies in a collection: putting in, ordering, taking out and putting back, and what is said before it.

No function commits. Everything is told by the places that the actor sees: a thing that is not theirs to read stays
where it is among the others.
"""

import secrets
from dataclasses import dataclass

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor, is_within
from network.core.cpr import NOT_CPR, passed_over
from network.core.db import AnySelect, execute
from network.core.errors import N_, Invalid, NotFound
from network.core.outbox import Queue
from network.core.text import checked_body, render
from network.features.collections.following import tell_followers
from network.features.collections.kinds import Kind
from network.features.collections.models import PRIVATE, Collection, CollectionItem
from network.features.collections.queries import CollectionView, ItemView, Thing, contents, thing
from network.features.collections.service import KIND, CollectionConflict, kept_collection

MOST_ITEMS = 200
_place = update(CollectionItem).where(CollectionItem.id == bindparam("row_id")).values(place=bindparam("to"))
_insert = insert(CollectionItem).returning(CollectionItem.id)
_count: AnySelect = select(func.count(), func.coalesce(func.max(CollectionItem.place), 0)).where(
    CollectionItem.collection_id == bindparam("collection_id")
)


def add(session: Session, actor: Actor, collection_id: int, kind: Kind, thing_id: int) -> int:
    """Put a thing that the actor may read behind the others; returns the item's id. What lies there stays where it is.

    Raises NotFound, Forbidden, Invalid.
    """
    view = kept_collection(session, actor, collection_id)
    found = thing(session, actor, kind, thing_id)
    there = select(CollectionItem.id, CollectionItem.removed_at).where(
        CollectionItem.collection_id == collection_id, kind.column == thing_id
    )
    row = session.execute(there).first()
    if row is not None and row.removed_at is None:
        return int(row.id)
    count, last = execute(session, _count, {"collection_id": collection_id}).one()
    if row is not None:
        item_id = int(row.id)
        again = update(CollectionItem).where(CollectionItem.id == item_id)
        session.execute(again.values(removed_at=None, place=last + 1))
    else:
        if count >= MOST_ITEMS:
            raise Invalid(N_("There is room for %(limit)s things in a collection. Make another one."), limit=MOST_ITEMS)
        new = {"collection_id": collection_id, "place": last + 1, kind.column.key: thing_id, "added_at": clock.now()}
        item_id = int(session.execute(_insert, new).scalar_one())
    _touch(session, view, found)
    tell_followers(session, actor, view, kind, thing_id, item_id)
    return item_id


def _touch(session: Session, view: CollectionView, found: Thing) -> None:
    """What not all its readers may read moves nothing that they can see."""
    if view.term == PRIVATE or is_within(view.term, found.term):
        session.execute(update(Collection).where(Collection.id == view.id).values(changed_at=clock.now()))
    outbox.record(session, Queue.INDEX, KIND, view.id)


def _item(items: tuple[ItemView, ...], item_id: int) -> ItemView:
    found = next((item for item in items if item.id == item_id), None)
    if found is None:
        raise NotFound
    return found


def move(session: Session, actor: Actor, collection_id: int, item_id: int, number: int) -> None:
    """An item becomes the `number`th of those that the actor sees. Done before, it does nothing.

    Raises NotFound, Forbidden.
    """
    view = kept_collection(session, actor, collection_id)
    seen = contents(session, actor, view).items
    if _item(seen, item_id).number == number:
        return
    others = [item.id for item in seen if item.id != item_id]
    number = min(max(number, 1), len(seen))
    rows = select(CollectionItem.id).where(CollectionItem.collection_id == collection_id)
    order = list(session.scalars(rows.order_by(CollectionItem.place, CollectionItem.id)))
    order.remove(item_id)
    at = order.index(others[number - 1]) if number <= len(others) else order.index(others[-1]) + 1
    order.insert(at, item_id)
    places = [{"row_id": row_id, "to": place} for place, row_id in enumerate(order, 1)]
    session.connection().execute(_place, places)


def remove(session: Session, actor: Actor, collection_id: int, item_id: int) -> str:
    """Take an item out; returns its title. Done before, it does nothing. Raises NotFound, Forbidden."""
    view = kept_collection(session, actor, collection_id)
    found = contents(session, actor, view)
    item = _item(found.items + found.removed, item_id)
    if item.removed_at is None:
        session.execute(update(CollectionItem).where(CollectionItem.id == item_id).values(removed_at=clock.now()))
        outbox.record(session, Queue.INDEX, KIND, collection_id)
    return item.thing.title


def put_back(session: Session, actor: Actor, collection_id: int, item_id: int) -> str:
    """An item lies again where it lay; returns its title. Raises NotFound, Forbidden."""
    view = kept_collection(session, actor, collection_id)
    found = contents(session, actor, view)
    item = _item(found.items + found.removed, item_id)
    if item.removed_at is not None:
        session.execute(update(CollectionItem).where(CollectionItem.id == item_id).values(removed_at=None))
        outbox.record(session, Queue.INDEX, KIND, collection_id)
    return item.thing.title


@dataclass(frozen=True, slots=True)
class Kept:
    """An item that the actor may change, with its collection."""

    collection: CollectionView
    item: ItemView


def kept_item(session: Session, actor: Actor, collection_id: int, item_id: int, *, hold: bool = True) -> Kept:
    """Raises NotFound, Forbidden."""
    view = kept_collection(session, actor, collection_id, hold=hold)
    return Kept(view, _item(contents(session, actor, view).items, item_id))


def introduce(
    session: Session,
    actor: Actor,
    collection_id: int,
    item_id: int,
    text: str,
    *,
    version: int,
    not_cpr: bool = False,
) -> None:
    """Say something before an item. The same again changes nothing.

    Raises NotFound, Forbidden, Invalid, and CollectionConflict when it says something else by now.
    """
    item = kept_item(session, actor, collection_id, item_id).item
    markdown = checked_body(text, field="introduction", required=False)
    if markdown == item.markdown:
        return
    if version != item.version:
        raise CollectionConflict
    has_number = passed_over({"introduction": markdown}, not_cpr=not_cpr)
    rendered = render(markdown, anchor=secrets.token_hex(4))
    said = {"markdown": markdown, "html": rendered.html, "plain": rendered.plain, "version": item.version + 1}
    session.execute(update(CollectionItem).where(CollectionItem.id == item_id).values(**said))
    outbox.record(session, Queue.INDEX, KIND, collection_id)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"collection:{collection_id}")
