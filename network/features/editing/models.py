"""The versions of a post that has been edited; one that never was has none."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class PostRevision(Base):
    __tablename__ = "post_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    number: Mapped[int]  # from 1, what was written first; the newest is what the post holds now
    markdown: Mapped[str]
    title: Mapped[str] = mapped_column(default="")  # the thread's, when this is its first post
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))  # likewise
    edited_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    is_move: Mapped[bool] = mapped_column(default=False, server_default=false())  # by a moderator, who is not named
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    submission: Mapped[str | None] = mapped_column(unique=True)  # the form's own number: sent twice is one version

    __table_args__ = (UniqueConstraint("post_id", "number", name="uq_post_revision_post_id_number"),)
