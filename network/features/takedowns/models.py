"""What was taken down, and why."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class Takedown(Base):
    """Kept when the thing itself is gone: whoever made it was told of it in these words."""

    __tablename__ = "takedown"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # a name of takedowns.kinds
    thing_id: Mapped[int]
    title: Mapped[str]  # as it was
    url: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)  # who did it

    __table_args__ = (Index("ix_takedown_at", "at", "id"),)
