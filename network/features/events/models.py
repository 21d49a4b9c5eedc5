"""Who comes to an event, and who waits for a seat."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class EventSeat(Base):
    """Seats are given, and waited for, in the order of their ids."""

    __tablename__ = "event_seat"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    is_waiting: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("article_id", "account_id", name="uq_event_seat_article_id_account_id"),)
