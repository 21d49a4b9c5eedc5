"""What municipalities say of themselves. Everybody may read it."""

from enum import StrEnum

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base

CHALLENGES, POTENTIALS = "udfordring", "potentiale"  # the groups of topics that a portrait chooses from


class CyclePhase(StrEnum):
    """Where a council stands in its four years, in their order."""

    LOOKING_BACK = "looking_back"
    STRATEGY = "strategy"
    STRATEGY_HEARD = "strategy_heard"
    PLAN = "plan"
    PLAN_HEARD = "plan_heard"
    CARRYING_OUT = "carrying_out"


class Portrait(Base):
    __tablename__ = "portrait"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    cycle_phase: Mapped[str] = mapped_column(default="")
    cycle_year: Mapped[int | None]
    markdown: Mapped[str] = mapped_column(default="", server_default=text("''"))  # in the municipality's own words
    html: Mapped[str] = mapped_column(default="", server_default=text("''"))
    plain: Mapped[str] = mapped_column(default="", server_default=text("''"))


class PortraitTopic(Base):
    """A challenge or a potential of a municipality."""

    __tablename__ = "portrait_topic"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True)
