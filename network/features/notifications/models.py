"""Who follows what, and what they have been told."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class Watch(Base):
    """A member follows a thread, or has said stop: then writing in it does not make them follow again."""

    __tablename__ = "watch"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True, index=True)
    following: Mapped[bool]


class TopicWatch(Base):
    """A member follows a topic: they are told of its new threads."""

    __tablename__ = "topic_watch"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True)


class Event(StrEnum):
    """What followers are told of: events of the outbox, whose subject is a post."""

    STARTED = "thread.started"
    ASKED_STEP = "thread.asked_step"
    REPLIED = "reply.posted"
    MARKED = "reply.marked_best"
    MENTIONED = "member.mentioned"
    MOVED = "post.moved"


class NotificationKind(StrEnum):
    REPLY = "reply"  # in a thread that the member follows
    TOPIC = "topic"  # a new thread in a topic that the member follows
    MENTION = "mention"  # the member was named
    BEST_REPLY = "best_reply"  # the member's own reply
    THANKS = "thanks"  # the member's own post was found useful; one row, however many did
    UNANSWERED = "unanswered"  # a question that the member may know about
    MOVED = "moved"  # the member's own post, into another thread
    FOUND = "found"  # by a search that the member has saved
    STEP = "step"  # a question from a municipality at the same step of the planning cycle


class Notification(Base):
    """One member is told of one post, once."""

    __tablename__ = "notification"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    position: Mapped[int]  # of the post in its thread; both are kept right until it is read
    kind: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when it happened
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("post_id", "account_id", name="uq_notification_post_id_account_id"),
        Index("ix_notification_account_thread", "account_id", "thread_id", "created_at"),
        Index(
            "ix_notification_unread",
            "account_id",
            "thread_id",
            "position",
            "read_at",  # empty, but without it SQLite would look at each row to count them
            sqlite_where=read_at.is_(None),
            postgresql_where=read_at.is_(None),
        ),
    )


def again(row: Any) -> dict[str, Any]:
    """What makes a notification that is there already the same as this new one; its post may stand elsewhere by now."""
    return {name: row[name] for name in ("kind", "created_at", "read_at", "thread_id", "position")}
