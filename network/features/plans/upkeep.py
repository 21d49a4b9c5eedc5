"""What becomes of plans when a topic changes or threads are merged. No function commits."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from network.core import outbox
from network.core.outbox import Queue
from network.features.plans.models import PlanThread, PlanTopic


def reindex_topic(session: Session, topic_id: int) -> None:
    """Plans are found by the words for their topics."""
    ids = session.scalars(select(PlanTopic.plan_id).where(PlanTopic.topic_id == topic_id)).all()
    outbox.record_all(session, Queue.INDEX, "plan", ids)


def move_plans(session: Session, from_id: int, to_id: int) -> None:
    """A thread was merged into another: the plans that named it name that one."""
    there = select(PlanThread.plan_id).where(PlanThread.thread_id == to_id)
    moved = update(PlanThread).where(PlanThread.thread_id == from_id, PlanThread.plan_id.not_in(there))
    session.execute(moved.values(thread_id=to_id), execution_options={"synchronize_session": False})
