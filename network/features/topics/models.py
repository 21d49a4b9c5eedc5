"""Topics: the controlled list of subjects."""

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
