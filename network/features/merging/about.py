"""What is said of a thread as a whole when its posts move: keywords and the summary.

What is said of a post – that it is a best reply, who found it useful – goes with the post. Whether the matter is
resolved stays what it is in the thread that stays.
"""

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from network.core.db import AnySelect, dialect_insert, execute
from network.features.collections.moving import move_items
from network.features.keywords.models import ThreadKeyword
from network.features.keywords.service import MOST_KEYWORDS
from network.features.plans.upkeep import move_plans
from network.features.sources.bonds import move_bonds
from network.features.summaries.models import SummaryVersion
from network.features.threads.models import Thread

_keywords: AnySelect = (
    select(ThreadKeyword.keyword_id)
    .where(ThreadKeyword.thread_id == bindparam("thread_id"))
    .order_by(ThreadKeyword.keyword_id)
)
_summary: AnySelect = select(Thread.summary_number, Thread.summary_length).where(Thread.id == bindparam("thread_id"))


def merge_what_is_said(session: Session, from_id: int, to_id: int) -> bool:
    """The thread that stays keeps its keywords, and gets those of the other as far as there is room.

    Its summary stays; when it shows none it gets the other's, with all its versions. A summary that gives way stays
    with the old row, which nobody reads. Returns whether anything came with it.
    """
    own, others = _keywords_of(session, to_id), _keywords_of(session, from_id)
    session.execute(delete(ThreadKeyword).where(ThreadKeyword.thread_id == from_id))
    move_bonds(session, from_id, to_id)
    move_items(session, from_id, to_id)
    move_plans(session, from_id, to_id)
    room = MOST_KEYWORDS - len(own)
    new = [keyword_id for keyword_id in others if keyword_id not in own][:room]
    _add_keywords(session, to_id, new)
    return _move_summary(session, from_id, to_id) or bool(new)


def copy_keywords(session: Session, from_id: int, to_id: int) -> None:
    """A thread that was split off begins with the keywords of the other, and without a summary."""
    _add_keywords(session, to_id, _keywords_of(session, from_id))


def _keywords_of(session: Session, thread_id: int) -> list[int]:
    return list(execute(session, _keywords, {"thread_id": thread_id}).scalars())


def _add_keywords(session: Session, thread_id: int, keyword_ids: list[int]) -> None:
    given = dialect_insert(session.get_bind().dialect.name, ThreadKeyword).on_conflict_do_nothing()
    for keyword_id in keyword_ids:
        execute(session, given, {"thread_id": thread_id, "keyword_id": keyword_id})


def _move_summary(session: Session, from_id: int, to_id: int) -> bool:
    """Its versions come after those that were hidden there."""
    there, here = (execute(session, _summary, {"thread_id": number}).one() for number in (to_id, from_id))
    if there.summary_length or not here.summary_length:
        return False
    moved = update(SummaryVersion).where(SummaryVersion.thread_id == from_id)
    number = SummaryVersion.number + there.summary_number
    session.execute(moved.values(thread_id=to_id, number=number), execution_options={"synchronize_session": False})
    both = {"summary_number": there.summary_number + here.summary_number, "summary_length": here.summary_length}
    session.execute(update(Thread).where(Thread.id == to_id).values(both))
    session.execute(update(Thread).where(Thread.id == from_id).values(summary_number=0, summary_length=0))
    return True
