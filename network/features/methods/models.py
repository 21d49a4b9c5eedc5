"""Methods and tools, their topics, keywords, documents and keepers, and what they said before.

Who may read a method that is not shared is nobody's to say: its term is one that no reader has, and its keepers are let
through by name.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime

DRAFT_TERM = "draft"  # among the terms of no reader


class MethodKind(StrEnum):
    METHOD = "method"
    TOOL = "tool"


class MethodState(StrEnum):
    DRAFT = "draft"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"  # still to be read, because others have built on it


class CostBand(StrEnum):
    """What it costs beside one's own hours, in kroner."""

    NONE = "0"
    UNDER_25 = "25"
    UNDER_100 = "100"
    UNDER_500 = "500"
    OVER_500 = "500+"


class Licence(StrEnum):
    FREE = "free"  # use and change it as you like
    CREDIT = "credit"  # say whose it is
    ASK = "ask"


class Method(Base):
    __tablename__ = "method"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default=MethodKind.METHOD)
    state: Mapped[str] = mapped_column(default=MethodState.DRAFT)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )  # stays when its owner leaves
    title: Mapped[str]
    slug: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")  # what it is, in one breath
    texts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # Markdown by the name of the field
    html: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    plain: Mapped[str] = mapped_column(default="")
    cost_band: Mapped[str] = mapped_column(default="")
    licence: Mapped[str] = mapped_column(default=Licence.CREDIT)
    audience: Mapped[str]  # as it was chosen
    audience_term: Mapped[str] = mapped_column(default=DRAFT_TERM)  # who may read it now
    number: Mapped[int] = mapped_column(default=0)  # of its newest version
    open_from: Mapped[int] = mapped_column(default=1)  # the first version that was written for all who may read it now
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    shared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    looked_through_at: Mapped[datetime] = mapped_column(UtcDateTime)  # by a keeper: lists go by it
    review_due: Mapped[date | None]  # the day by which a keeper should have looked through it again
    reminded_for: Mapped[date | None]  # the due day that its keepers have been told of
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by an editor
    reviewed_number: Mapped[int | None]  # the version that the editor read
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_method_looked_through", "looked_through_at", "id"),)


class MethodTopic(Base):
    __tablename__ = "method_topic"

    method_id: Mapped[int] = mapped_column(ForeignKey("method.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True, index=True)


class MethodKeyword(Base):
    __tablename__ = "method_keyword"

    method_id: Mapped[int] = mapped_column(ForeignKey("method.id", ondelete="CASCADE"), primary_key=True)
    keyword_id: Mapped[int] = mapped_column(ForeignKey("keyword.id", ondelete="CASCADE"), primary_key=True, index=True)


class MethodDocument(Base):
    """A document of the library that belongs to a method. Each has its own readers."""

    __tablename__ = "method_document"

    method_id: Mapped[int] = mapped_column(ForeignKey("method.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class MethodKeeper(Base):
    """A member who keeps a method together with its owner."""

    __tablename__ = "method_keeper"

    method_id: Mapped[int] = mapped_column(ForeignKey("method.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True)


class MethodVersion(Base):
    __tablename__ = "method_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    method_id: Mapped[int] = mapped_column(ForeignKey("method.id", ondelete="CASCADE"))
    number: Mapped[int]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)  # all that was written, by the name of the field
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    submission: Mapped[str | None] = mapped_column(unique=True)  # the form's own number: sent twice is one version

    __table_args__ = (UniqueConstraint("method_id", "number", name="uq_method_version_method_id_number"),)
