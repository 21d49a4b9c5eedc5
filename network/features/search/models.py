"""What the search page keeps: how often somebody found the answer before asking."""

from datetime import datetime

from sqlalchemy import ForeignKey
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
