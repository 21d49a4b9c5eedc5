"""Moving up whoever waits first, when there is room. No function commits."""

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from network.core.db import AnySelect, execute
from network.features.events.models import EventSeat
from network.features.events.telling import tell_of_seat
from network.features.notices.models import NoticeKind
from network.features.notices.service import tell
from network.features.publishing.models import Event

_of_event = EventSeat.article_id == bindparam("article_id")
_taken: AnySelect = select(func.count()).select_from(EventSeat).where(_of_event, EventSeat.is_waiting.is_(False))
_waiting: AnySelect = (
    select(EventSeat.id, EventSeat.account_id).where(_of_event, EventSeat.is_waiting.is_(True)).order_by(EventSeat.id)
)
_capacity: AnySelect = select(Event.capacity).where(Event.article_id == bindparam("article_id"))


def room_at(session: Session, article_id: int) -> int | None:
    """How many seats are free; None when there is no limit. Its caller holds the article."""
    capacity = execute(session, _capacity, {"article_id": article_id}).scalar()
    if capacity is None:
        return None
    taken = execute(session, _taken, {"article_id": article_id}).scalar() or 0
    return max(0, int(capacity) - int(taken))


def move_up(session: Session, article_id: int) -> None:
    """Whoever waits gets a seat, as far as there is room, and is told. Its caller holds the article."""
    waiting = list(execute(session, _waiting, {"article_id": article_id}))
    if not waiting:
        return
    room = room_at(session, article_id)
    for seat_id, account_id in waiting if room is None else waiting[:room]:
        session.execute(update(EventSeat).where(EventSeat.id == seat_id).values(is_waiting=False))
        tell_of_seat(session, seat_id, moved_up=True)
        tell(session, [account_id], NoticeKind.SEAT, f"{article_id}:{seat_id}", article_id=article_id)
