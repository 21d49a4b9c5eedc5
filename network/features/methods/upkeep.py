"""What becomes of methods when a topic or a keyword changes. No function commits."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from network.core import outbox
from network.core.outbox import Queue
from network.features.methods.models import MethodKeyword, MethodTopic


def reindex_topic(session: Session, topic_id: int) -> None:
    """Methods are found by the words for their topics."""
    ids = session.scalars(select(MethodTopic.method_id).where(MethodTopic.topic_id == topic_id)).all()
    outbox.record_all(session, Queue.INDEX, "method", ids)


def reindex_keyword(session: Session, keyword_id: int) -> None:
    """Methods are found by their keywords."""
    ids = session.scalars(select(MethodKeyword.method_id).where(MethodKeyword.keyword_id == keyword_id)).all()
    outbox.record_all(session, Queue.INDEX, "method", ids)


def merge_keyword(session: Session, from_id: int, to_id: int) -> None:
    """Methods that have one keyword get another."""
    have = select(MethodKeyword.method_id).where(MethodKeyword.keyword_id == to_id)
    of_old = update(MethodKeyword).where(MethodKeyword.keyword_id == from_id)
    session.execute(of_old.where(MethodKeyword.method_id.not_in(have)).values(keyword_id=to_id))
    session.execute(delete(MethodKeyword).where(MethodKeyword.keyword_id == from_id))
