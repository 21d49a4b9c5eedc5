"""Asking those at the same step. No function commits."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core import outbox
from network.core.db import AnySelect, execute
from network.core.outbox import Queue
from network.features.notifications.models import Event
from network.features.threads.models import Post

_first_post: AnySelect = select(Post.id).where(Post.thread_id == bindparam("thread_id"), Post.position == 1)


def show_to_same_step(session: Session, thread_id: int) -> None:
    """Coordinators where their municipality stands at the same step as its writer's are told of a thread that was
    started just now, as far as they may read it.
    """
    post_id = execute(session, _first_post, {"thread_id": thread_id}).scalar_one()
    outbox.record(session, Queue.NOTIFY, Event.ASKED_STEP, post_id)
