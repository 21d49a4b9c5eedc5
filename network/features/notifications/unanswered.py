"""Questions that nobody answers are shown to those who may know.

After two working days to members who said that they want them, after five to whoever looks after the topic. One
statement, run by the worker; repeated, it tells nobody twice.
"""

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, Integer, and_, bindparam, func, literal, null, or_, select, union, update
from sqlalchemy.orm import Session, aliased

from network.core import clock
from network.core.access import readable_by_member
from network.core.db import AnySelect, UtcDateTime, dialect_insert, execute
from network.core.workdays import working_days_before
from network.features.accounts.models import Account, AccountState
from network.features.members.models import Competence, Profile
from network.features.municipalities.models import Organisation
from network.features.notifications.models import Notification, NotificationKind, again
from network.features.threads.models import Post, Thread, ThreadKind, is_unanswered
from network.features.topics.models import TopicResponsible

WHO_MAY_KNOW, WHO_IS_RESPONSIBLE = 2, 5  # working days
NO_NEWS = timedelta(days=30)  # whoever wants to be told of questions is not told of last year's
COLUMNS = ["account_id", "thread_id", "post_id", "position", "kind", "created_at", "read_at"]


def _waiting_since(parameter: str) -> AnySelect:
    """Unresolved questions without a reply that were asked before a moment; their newest post is the question."""
    oldest, newest = (bindparam(name, type_=UtcDateTime) for name in ("oldest", parameter))
    asked = and_(Thread.last_post_at <= newest, Thread.last_post_at > oldest)
    question: AnySelect = select(Thread.id, Thread.topic_id).where(
        is_unanswered,
        Thread.kind == ThreadKind.QUESTION,
        Thread.lock_reason.is_(None),
        Thread.resolved_at.is_(None),
        asked,
    )
    return question


def _who_may_know() -> Any:
    """(account, thread) for each to be told: who knows the topic, gave a best reply in it, or looks after it."""
    waiting, long_waiting = _waiting_since("two_days").subquery(), _waiting_since("five_days").subquery()
    answered = aliased(Thread)
    wants = and_(Profile.account_id == Account.id, Profile.wants_questions)
    by_competence = (
        select(Competence.account_id, waiting.c.id.label("thread_id"))
        .join(waiting, waiting.c.topic_id == Competence.topic_id)
        .join(Account, Account.id == Competence.account_id)
        .join(Profile, wants)
    )
    by_best_reply = (
        select(Post.author_id, waiting.c.id)
        .select_from(waiting)
        .join(answered, and_(answered.topic_id == waiting.c.topic_id, answered.best_count > 0))
        .join(
            Post,
            and_(
                Post.thread_id == answered.id, Post.best_at.is_not(None), Post.hidden_at.is_(None), Post.mask.is_(None)
            ),
        )
        .join(Account, Account.id == Post.author_id)
        .join(Profile, wants)
    )
    responsible = select(TopicResponsible.account_id, long_waiting.c.id).join(
        long_waiting, long_waiting.c.topic_id == TopicResponsible.topic_id
    )
    return union(by_competence, by_best_reply, responsible).subquery()


@cache
def _tell(dialect_name: str) -> Executable:
    told, earlier = _who_may_know(), aliased(Notification)
    kind = literal(NotificationKind.UNANSWERED.value)
    rows = (
        select(Account.id, Thread.id, Post.id, Post.position, kind, bindparam("now", type_=UtcDateTime), null())
        .select_from(told)
        .join(Thread, Thread.id == told.c.thread_id)
        .join(Post, and_(Post.thread_id == Thread.id, Post.position == 1))
        .join(Account, Account.id == told.c.account_id)
        .join(Organisation, Organisation.id == Account.organisation_id)
        .outerjoin(earlier, and_(earlier.post_id == Post.id, earlier.account_id == Account.id))
        .where(
            Account.state == AccountState.ACTIVE,
            Account.id != Thread.author_id,
            Post.hidden_at.is_(None),
            or_(earlier.id.is_(None), earlier.kind == NotificationKind.TOPIC.value),
            readable_by_member(Thread, Account.organisation_id, Organisation.kind),
        )
    )
    new = dialect_insert(dialect_name, Notification).from_select(COLUMNS, rows)
    # Who follows the topic has been told of the thread when it was new; now it is another matter.
    found: Executable = new.on_conflict_do_update(
        index_elements=["post_id", "account_id"],
        set_=again(new.excluded),
        where=Notification.kind == NotificationKind.TOPIC.value,
    )
    return found


def tell_who_may_know(session: Session) -> None:
    """Show the questions that have waited long enough, each to each member once."""
    now = clock.now()
    wanted = {
        "now": now,
        "two_days": working_days_before(now, WHO_MAY_KNOW),
        "five_days": working_days_before(now, WHO_IS_RESPONSIBLE),
        "oldest": now - NO_NEWS,
    }
    execute(session, _tell(session.get_bind().dialect.name), wanted)


_of_the_thread = select(Post.thread_id).where(Post.id == bindparam("reply_id")).scalar_subquery()
_needs_none = (
    update(Notification)
    .where(
        Notification.thread_id == func.coalesce(bindparam("of_thread_id", type_=Integer), _of_the_thread),
        Notification.kind == NotificationKind.UNANSWERED.value,
        Notification.read_at.is_(None),
    )
    .values(read_at=bindparam("at"))
)


def need_no_answer(session: Session, reply_id: int) -> None:
    """Somebody has replied: nobody need be asked any more."""
    execute(session, _needs_none, {"reply_id": reply_id, "of_thread_id": None, "at": clock.now()})


def resolved_without_answer(session: Session, thread_id: int) -> None:
    """The thread is resolved: the same."""
    execute(session, _needs_none, {"reply_id": None, "of_thread_id": thread_id, "at": clock.now()})
