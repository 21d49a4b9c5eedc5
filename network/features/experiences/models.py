"""Cards of experience on methods, and which municipalities want to try one."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class Stage(StrEnum):
    CONSIDERING = "considering"
    UNDER_WAY = "under_way"
    CARRIED_OUT = "carried_out"
    DROPPED = "dropped"


class Origin(StrEnum):
    FIRST = "first"  # nobody had done it before
    ADAPTED = "adapted"
    COPIED = "copied"


class Again(StrEnum):
    """Whether they would do it again."""

    YES = "yes"
    WITH_CHANGES = "with_changes"
    NO = "no"


class ExperienceCard(Base):
    __tablename__ = "experience_card"

    id: Mapped[int] = mapped_column(primary_key=True)
    method_id: Mapped[int] = mapped_column(ForeignKey("method.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    stage: Mapped[str]
    origin: Mapped[str] = mapped_column(default=Origin.ADAPTED)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    year: Mapped[int | None]
    place: Mapped[str] = mapped_column(default="")
    cost: Mapped[int | None]  # kroner
    hours: Mapped[int | None]
    again: Mapped[str] = mapped_column(default="")
    texts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # Markdown by the name of the field
    html: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    plain: Mapped[str] = mapped_column(default="")
    worked: Mapped[str] = mapped_column(default="")  # how the texts begin, for lists
    failed: Mapped[str] = mapped_column(default="")
    audience: Mapped[str]  # as it was chosen
    audience_term: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    submission: Mapped[str | None] = mapped_column(unique=True)

    __table_args__ = (Index("ix_experience_card_method", "method_id", "id"),)


class MethodWish(Base):
    """A municipality wants to try a method."""

    __tablename__ = "method_wish"

    method_id: Mapped[int] = mapped_column(ForeignKey("method.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
