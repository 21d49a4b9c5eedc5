"""Topics: the controlled list of subjects."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base


class Topic(Base):
    __tablename__ = "topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    group: Mapped[str] = mapped_column("topic_group", default="")
    description: Mapped[str] = mapped_column(default="")
    synonyms: Mapped[str] = mapped_column(default="")  # separated by |


class TopicResponsible(Base):
    """A member who looks after a topic, and hears of questions in it that nobody answers."""

    __tablename__ = "topic_responsible"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True)
