"""Figures that somebody has worked out, kept until the next time: for who watches over the installation."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from network.core import clock
from network.core.db import Base, UtcDateTime

INDEX_DIFFERING = "network_index_differing"


class Measured(Base):
    __tablename__ = "measured"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def keep(session: Session, name: str, value: int) -> None:
    session.merge(Measured(name=name, value=value, at=clock.now()))


def all_kept(session: Session) -> dict[str, int]:
    """By name, the last value of each."""
    return {row.name: row.value for row in session.scalars(select(Measured).order_by(Measured.name))}
