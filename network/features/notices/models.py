"""What a member is told of something that is no post, once."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class NoticeKind(StrEnum):
    WISH = "wish"  # a municipality wants to try a method that the member has tried or keeps
    WITHDRAWN = "withdrawn"  # a method that the member has built on
    REVIEW_DUE = "review_due"  # a method that the member keeps
    EXPERIENCE = "experience"  # on a method that the member keeps
    QUESTION = "question"  # a thread asks about a method that the member keeps
    ASKED = "asked"  # whether a method may hold what the member wrote in a thread
    COLLECTED = "collected"  # something in a collection that the member follows
    KEEPER = "keeper"  # the member was asked to keep a method together with its owner
    REVIEWED = "reviewed"  # an editor vouches for a method that the member keeps
    LOOK_AGAIN = "look_again"  # a document whose day for that has come
    TAKEN_DOWN = "taken_down"  # something of the member's own; what and why stands in a Takedown
    SEAT = "seat"  # at an event for which the member has waited
    EVENT_CHANGED = "event_changed"  # its time or place, of one for which the member has a seat or waits
    EVENT_CANCELLED = "event_cancelled"  # one for which the member had a seat or waited; `about_id`: its version
    EVENT_SOON = "event_soon"  # one for which the member has a seat begins; `key` says when it was said to
    FOUND = "found"  # something for a search that the member has saved; `about_id`: the search
    ANSWERED = "answered"  # somebody said whether the member's method may hold what they wrote


class Notice(Base):
    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str]
    key: Mapped[str]  # what it is of, so that nobody is told the same twice
    method_id: Mapped[int | None] = mapped_column(ForeignKey("method.id", ondelete="CASCADE"), index=True)
    collection_id: Mapped[int | None] = mapped_column(ForeignKey("collection.id", ondelete="CASCADE"), index=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)  # who did it
    about_id: Mapped[int | None]  # what of the method, by kind: a card, or what was taken from a thread
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("account_id", "key", name="uq_notice_account_id_key"),
        Index(
            "ix_notice_unread",
            "account_id",
            sqlite_where=read_at.is_(None),
            postgresql_where=read_at.is_(None),
        ),
    )
