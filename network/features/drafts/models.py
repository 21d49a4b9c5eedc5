"""Drafts: one for each member and place."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class Draft(Base):
    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    place: Mapped[str]  # "thread:new" or "reply:<thread id>"
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)  # the form's own, as they were typed
    version: Mapped[str]  # another one with each save, never one that was there before
    writer: Mapped[str] = mapped_column(default="")  # the open page that saved it; empty without JavaScript
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (UniqueConstraint("account_id", "place", name="uq_draft_account_id_place"),)
