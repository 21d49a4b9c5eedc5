"""Reminding those who have a seat of an event, on the working day before. No function commits."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from network.core import clock, outbox
from network.core.db import AnySelect, execute
from network.core.outbox import Queue
from network.core.workdays import working_day_before
from network.features.accounts.models import Account, AccountState
from network.features.events.models import EventSeat
from network.features.events.telling import SOON, soon_key
from network.features.notices.models import Notice, NoticeKind
from network.features.notices.service import tell
from network.features.publishing.models import Article, ArticleState, Event

MORNING = time(8)  # in Danish time
LONGEST = timedelta(days=21)  # more than there ever is between two working days

_coming: AnySelect = (
    select(Event.article_id, Event.starts_at)
    .join(Article, Article.id == Event.article_id)
    .where(
        Article.state == ArticleState.PUBLISHED.value,
        Article.published_at <= bindparam("now"),
        Event.starts_at > bindparam("now"),
        Event.starts_at < bindparam("latest"),
    )
    .order_by(Event.starts_at)
    .with_for_update()  # of two workers the one that comes second finds that everybody has been told
)
_untold: AnySelect = (
    select(EventSeat.id, EventSeat.account_id)
    .join(Account, Account.id == EventSeat.account_id)
    .outerjoin(Notice, (Notice.account_id == EventSeat.account_id) & (Notice.key == bindparam("key")))
    .where(
        EventSeat.article_id == bindparam("article_id"),
        EventSeat.is_waiting.is_(False),
        EventSeat.at < bindparam("due"),  # who signs up later has just been told when it is
        Account.state == AccountState.ACTIVE.value,
        Notice.id.is_(None),
    )
    .order_by(EventSeat.id)
)


def remind(session: Session) -> None:
    """Tell those who have a seat at what begins soon, once for each moment that it is said to begin at."""
    now = clock.now()
    _forget_begun(session, now)
    for article_id, starts_at in execute(session, _coming, {"now": now, "latest": now + LONGEST}).all():
        due = _due(starts_at)
        if due <= now:
            _remind_of(session, article_id, starts_at, due)


def _due(starts_at: datetime) -> datetime:
    day = working_day_before(starts_at.astimezone(clock.COPENHAGEN).date())
    return datetime.combine(day, MORNING, clock.COPENHAGEN)


def _remind_of(session: Session, article_id: int, starts_at: datetime, due: datetime) -> None:
    key = soon_key(article_id, starts_at)
    wanted: dict[str, Any] = {"article_id": article_id, "due": due, "key": f"{NoticeKind.EVENT_SOON}:{key}"}
    seats = {row.id: row.account_id for row in execute(session, _untold, wanted)}
    tell(session, seats.values(), NoticeKind.EVENT_SOON, key, article_id=article_id)
    for seat_id in seats:
        outbox.record(session, Queue.MAIL, SOON, seat_id, starts_at=starts_at.isoformat())


def _forget_begun(session: Session, now: datetime) -> None:
    """A reminder that nobody has seen is none any more once it has begun."""
    begun = select(Event.article_id).where(Event.starts_at <= now)
    unread = update(Notice).where(
        Notice.kind == NoticeKind.EVENT_SOON.value, Notice.read_at.is_(None), Notice.article_id.in_(begun)
    )
    session.execute(unread.values(read_at=now).execution_options(synchronize_session=False))
