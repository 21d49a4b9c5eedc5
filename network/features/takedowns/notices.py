"""What a member has been told of things of theirs that were taken down."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core.access import Actor, reader
from network.core.db import execute
from network.features.notices.models import Notice, NoticeKind
from network.features.notices.shown import Told, own_newest
from network.features.takedowns.models import Takedown


@dataclass(frozen=True, slots=True)
class TakenDownRow(Told):
    id: int
    title: str
    path: str  # where those who made it find it still
    reason: str
    created_at: datetime
    read_at: datetime | None

    @property
    def url(self) -> str:
        return self.path


_rows = own_newest(
    select(Notice.id, Takedown.title, Takedown.url, Takedown.reason, Notice.created_at, Notice.read_at)
    .join(Takedown, Takedown.id == Notice.about_id)
    .where(Notice.kind == NoticeKind.TAKEN_DOWN.value)
)


def taken_down(session: Session, actor: Actor) -> tuple[TakenDownRow, ...]:
    """The newest, unread ones first."""
    return tuple(TakenDownRow(*row) for row in execute(session, _rows, reader(actor)))
