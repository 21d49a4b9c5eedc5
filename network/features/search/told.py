"""What a member has been told of the searches that they saved."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core.access import Actor, reader
from network.core.db import execute
from network.features.notices.models import Notice, NoticeKind
from network.features.notices.shown import Told, own_newest
from network.features.search.models import SavedSearch


@dataclass(frozen=True, slots=True)
class FoundRow(Told):
    """Something new for a saved search."""

    id: int
    search_id: int
    words: str
    address: str
    new_count: int
    created_at: datetime
    read_at: datetime | None

    @property
    def url(self) -> str:
        return f"/soeg?{self.address}&orden=nyeste"


_rows = own_newest(
    select(
        Notice.id,
        SavedSearch.id,
        SavedSearch.words,
        SavedSearch.address,
        SavedSearch.new_count,
        Notice.created_at,
        Notice.read_at,
    )
    .join(SavedSearch, SavedSearch.id == Notice.about_id)
    .where(SavedSearch.account_id == Notice.account_id, Notice.kind == NoticeKind.FOUND.value)
)


def found_for_saved(session: Session, actor: Actor) -> tuple[FoundRow, ...]:
    """The newest, unread ones first."""
    return tuple(FoundRow(*row) for row in execute(session, _rows, reader(actor)))
