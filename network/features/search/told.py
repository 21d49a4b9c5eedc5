"""What a member has been told of the searches that they saved."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.db import AnySelect, execute
from network.features.notices.models import Notice, NoticeKind
from network.features.search.models import SavedSearch

SHOWN = 20


@dataclass(frozen=True, slots=True)
class FoundRow:
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

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


_rows: AnySelect = (
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
    .where(
        Notice.account_id == bindparam("account_id"),
        SavedSearch.account_id == bindparam("account_id"),
        Notice.kind == NoticeKind.FOUND.value,
    )
    .order_by(Notice.read_at.is_(None).desc(), Notice.created_at.desc(), Notice.id.desc())
    .limit(SHOWN)
)


def found_for_saved(session: Session, actor: Actor) -> tuple[FoundRow, ...]:
    """The newest, unread ones first."""
    return tuple(FoundRow(*row) for row in execute(session, _rows, {"account_id": actor.id}))
