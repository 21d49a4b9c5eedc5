"""Lists of collections. None says how many things lie in one: that would tell of those that are not the reader's."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Integer, bindparam, or_, select, tuple_
from sqlalchemy.orm import Session

from network.core import cursor
from network.core.access import Actor, readable, reader
from network.core.addresses import collection_url
from network.core.db import AnySelect, UtcDateTime, at_most, execute
from network.features.accounts.models import Account
from network.features.collections.models import PRIVATE, Collection
from network.features.collections.queries import shortened
from network.features.municipalities.models import Organisation

PAGE = 50
MINE, OURS = "mine", "kommunens"


@dataclass(frozen=True, slots=True)
class CollectionRow:
    id: int
    slug: str
    title: str
    plain: str
    owner_name: str | None
    organisation_name: str
    chosen: str
    changed_at: datetime

    @property
    def url(self) -> str:
        return collection_url(self.id, self.slug)

    @property
    def summary(self) -> str:
        return shortened(self.plain)

    @property
    def is_private(self) -> bool:
        return self.chosen == PRIVATE


@dataclass(frozen=True, slots=True)
class CollectionList:
    rows: tuple[CollectionRow, ...]
    next_cursor: str | None


_is_own = Collection.owner_id == bindparam("reader_account")
_SHOWN = {MINE: _is_own, OURS: Collection.organisation_id == bindparam("organisation_id")}
_columns: AnySelect = (
    select(
        Collection.id,
        Collection.slug,
        Collection.title,
        Collection.plain,
        Account.name,
        Organisation.full_name,
        Collection.audience,
        Collection.changed_at,
    )
    .join(Organisation, Organisation.id == Collection.organisation_id)
    .outerjoin(Account, Account.id == Collection.owner_id)
    .where(Collection.deleted_at.is_(None))
)


@cache
def _list_statement(shown: str, limit: int, *, goes_on: bool) -> AnySelect:
    rows = _columns.where(or_(readable(Collection), _is_own) if shown == MINE else readable(Collection))
    if shown:
        rows = rows.where(_SHOWN[shown])
    if goes_on:
        last = tuple_(bindparam("last_at", type_=UtcDateTime), bindparam("last_id", type_=Integer))
        rows = rows.where(tuple_(Collection.changed_at, Collection.id) < last)
    return at_most(rows.order_by(Collection.changed_at.desc(), Collection.id.desc()), limit)


def collection_list(
    session: Session, actor: Actor, *, shown: str = "", after: str = "", limit: int = PAGE
) -> CollectionList:
    """Those that the actor may read, MINE also what is theirs alone; newest first. Raises cursor.BadCursor."""
    last_at, last_id = cursor.decode(after) if after else (None, None)
    wanted = {"organisation_id": actor.organisation_id, "last_at": last_at, "last_id": last_id}
    statement = _list_statement(shown, limit + 1, goes_on=bool(after))
    found = [CollectionRow(*row) for row in execute(session, statement, reader(actor) | wanted)]
    more = cursor.encode(found[limit - 1].changed_at, found[limit - 1].id) if len(found) > limit else None
    return CollectionList(tuple(found[:limit]), more)
