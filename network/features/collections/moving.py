"""What becomes of collections when a thread is merged into another. No function commits."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core import outbox
from network.core.outbox import Queue
from network.core.text import render
from network.features.collections.models import CollectionItem
from network.features.collections.service import KIND


def move_items(session: Session, from_id: int, to_id: int) -> None:
    """What lay there of the one is now of the other. Where both lay, the one that stays says what both said."""
    rows = select(CollectionItem).where(CollectionItem.thread_id.in_((from_id, to_id))).with_for_update()
    items = session.scalars(rows.order_by(CollectionItem.id), execution_options={"populate_existing": True}).all()
    stays = {item.collection_id: item for item in items if item.thread_id == to_id}
    comes = [item for item in items if item.thread_id == from_id]
    for item in comes:
        other = stays.get(item.collection_id)
        if other is not None:
            _take_over(item, other)
            session.delete(other)
    session.flush()  # no two items of a collection may be the same thread at any moment
    for item in comes:
        item.thread_id = to_id
    session.flush()
    outbox.record_all(session, Queue.INDEX, KIND, sorted({item.collection_id for item in comes}))


def _take_over(item: CollectionItem, other: CollectionItem) -> None:
    """`item` lies where `other` lay, when that was not taken out, and says what both said."""
    if other.removed_at is not None:
        return
    if item.removed_at is not None:
        item.markdown = ""
        item.removed_at = None
    item.place = min(item.place, other.place)
    said = "\n\n".join(filter(None, (other.markdown, item.markdown)))
    rendered = render(said, anchor=f"ting{item.id}")
    item.markdown, item.html, item.plain = said, rendered.html, rendered.plain
    item.version += 1
