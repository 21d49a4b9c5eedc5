"""Reports of posts, what was hidden and why, and the log that members read."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class ReportReason(StrEnum):
    PERSONAL_DATA = "personal-data"
    TONE = "tone"
    WRONG = "wrong"
    ADVERTISING = "advertising"
    ELSEWHERE = "elsewhere"
    OTHER = "other"


class Report(Base):
    """A member thinks that somebody should look at a post. Its author is not told who."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    reporter_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submission: Mapped[str | None] = mapped_column(unique=True)

    __table_args__ = (
        Index(
            "ix_report_open",
            "post_id",
            "reporter_id",
            unique=True,
            sqlite_where=closed_at.is_(None),
            postgresql_where=closed_at.is_(None),
        ),
    )


class Hiding(Base):
    """A post was hidden: why, and what its author answered. Lifted when it is shown again."""

    __tablename__ = "hiding"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str]
    hidden_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hidden_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    upheld_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the answer was read and changed nothing
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index(
            "ix_hiding_open",
            "post_id",
            unique=True,
            sqlite_where=lifted_at.is_(None),
            postgresql_where=lifted_at.is_(None),
        ),
    )


class ModerationAct(StrEnum):
    DISMISS = "dismiss"
    HIDE = "hide"
    SHOW_AGAIN = "show-again"
    UPHOLD = "uphold"
    LOCK = "lock"
    UNLOCK = "unlock"
    PIN = "pin"
    UNPIN = "unpin"
    CHANGE_KIND = "change-kind"
    MOVE = "move"
    HIDE_SUMMARY = "hide-summary"
    MERGE = "merge"
    SPLIT = "split"


class ModerationEntry(Base):
    """One line of the log that members read. Who did it is shown to the secretariat alone."""

    __tablename__ = "moderation_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    act: Mapped[str]
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    __table_args__ = (Index("ix_moderation_entry_at", "at", "id"),)
