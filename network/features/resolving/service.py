"""Marking a thread as resolved, or as open again. No function commits."""

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor
from network.core.db import MAX_ID, UtcDateTime, execute
from network.core.errors import N_, Forbidden
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.features.notifications.unanswered import resolved_without_answer
from network.features.threads.indexing import MANY
from network.features.threads.models import Thread
from network.features.threads.service import held_thread

_set_resolved = (
    update(Thread)
    .where(Thread.id == bindparam("of_thread_id"))
    .values(resolved_at=bindparam("at", type_=UtcDateTime), version=Thread.version + 1)
)


def resolve(session: Session, actor: Actor, thread_id: int, *, resolved: bool) -> None:
    """What the thread asks has been resolved, with or without a best reply; or it has not after all.

    A closed thread too can be resolved. Raises NotFound, SignInRequired, Forbidden.
    """
    thread = held_thread(session, thread_id)
    require(Action.RESOLVE, actor, thread)
    if thread.hidden_at is not None:
        raise Forbidden(N_("A moderator has hidden the thread."))
    if (thread.resolved_at is not None) == resolved:
        return
    execute(session, _set_resolved, {"of_thread_id": thread_id, "at": clock.now() if resolved else None})
    outbox.record(session, Queue.INDEX, MANY, thread_id, first=0, last=MAX_ID)
    if resolved:
        resolved_without_answer(session, thread_id)
    if thread.author_id != actor.id:
        audit.note(session, actor, "resolve" if resolved else "open-again", f"thread:{thread_id}")
