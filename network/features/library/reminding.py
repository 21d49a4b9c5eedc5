"""Asking whoever shared a document to look at it again when the day has come that they named."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, bindparam, cast, exists, literal, select
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor, reachable, reader
from network.core.addresses import document_url
from network.core.db import AnySelect, execute
from network.features.accounts.models import Account, AccountState
from network.features.library.models import Document
from network.features.notices.models import Notice, NoticeKind
from network.features.notices.service import tell
from network.features.notices.shown import Told, own_newest

_key = (
    literal(f"{NoticeKind.LOOK_AGAIN}:") + cast(Document.id, String) + literal(":") + cast(Document.review_on, String)
)
_due: AnySelect = (
    select(Document.id, Document.author_id, Document.review_on)
    .join(Account, Account.id == Document.author_id)
    .where(
        Document.hidden_at.is_(None),
        Document.review_on <= bindparam("today"),
        Account.state == AccountState.ACTIVE.value,
        ~exists().where(Notice.account_id == Document.author_id, Notice.key == _key),
    )
)


def remind(session: Session) -> None:
    """Tell the owner of each document whose day has come, once for each day that they name."""
    for number, author_id, day in execute(session, _due, {"today": clock.today()}).all():
        tell(session, [author_id], NoticeKind.LOOK_AGAIN, f"{number}:{day}", about_id=number)


@dataclass(frozen=True, slots=True)
class DueRow(Told):
    id: int
    document_id: int
    slug: str
    title: str
    created_at: datetime
    read_at: datetime | None

    @property
    def url(self) -> str:
        return document_url(self.document_id, self.slug)


_rows = own_newest(
    select(Notice.id, Document.id, Document.slug, Document.title, Notice.created_at, Notice.read_at)
    .join(Document, Document.id == Notice.about_id)
    .where(Notice.kind == NoticeKind.LOOK_AGAIN.value, reachable(Document))
)


def due_documents(session: Session, actor: Actor) -> tuple[DueRow, ...]:
    """Documents that the actor has been asked to look at again, unread ones first."""
    return tuple(DueRow(*row) for row in execute(session, _rows, reader(actor)))
