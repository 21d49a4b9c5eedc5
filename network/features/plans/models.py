"""Strategy plans, what belongs to them, and what they said before.

A plan that is not shared yet is read as what is the municipality's own. Its documents, methods and threads each have
readers of their own.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from network.core.access import Invitable
from network.core.db import Base, UtcDateTime

UNDATED = "9999-99"  # behind every month


class PlanState(StrEnum):
    DRAFT = "draft"
    SHARED = "shared"


class Phase(StrEnum):
    """In their order."""

    PREPARING = "preparing"
    ANALYSIS = "analysis"
    DIALOGUE = "dialogue"
    STRATEGY = "strategy"
    ADOPTION = "adoption"
    CARRYING_OUT = "carrying_out"


class Progress(StrEnum):
    AHEAD = "ahead"
    UNDER_WAY = "under_way"
    DONE = "done"


class Plan(Base):
    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)  # began it
    state: Mapped[str] = mapped_column(default=PlanState.DRAFT)
    title: Mapped[str]
    slug: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    advisers: Mapped[str] = mapped_column(default="")
    grant: Mapped[int | None]  # kroner
    texts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # Markdown by the name of the field
    html: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    plain: Mapped[str] = mapped_column(default="")
    phases: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # progress, first and last month by the phase
    phase: Mapped[str] = mapped_column(default="")  # the one that it is in, or was in last
    begins: Mapped[str] = mapped_column(default=UNDATED)  # its first month, "2026-05"
    audience: Mapped[str]  # as it was chosen
    audience_term: Mapped[str]  # who may read it now
    number: Mapped[int] = mapped_column(default=0)  # of its newest version
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    shared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_advised: Mapped[bool] = mapped_column(default=False, server_default=false())  # opened to an adviser once

    __table_args__ = (Index("ix_plan_changed", "changed_at", "id"),)

    invitable: ClassVar = Invitable.PLAN

    @property
    def invitation_key(self) -> str:
        return self.invitable.key(self.id)


class PlanTopic(Base):
    __tablename__ = "plan_topic"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True, index=True)


class PlanDocument(Base):
    """A document of the library that belongs to a phase of a plan."""

    __tablename__ = "plan_document"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    phase: Mapped[str]


class PlanMethod(Base):
    """A method that a plan uses."""

    __tablename__ = "plan_method"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    method_id: Mapped[int] = mapped_column(ForeignKey("method.id", ondelete="CASCADE"), primary_key=True, index=True)


class PlanThread(Base):
    """A thread in which the plan is talked about."""

    __tablename__ = "plan_thread"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True, index=True)


class PlanVersion(Base):
    __tablename__ = "plan_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    number: Mapped[int]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)  # all that was written, by the name of the field
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    submission: Mapped[str | None] = mapped_column(unique=True)  # the form's own number: sent twice is one version

    __table_args__ = (UniqueConstraint("plan_id", "number", name="uq_plan_version_plan_id_number"),)
