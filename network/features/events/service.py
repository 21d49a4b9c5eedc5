"""Taking a seat at an event, and giving it up. No function commits.

The article is held meanwhile, so that of two who take the last seat at once one gets it and the other waits.
"""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor
from network.core.db import dialect_insert, execute
from network.core.errors import N_, Invalid
from network.core.policy import Action, require
from network.features.events.models import EventSeat
from network.features.events.queries import Own, event_view
from network.features.events.seats import move_up, room_at
from network.features.events.telling import tell_of_seat
from network.features.publishing.models import ArticleKind
from network.features.publishing.queries import article_view


def sign_up(session: Session, actor: Actor, article_id: int) -> Own:
    """A seat, or a place among those who wait; whoever has one keeps it.

    Raises SignInRequired, NotFound, and Invalid when the event has begun.
    """
    require(Action.ATTEND, actor)
    article = article_view(session, actor, ArticleKind.EVENT, article_id, hold=True)
    event = event_view(session, actor, article)
    if event.own is not Own.NOTHING:
        return event.own
    if event.has_begun or not article.is_out:
        raise Invalid(N_("It is no longer possible to sign up."))
    is_waiting = room_at(session, article_id) == 0
    seat = {"article_id": article_id, "account_id": actor.id, "is_waiting": is_waiting, "at": clock.now()}
    execute(session, dialect_insert(session.get_bind().dialect.name, EventSeat).on_conflict_do_nothing(), seat)
    own = select(EventSeat.id).where(EventSeat.article_id == article_id, EventSeat.account_id == actor.id)
    tell_of_seat(session, session.scalars(own).one())
    return Own.WAITING if is_waiting else Own.SEAT


def give_up(session: Session, actor: Actor, article_id: int) -> None:
    """The seat goes to whoever waits first. Raises SignInRequired, NotFound."""
    require(Action.ATTEND, actor)
    article_view(session, actor, ArticleKind.EVENT, article_id, hold=True)
    own = (EventSeat.article_id == article_id, EventSeat.account_id == actor.id)
    was_waiting = session.scalar(select(EventSeat.is_waiting).where(*own))
    session.execute(delete(EventSeat).where(*own))
    if was_waiting is False:
        move_up(session, article_id)
