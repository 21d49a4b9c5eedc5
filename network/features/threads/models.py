"""Threads and posts. A post's HTML and plain text are made when it is written, so that reading renders nothing."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint, and_, false, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from network.core.access import Audience, Invitable
from network.core.db import Base, UtcDateTime


class ThreadKind(StrEnum):
    QUESTION = "question"
    EXPERIENCE = "experience"
    DISCUSSION = "discussion"
    CALL = "call"


_HAS_DEADLINE = text("deadline IS NOT NULL")
_UNANSWERED = text("post_count = 1 AND kind IN ('question', 'call')")


class Thread(Base):
    __tablename__ = "thread"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    mask: Mapped[str | None]  # of the first post
    kind: Mapped[str] = mapped_column(default=ThreadKind.QUESTION)
    title: Mapped[str]
    slug: Mapped[str]
    audience_term: Mapped[str] = mapped_column(default=Audience.NETWORK)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    post_count: Mapped[int] = mapped_column(default=0)  # posts in all; the position of the newest
    best_count: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)  # rises with everything that changes the thread's page
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when its first post was
    lock_reason: Mapped[str | None]  # None: anybody who reads it may reply
    pinned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deadline: Mapped[date | None]  # of a call: the last day for answers, in Danish time
    summary_number: Mapped[int] = mapped_column(default=0, server_default="0")  # of its newest version
    summary_length: Mapped[int] = mapped_column(default=0, server_default="0")  # 0: none is shown
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # said by its author or a moderator
    method_count: Mapped[int] = mapped_column(default=0, server_default="0")  # that it became, or asks about
    related_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: never merged with another, never split
    is_advised: Mapped[bool] = mapped_column(default=False, server_default=false())  # opened to an adviser once

    __table_args__ = (
        # Lists walk backwards in time and skip what is not for the reader; few rows are.
        Index("ix_thread_last_post", "last_post_at", "id"),
        Index("ix_thread_topic_last_post", "topic_id", "last_post_at", "id"),
        Index(
            "ix_thread_deadline",
            "last_post_at",
            "id",
            "deadline",
            sqlite_where=_HAS_DEADLINE,
            postgresql_where=_HAS_DEADLINE,
        ),
        Index("ix_thread_unanswered", "last_post_at", "id", sqlite_where=_UNANSWERED, postgresql_where=_UNANSWERED),
    )

    invitable: ClassVar = Invitable.THREAD

    @property
    def invitation_key(self) -> str:
        return self.invitable.key(self.id)


# Written out and not as parameters: only then does a database see that the index above serves
is_unanswered = and_(
    Thread.post_count == literal_column("1"),
    Thread.kind.in_([literal_column(f"'{kind}'") for kind in (ThreadKind.QUESTION, ThreadKind.CALL)]),
)


class Post(Base):
    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    position: Mapped[int]  # from 1, the question itself; never reused
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))  # whom the author answered for then
    mask: Mapped[str | None]  # stands instead of author and organisation for all but them and those who moderate
    markdown: Mapped[str]
    html: Mapped[str]
    plain: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    best_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    thanks_count: Mapped[int] = mapped_column(default=0, server_default="0")  # rows of the thanks of this post
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submission: Mapped[str | None] = mapped_column(
        unique=True
    )  # the form's own number: the same form twice is one post
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        UniqueConstraint("thread_id", "position", name="uq_post_thread_id_position"),
        Index("ix_post_author_thread", "author_id", "thread_id"),  # whether somebody has written in a thread
        # All that statistics ask of a post, so that they need not go through what is written
        Index(
            *("ix_post_written", "created_at", "thread_id", "position", "organisation_id", "author_id"),
            *("mask", "hidden_at"),
        ),
    )


class ReadMarker(Base):
    """How far a member has read a thread."""

    __tablename__ = "read_marker"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]
