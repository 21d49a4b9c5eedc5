"""Telling those who follow, one statement an event, however many they are. Run by the worker."""

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, and_, bindparam, case, delete, literal, null, or_, select
from sqlalchemy.orm import Session, aliased

from network.core import clock, outbox
from network.core.access import Role, readable_by_member
from network.core.db import AnySelect, UtcDateTime, dialect_insert, execute
from network.core.outbox import OutboxRow, Queue
from network.features.accounts.models import Account, AccountState
from network.features.advisers.opened import opened_to
from network.features.calls.models import CallTopic
from network.features.mentions.models import Mention
from network.features.municipalities.models import Organisation
from network.features.notifications.models import Event, Notification, NotificationKind, TopicWatch, Watch, again
from network.features.notifications.unanswered import need_no_answer
from network.features.portraits.models import Portrait
from network.features.threads.models import Post, ReadMarker, Thread

KEEP = timedelta(days=365)
# News also of a post that its author has read
ABOUT_OWN = (NotificationKind.BEST_REPLY, NotificationKind.THANKS, NotificationKind.MOVED)
COLUMNS = ["account_id", "thread_id", "post_id", "position", "kind", "created_at", "read_at"]


def recipients(kind: NotificationKind, at: Any) -> AnySelect:
    """One row for each active account that may read the thread; which of them is for the caller to say."""
    has_read = and_(ReadMarker.account_id == Account.id, ReadMarker.thread_id == Thread.id)
    already = case((ReadMarker.position >= Post.position, bindparam("now", type_=UtcDateTime)), else_=null())
    return (
        select(
            Account.id,
            Thread.id,
            Post.id,
            Post.position,
            literal(kind.value),
            at,
            null() if kind in ABOUT_OWN or kind is NotificationKind.MENTION else already,
        )
        .select_from(Post)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Account, Account.state == AccountState.ACTIVE)
        .join(Organisation, Organisation.id == Account.organisation_id)
        .outerjoin(ReadMarker, has_read)
        .where(
            Post.id == bindparam("post_id"),
            Post.hidden_at.is_(None),
            readable_by_member(Thread, Account.organisation_id, Organisation.kind, opened_to(Account.id, Thread)),
        )
    )


def _told(event: str) -> AnySelect:
    """Who is told of an event, but for the one who made it happen."""
    if event == Event.MARKED:
        own = and_(Account.id == Post.author_id, Account.id != bindparam("by"), Post.best_at.is_not(None))
        return recipients(NotificationKind.BEST_REPLY, Post.best_at).where(own)
    if event == Event.MENTIONED:  # in a correction as well: then it happens now
        named = select(Mention.account_id).where(Mention.post_id == Post.id)
        at = bindparam("now", type_=UtcDateTime)
        return recipients(NotificationKind.MENTION, at).where(Account.id.in_(named))
    if event == Event.MOVED:
        own = and_(Account.id == Post.author_id, Account.id != bindparam("by"))
        return recipients(NotificationKind.MOVED, bindparam("now", type_=UtcDateTime)).where(own)
    if event == Event.ASKED_STEP:
        writers = aliased(Portrait)
        same = and_(writers.cycle_phase == Portrait.cycle_phase, writers.cycle_phase != "")
        beside = (
            select(Portrait.organisation_id).join(writers, same).where(writers.organisation_id == Post.organisation_id)
        )
        coordinates = (Account.roles.contains(Role.COORDINATOR.value), Account.organisation_id.in_(beside))
        asked = (*coordinates, Account.organisation_id != Post.organisation_id, Post.mask.is_(None))
        return recipients(NotificationKind.STEP, Post.created_at).where(*asked)
    if event == Event.STARTED:
        called = select(CallTopic.topic_id).where(CallTopic.thread_id == Thread.id)
        topic = or_(TopicWatch.topic_id == Thread.topic_id, TopicWatch.topic_id.in_(called))
        follow = select(TopicWatch.account_id).where(topic)
        kind = NotificationKind.TOPIC
    else:
        follow = select(Watch.account_id).where(Watch.thread_id == Thread.id, Watch.following)
        kind = NotificationKind.REPLY
    return recipients(kind, Post.created_at).where(Account.id.in_(follow), Account.id != Post.author_id)


@cache
def _tell(dialect_name: str, event: str) -> Executable:
    rows = dialect_insert(dialect_name, Notification).from_select(COLUMNS, _told(event))
    keys = ["post_id", "account_id"]
    found: Executable
    if event == Event.MOVED:  # news whatever the member was told of the post before
        found = rows.on_conflict_do_update(index_elements=keys, set_=again(rows.excluded))
    elif event != Event.MARKED:
        found = rows.on_conflict_do_nothing(index_elements=keys)
    else:  # the author may have been told that it was useful; that it is the best says more
        found = rows.on_conflict_do_update(
            index_elements=keys,
            set_=again(rows.excluded),
            where=Notification.kind == NotificationKind.THANKS,
        )
    return found


def deliver(session: Session, row: OutboxRow) -> None:
    """Tell everybody whom an event concerns, and have its mail sent. Repeated, it tells nobody twice."""
    wanted = {"post_id": row.subject_id, "by": row.payload.get("by"), "now": clock.now()}
    execute(session, _tell(session.get_bind().dialect.name, row.event), wanted)
    if row.event == Event.REPLIED:
        need_no_answer(session, row.subject_id)
    if row.payload.get("mails_starter"):
        outbox.record(session, Queue.MAIL, Event.REPLIED, row.subject_id)


def purge(session: Session) -> None:
    """Forget what happened a year ago."""
    session.execute(delete(Notification).where(Notification.created_at < clock.now() - KEEP))
