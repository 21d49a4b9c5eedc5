"""What the network publishes, what it said before, and the documents of the library that belong to it.

A draft, and what is published at a moment that has not come yet, is there for those who publish alone.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from network.core.access import Audience
from network.core.db import Base, UtcDateTime


class ArticleKind(StrEnum):
    NEWS = "news"
    PROJECT = "project"
    PUBLICATION = "publication"
    EVENT = "event"


class ArticleState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"  # from `published_at` on


class Article(Base):
    __tablename__ = "article"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default=ArticleState.DRAFT)
    title: Mapped[str] = mapped_column(default="")
    slug: Mapped[str] = mapped_column(default="")
    lead: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # lines of text by name, as the kind asks for
    markdown: Mapped[str] = mapped_column(default="")
    html: Mapped[str] = mapped_column(default="")
    plain: Mapped[str] = mapped_column(default="")  # of the body, with the facts that are words
    audience_term: Mapped[str] = mapped_column(default=Audience.PUBLIC)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    number: Mapped[int] = mapped_column(default=0)  # of its newest version
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_article_published", "kind", "published_at", "id"),)


class ArticleVersion(Base):
    __tablename__ = "article_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    number: Mapped[int]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)  # all that was written, by the name of the field
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    submission: Mapped[str | None] = mapped_column(unique=True)  # the form's own number: sent twice is one version

    __table_args__ = (UniqueConstraint("article_id", "number", name="uq_article_version_article_id_number"),)


class ArticleDocument(Base):
    """A document of the library: what a publication is, or what an event was held with."""

    __tablename__ = "article_document"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    place: Mapped[int]


class Event(Base):
    """When an event is, and how many may come."""

    __tablename__ = "event"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), primary_key=True)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: a draft does not know yet
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    capacity: Mapped[int | None]  # None: as many as come

    __table_args__ = (Index("ix_event_starts", "starts_at", "article_id"),)


class DownloadCount(Base):
    """How often a publication was fetched. Beside the article, which does not change by being read."""

    __tablename__ = "download_count"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), primary_key=True)
    count: Mapped[int]
