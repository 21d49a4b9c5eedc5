"""Topics: the controlled list of subjects."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class Topic(Base):
    __tablename__ = "topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    group: Mapped[str] = mapped_column("topic_group", default="")
    description: Mapped[str] = mapped_column(default="")
    synonyms: Mapped[str] = mapped_column(default="")  # separated by |
    place: Mapped[int] = mapped_column(default=0, server_default="0")  # in its group; of equals by the alphabet
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # since when it is offered no more
    submission: Mapped[str | None]  # the form's own number: sent twice is one topic

    __table_args__ = (Index("ix_topic_submission", "submission", unique=True),)

    @property
    def is_offered(self) -> bool:
        """Whether something new can be put into it. What stands in it is read and answered all the same."""
        return self.retired_at is None


class TopicResponsible(Base):
    """A member who looks after a topic, and hears of questions in it that nobody answers."""

    __tablename__ = "topic_responsible"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True)
