"""Following, reading, and choosing what comes by mail. No function commits."""

from functools import cache
from typing import Any

from sqlalchemy import Executable, Row, String, bindparam, cast, delete, literal, select, update
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor, Invitable
from network.core.db import AnySelect, dialect_insert, execute
from network.core.errors import N_, NotFound
from network.core.policy import Action, require
from network.core.tokens import matches, row_id_of, token_for
from network.features.accounts.models import Account
from network.features.notifications.models import Notification, TopicWatch, Watch
from network.features.threads.models import Thread
from network.features.topics.models import Topic

STOP_MAIL = "stop-reply-mail"  # what a link in a mail is good for

# Following


_thread: AnySelect = select(
    Thread.id,
    Thread.slug,
    Thread.audience_term,
    Thread.author_id,
    Thread.hidden_at,
    (literal(Invitable.THREAD.key("")) + cast(Thread.id, String)).label("invitation_key"),
).where(Thread.id == bindparam("thread_id"))


@cache
def _follow_thread(dialect_name: str, *, unless_stopped: bool) -> Executable:
    row = dialect_insert(dialect_name, Watch)
    keys = ["account_id", "thread_id"]
    if unless_stopped:
        found: Executable = row.on_conflict_do_nothing(index_elements=keys)
    else:
        found = row.on_conflict_do_update(index_elements=keys, set_={"following": row.excluded.following})
    return found


def follow_thread(session: Session, actor: Actor, thread_id: int, *, follow: bool) -> Row[Any]:
    """Follow a thread, or say stop; returns its id and slug. Raises NotFound, SignInRequired."""
    thread = execute(session, _thread, {"thread_id": thread_id}).first()
    if thread is None:
        raise NotFound
    require(Action.FOLLOW, actor, thread)
    _write_watch(session, actor, thread_id, follow=follow, unless_stopped=False)
    return thread


def follow_by_writing(session: Session, actor: Actor, thread_id: int) -> None:
    """Who writes in a thread follows it, unless they have said stop."""
    _write_watch(session, actor, thread_id, follow=True, unless_stopped=True)


def _write_watch(session: Session, actor: Actor, thread_id: int, *, follow: bool, unless_stopped: bool) -> None:
    statement = _follow_thread(session.get_bind().dialect.name, unless_stopped=unless_stopped)
    execute(session, statement, {"account_id": actor.id, "thread_id": thread_id, "following": follow})


def follow_topic(session: Session, actor: Actor, slug: str, *, follow: bool) -> None:
    """Be told of new threads in a topic, or no longer. Raises NotFound, SignInRequired."""
    require(Action.FOLLOW, actor)
    topic_id = session.scalar(select(Topic.id).where(Topic.slug == slug))
    if topic_id is None:
        raise NotFound
    row = {"account_id": actor.id, "topic_id": topic_id}
    if follow:
        statement = dialect_insert(session.get_bind().dialect.name, TopicWatch).on_conflict_do_nothing()
        execute(session, statement, row)
    else:
        session.execute(delete(TopicWatch).filter_by(**row))


# Reading


_read_in_thread = (
    update(Notification)
    .where(
        Notification.account_id == bindparam("reader_id"),
        Notification.thread_id == bindparam("of_thread_id"),
        Notification.position <= bindparam("as_far_as"),
        Notification.read_at.is_(None),
    )
    .values(read_at=bindparam("at"))
)


def read_in_thread(session: Session, actor: Actor, thread_id: int, position: int) -> None:
    """What stands in a thread up to this position needs no telling any more."""
    wanted = {"reader_id": actor.id, "of_thread_id": thread_id, "as_far_as": position, "at": clock.now()}
    execute(session, _read_in_thread, wanted)


def read_by_all(session: Session, thread_id: int, post_id: int | None = None) -> None:
    """Nobody need be told any more of a thread, or of one post in it: it has been hidden."""
    unread = update(Notification).where(Notification.thread_id == thread_id, Notification.read_at.is_(None))
    if post_id is not None:
        unread = unread.where(Notification.post_id == post_id)
    session.execute(unread.values(read_at=clock.now()))


def read_all(session: Session, actor: Actor) -> None:
    """Everything the actor has been told counts as read."""
    unread = (Notification.account_id == actor.id, Notification.read_at.is_(None))
    session.execute(update(Notification).where(*unread).values(read_at=clock.now()))


# Mail


def stop_token(secret: str, account_id: int) -> str:
    """Opens nothing but the end of mails about replies, and that for ever: old mails keep a link that works."""
    return token_for(secret, STOP_MAIL, account_id, "")


def account_of_stop_token(session: Session, secret: str, token: str) -> Account:
    """Whose mails a link stops. Raises NotFound with the reason in words."""
    row_id = row_id_of(token)
    account = session.get(Account, row_id) if row_id else None
    if account is None or not matches(token, secret, STOP_MAIL, account.id, ""):
        raise NotFound(N_("The link is not whole. Copy all of it from the mail."))
    return account


def stop_reply_mail(session: Session, secret: str, token: str) -> None:
    """By the link in a mail, whoever follows it: no more mails about replies. Raises NotFound."""
    account = account_of_stop_token(session, secret, token)
    account.reply_mail_stopped_at = account.reply_mail_stopped_at or clock.now()


def choose_reply_mail(session: Session, actor: Actor, *, wanted: bool) -> None:
    """The actor's own choice on the account page."""
    account = session.get_one(Account, actor.id)
    account.reply_mail_stopped_at = None if wanted else account.reply_mail_stopped_at or clock.now()
