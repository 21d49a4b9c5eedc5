"""The secret in the addresses of a member's feeds."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class FeedKey(Base):
    """One for each member: a new one takes the place of the old, so that addresses which got lost open nothing."""

    __tablename__ = "feed_key"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)  # SHA-256 of the secret, which nobody can read again
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
