"""Asking for the mails to those who come to an event, or wait for a seat. No function commits."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.core import clock, outbox
from network.core.outbox import Queue
from network.features.events.models import EventSeat
from network.features.publishing.models import Article, Event

SIGNED_UP, MOVED_UP = "seat.taken", "seat.moved_up"
CHANGED, CANCELLED = "event.changed", "event.cancelled"

WhenAndWhere = tuple[datetime | None, datetime | None, str, str]


def when_and_where(session: Session, article: Article) -> WhenAndWhere | None:
    """What those who come have to know; None for what is no event, or has begun, so that nobody is told of it."""
    event = session.get(Event, article.id, populate_existing=True)
    if event is None or event.starts_at is None or event.starts_at <= clock.now():
        return None
    return event.starts_at, event.ends_at, article.facts.get("place", ""), article.facts.get("online", "")


def tell_of_seat(session: Session, seat_id: int, *, moved_up: bool = False) -> None:
    """Tell one member of their own seat, or of their place among those who wait."""
    outbox.record(session, Queue.MAIL, MOVED_UP if moved_up else SIGNED_UP, seat_id)


def tell_everybody(session: Session, article_id: int, event: str) -> None:
    """Tell those who come and those who wait that the event is another, or is not to be."""
    seats = session.scalars(select(EventSeat.id).where(EventSeat.article_id == article_id).order_by(EventSeat.id))
    outbox.record_all(session, Queue.MAIL, event, seats.all())
