"""The controlled list of keywords, and which thread has which."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class KeywordState(StrEnum):
    ACTIVE = "active"
    PROPOSED = "proposed"  # by a member; shown to nobody but the secretariat
    RETIRED = "retired"  # stands where it stands, and is offered no more
    MERGED = "merged"  # its address leads to another one


class Keyword(Base):
    __tablename__ = "keyword"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)  # stays when the title changes: addresses hold it
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default=KeywordState.ACTIVE)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("keyword.id"), index=True)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ThreadKeyword(Base):
    __tablename__ = "thread_keyword"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    keyword_id: Mapped[int] = mapped_column(ForeignKey("keyword.id", ondelete="CASCADE"), primary_key=True)

    __table_args__ = (Index("ix_thread_keyword_keyword_thread", "keyword_id", "thread_id"),)
