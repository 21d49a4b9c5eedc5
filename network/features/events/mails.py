"""Mails about a seat at an event, to whoever has it or waits for it."""

from typing import Any

from sqlalchemy.orm import Session

from network.core import clock
from network.core.addresses import article_url, unsubscribe_url
from network.core.errors import N_
from network.core.outbox import OutboxRow
from network.features.accounts.mails import Builder, Draft
from network.features.accounts.models import Account, AccountState
from network.features.events.models import EventSeat
from network.features.events.telling import CANCELLED, CHANGED, MOVED_UP, SIGNED_UP, SOON
from network.features.notifications.mails import wants_mail
from network.features.notifications.service import stop_token
from network.features.publishing.models import Article, ArticleKind, ArticleState, Event


def signed_up(session: Session, row: OutboxRow, _secret: str) -> Draft | None:
    found = _coming(session, row)
    if found is None:
        return None
    subject = N_("You stand on the waiting list: %(title)s") if found[1]["waits"] else N_("You have a seat: %(title)s")
    return _draft(*found, subject, "seat")


def moved_up(session: Session, row: OutboxRow, _secret: str) -> Draft | None:
    found = _coming(session, row)
    if found is None or found[1]["waits"]:
        return None
    return _draft(found[0], found[1] | {"moved_up": True}, N_("You have got a seat: %(title)s"), "seat")


def changed(session: Session, row: OutboxRow, _secret: str) -> Draft | None:
    found = _coming(session, row)
    return _draft(*found, N_("Another time or place: %(title)s"), "event_changed") if found else None


def soon(session: Session, row: OutboxRow, secret: str) -> Draft | None:
    """None also for those who want no mails, and when it begins at another moment by now."""
    found = _coming(session, row)
    if found is None or found[1]["waits"] or not wants_mail(found[0]):
        return None
    account, values = found
    if values["starts_at"].isoformat() != row.payload["starts_at"]:
        return None
    stop = unsubscribe_url(stop_token(secret, account.id))
    return Draft(
        account.email,
        account.language,
        N_("Reminder: %(title)s"),
        "event_soon",
        values | {"stop_path": stop},
        key=f"seat:{row.subject_id}:{row.payload['starts_at']}",
        unsubscribe_path=stop,
    )


def cancelled(session: Session, row: OutboxRow, _secret: str) -> Draft | None:
    """None when it is out again by now."""
    found = _of_seat(session, row)
    if found is None or found[2].state != ArticleState.DRAFT:
        return None
    return _draft(found[0], found[1], N_("Cancelled: %(title)s"), "event_cancelled")


def _coming(session: Session, row: OutboxRow) -> tuple[Account, dict[str, Any]] | None:
    """None when the seat has been given up meanwhile, or the event has begun or is not out any more."""
    found = _of_seat(session, row)
    return found[:2] if found and found[2].state == ArticleState.PUBLISHED else None


def _of_seat(session: Session, row: OutboxRow) -> tuple[Account, dict[str, Any], Article] | None:
    seat = session.get(EventSeat, row.subject_id)
    if seat is None:
        return None
    account, article = session.get_one(Account, seat.account_id), session.get_one(Article, seat.article_id)
    event = session.get_one(Event, seat.article_id)
    if account.state != AccountState.ACTIVE or event.starts_at is None or event.starts_at <= clock.now():
        return None
    values = {
        "name": account.name,
        "title": article.title,
        "starts_at": event.starts_at,
        "place": article.facts.get("place", ""),
        "online": "" if seat.is_waiting else article.facts.get("online", ""),
        "waits": seat.is_waiting,
        "moved_up": False,
        "path": article_url(ArticleKind.EVENT, article.id, article.slug),
    }
    return account, values, article


def _draft(account: Account, values: dict[str, Any], subject: str, template: str) -> Draft:
    return Draft(account.email, account.language, subject, template, values)


MAILS: dict[str, Builder] = {
    SIGNED_UP: signed_up,
    MOVED_UP: moved_up,
    CHANGED: changed,
    CANCELLED: cancelled,
    SOON: soon,
}
