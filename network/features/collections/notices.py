"""What a member has been told of collections that they follow."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.addresses import collection_url
from network.core.db import AnySelect, execute
from network.features.collections.kinds import KINDS, Kind
from network.features.collections.models import Collection, CollectionItem
from network.features.collections.queries import item_anchor
from network.features.municipalities.models import Organisation
from network.features.notices.models import Notice
from network.features.notices.shown import SHOWN, Told, is_own


@dataclass(frozen=True, slots=True)
class CollectedRow(Told):
    """Something new in a collection."""

    id: int
    collection_id: int
    slug: str
    collection_title: str
    item_id: int
    thing_title: str
    organisation_name: str | None
    created_at: datetime
    read_at: datetime | None

    @property
    def url(self) -> str:
        return f"{collection_url(self.collection_id, self.slug)}#{item_anchor(self.item_id)}"


def _rows_of(kind: Kind) -> AnySelect:
    return (
        select(
            Notice.id,
            Collection.id,
            Collection.slug,
            Collection.title,
            CollectionItem.id,
            kind.model.title,
            Organisation.full_name,
            Notice.created_at.label("at"),
            Notice.read_at.label("read_at"),
        )
        .join(Collection, Collection.id == Notice.collection_id)
        .join(CollectionItem, CollectionItem.id == Notice.about_id)
        .join(kind.model, kind.id == kind.column)
        .outerjoin(Organisation, Organisation.id == Notice.organisation_id)
        .where(is_own, CollectionItem.removed_at.is_(None), readable(Collection), readable(kind.model))
    )


_rows = union_all(*map(_rows_of, KINDS)).subquery()
_newest: AnySelect = (
    select(_rows).order_by(_rows.c.read_at.is_(None).desc(), _rows.c.at.desc(), _rows.c[0].desc()).limit(SHOWN)
)


def collected(session: Session, actor: Actor) -> tuple[CollectedRow, ...]:
    """The newest, unread ones first; none of what the actor may not read any more."""
    return tuple(CollectedRow(*row) for row in execute(session, _newest, reader(actor)))
