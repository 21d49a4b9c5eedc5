"""What became of threads that were merged, and where split ones come from."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class MergedThread(Base):
    """A thread whose posts stand in another one. Its own row stays, read by nobody, so that its address leads there."""

    __tablename__ = "merged_thread"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    first_post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)  # bore its title
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SplitThread(Base):
    """A thread that was made of posts of another."""

    __tablename__ = "split_thread"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    submission: Mapped[str | None] = mapped_column(unique=True)
