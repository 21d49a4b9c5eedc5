"""What search keeps: answers found before asking, synonyms, what was sought in vain, and searches to be told of."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class AnsweredBefore(Base):
    """A question that was not asked, because what already stood here answered it. The question itself is not kept."""

    __tablename__ = "answered_before"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    key: Mapped[str]  # of what answered it, as the index names it: "post:4711", "page:12:7"
    submission: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SynonymGroup(Base):
    """Words and expressions that mean the same to those who search."""

    __tablename__ = "synonym_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]  # separated by |
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submission: Mapped[str | None] = mapped_column(unique=True)


class MissedSearch(Base):
    """What members sought without finding anything, and how often; not who did."""

    __tablename__ = "missed_search"

    words: Mapped[str] = mapped_column(primary_key=True)  # folded
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SavedSearch(Base):
    """A search whose new results a member wants to be told of."""

    __tablename__ = "saved_search"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    address: Mapped[str]  # the query part of the search page's address
    words: Mapped[str]  # what it is shown as
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)  # everything older has been looked through
    new_count: Mapped[int] = mapped_column(default=0, server_default="0")  # results since the member looked
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submission: Mapped[str | None] = mapped_column(unique=True)

    __table_args__ = (Index("ix_saved_search_account", "account_id", "id"),)
