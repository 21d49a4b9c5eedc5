"""What editors have chosen for the front page."""

from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base


class Block(StrEnum):
    """In the order in which they stand until somebody chooses another."""

    NEWS = "news"
    EVENTS = "event"
    PLANS = "plan"
    PUBLICATIONS = "publication"
    PROJECTS = "project"


class FrontBlock(Base):
    """Where a block stands; none has a row until the first choice."""

    __tablename__ = "front_block"

    block: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int | None]  # None: it is not shown
