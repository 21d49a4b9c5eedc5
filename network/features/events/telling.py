"""Asking for the mails to those who come to an event, or wait for a seat. No function commits."""

from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from network.core import clock, outbox
from network.core.outbox import Queue
from network.features.events.models import EventSeat
from network.features.notices.models import Notice, NoticeKind
from network.features.notices.service import tell
from network.features.publishing.models import Article, Event

SIGNED_UP, MOVED_UP = "seat.taken", "seat.moved_up"
CHANGED, CANCELLED, SOON = "event.changed", "event.cancelled", "event.soon"

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


def tell_of_change(session: Session, article_id: int, number: int) -> None:
    """Tell those who come and those who wait that the time or the place is another since version `number`."""
    seats = _seats(session, article_id)
    event = session.get_one(Event, article_id)
    forget_reminders(session, article_id, of_another_moment=event.starts_at)
    outbox.record_all(session, Queue.MAIL, CHANGED, list(seats))
    tell(session, seats.values(), NoticeKind.EVENT_CHANGED, f"{article_id}:{number}", article_id=article_id)


def tell_of_cancelling(session: Session, article_id: int, number: int) -> None:
    """Tell them that what version `number` says is not to be."""
    seats, kind = _seats(session, article_id), NoticeKind.EVENT_CANCELLED
    forget_reminders(session, article_id)
    outbox.record_all(session, Queue.MAIL, CANCELLED, list(seats))
    tell(session, seats.values(), kind, f"{article_id}:{number}", article_id=article_id, about_id=number)


def soon_key(article_id: int, starts_at: datetime) -> str:
    """What a reminder is of: a moment at which the event is said to begin."""
    return f"{article_id}:{starts_at.astimezone(UTC).isoformat()}"


def forget_reminders(session: Session, article_id: int, *, of_another_moment: datetime | None = None) -> None:
    """Reminders of an event, or of any other moment than this one: what is said anew is reminded of anew."""
    stale = delete(Notice).where(Notice.article_id == article_id, Notice.kind == NoticeKind.EVENT_SOON.value)
    if of_another_moment is not None:
        stale = stale.where(Notice.key != f"{NoticeKind.EVENT_SOON}:{soon_key(article_id, of_another_moment)}")
    session.execute(stale.execution_options(synchronize_session=False))


def forget_notices(session: Session, article_id: int) -> None:
    """What nobody is shown any more must not stand as a number at the bell."""
    unread = update(Notice).where(Notice.article_id == article_id, Notice.read_at.is_(None))
    session.execute(unread.values(read_at=clock.now()).execution_options(synchronize_session=False))


def _seats(session: Session, article_id: int) -> dict[int, int]:
    """Who has one or waits for one, by its id."""
    seats = select(EventSeat.id, EventSeat.account_id).where(EventSeat.article_id == article_id)
    return {row[0]: row[1] for row in session.execute(seats.order_by(EventSeat.id))}
