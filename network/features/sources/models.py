"""Which threads belong to a method, what was taken from them, and whether its authors agree."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class Relation(StrEnum):
    SOURCE = "source"  # the method was made of the thread
    QUESTION = "question"  # the thread asks about the method


class Answer(StrEnum):
    YES = "yes"
    NO = "no"


class MethodThread(Base):
    __tablename__ = "method_thread"

    method_id: Mapped[int] = mapped_column(ForeignKey("method.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True, index=True)
    relation: Mapped[str]


class MethodSource(Base):
    """A post, or a version of a summary, whose words were put into a method, for each of its authors."""

    __tablename__ = "method_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    method_id: Mapped[int] = mapped_column(ForeignKey("method.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    summary_id: Mapped[int | None] = mapped_column(ForeignKey("summary_version.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
