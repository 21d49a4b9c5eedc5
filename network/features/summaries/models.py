"""The versions of a thread's summary. Which one is shown, and whether one is, stands on the thread."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class SummaryVersion(Base):
    __tablename__ = "summary_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    number: Mapped[int]  # from 1; the newest is what the thread shows, unless a moderator has hidden it
    markdown: Mapped[str]
    html: Mapped[str]
    plain: Mapped[str]
    edited_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    mask: Mapped[str | None]  # stands instead of whoever wrote it, who had hidden their name in the thread
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submission: Mapped[str | None] = mapped_column(unique=True)  # the form's own number: sent twice is one version

    __table_args__ = (UniqueConstraint("thread_id", "number", name="uq_summary_version_thread_id_number"),)
