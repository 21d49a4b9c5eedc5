"""What has been opened to an adviser, by whom, on whose behalf and until when. Rows stay when the access has ended."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, ForeignKey, Index, and_, bindparam, or_, text
from sqlalchemy.orm import Mapped, mapped_column

from network.core import clock
from network.core.access import Invitable
from network.core.db import Base, UtcDateTime


class AdviserAccess(Base):
    """One thing that one adviser may read: the thread, the document or the plan."""

    __tablename__ = "adviser_access"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)  # on whose behalf
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_day: Mapped[date | None]  # in Danish time; None: until somebody ends it
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = tuple(
        Index(
            *(f"ix_adviser_access_open_{kind}", "account_id", f"{kind}_id"),
            unique=True,
            sqlite_where=text(f"ended_at IS NULL AND {kind}_id IS NOT NULL"),
            postgresql_where=text(f"ended_at IS NULL AND {kind}_id IS NOT NULL"),
        )
        for kind in Invitable
    )


COLUMNS = {
    Invitable.THREAD: AdviserAccess.thread_id,
    Invitable.DOCUMENT: AdviserAccess.document_id,
    Invitable.PLAN: AdviserAccess.plan_id,
}


def is_open() -> ColumnElement[bool]:
    """Whether an access holds at the moment when a statement is run."""
    today = bindparam("adviser_today", callable_=clock.today, type_=Date)
    return and_(
        AdviserAccess.ended_at.is_(None), or_(AdviserAccess.last_day.is_(None), AdviserAccess.last_day >= today)
    )
