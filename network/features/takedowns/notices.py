"""What a member has been told of things of theirs that were taken down."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor, reader
from network.core.db import AnySelect, execute
from network.features.notices.models import Notice, NoticeKind
from network.features.takedowns.models import Takedown

SHOWN = 20


@dataclass(frozen=True, slots=True)
class TakenDownRow:
    id: int
    title: str
    url: str  # where those who made it find it still
    reason: str
    created_at: datetime
    read_at: datetime | None

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


_rows: AnySelect = (
    select(Notice.id, Takedown.title, Takedown.url, Takedown.reason, Notice.created_at, Notice.read_at)
    .join(Takedown, Takedown.id == Notice.about_id)
    .where(Notice.account_id == bindparam("reader_account"), Notice.kind == NoticeKind.TAKEN_DOWN.value)
    .order_by(Notice.read_at.is_(None).desc(), Notice.created_at.desc(), Notice.id.desc())
    .limit(SHOWN)
)


def taken_down(session: Session, actor: Actor) -> tuple[TakenDownRow, ...]:
    """The newest, unread ones first."""
    return tuple(TakenDownRow(*row) for row in execute(session, _rows, reader(actor)))
