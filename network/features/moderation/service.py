"""Reporting, hiding, closing, pinning, moving. No function commits; each leaves a line in both logs."""

from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor, can_read
from network.core.db import MAX_ID, AnySelect, execute
from network.core.errors import N_, Forbidden, Invalid, NotFound
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.text import clean_body, clean_line
from network.features.editing.service import keep_move
from network.features.moderation.models import Hiding, ModerationAct, ModerationEntry, Report, ReportReason
from network.features.notifications.service import read_by_all
from network.features.threads.indexing import MANY
from network.features.threads.models import Post, Thread, ThreadKind
from network.features.threads.service import held_thread, held_thread_of
from network.features.topics.models import Topic
from network.features.topics.offered import offered_topic

MAX_REASON = 300
MAX_TEXT = 4_000

_post: AnySelect = select(Post.id, Post.position, Post.author_id, Post.best_at, Post.hidden_at).where(
    Post.id == bindparam("post_id")
)


def checked_reason(text: str) -> str:
    """A reason in one line, or Invalid."""
    line = clean_line(text)
    if not line:
        raise Invalid(N_("Write why. Those concerned read it."), "reason")
    if len(line) > MAX_REASON:
        raise Invalid(N_("The reason can have at most %(limit)s characters."), "reason", limit=MAX_REASON)
    return line


def _checked_text(text: str, field: str) -> str:
    body = clean_body(text).strip()
    if len(body) > MAX_TEXT:
        raise Invalid(N_("The text can have at most %(limit)s characters."), field, limit=MAX_TEXT)
    return body


def _held(session: Session, actor: Actor, post_id: int) -> tuple[Row[Any], Row[Any]]:
    """The post and its thread, held until the transaction ends. Raises NotFound, also when it is not theirs to know."""
    thread = held_thread_of(session, post_id)
    if not can_read(actor, thread):
        raise NotFound
    return execute(session, _post, {"post_id": post_id}).one(), thread


def _moderated_post(session: Session, actor: Actor, post_id: int) -> tuple[Row[Any], Row[Any]]:
    post, thread = _held(session, actor, post_id)
    require(Action.MODERATE, actor, thread)
    return post, thread


def _moderated_thread(session: Session, actor: Actor, thread_id: int) -> Row[Any]:
    thread = held_thread(session, thread_id)
    require(Action.MODERATE, actor, thread)
    return thread


def _change_thread(session: Session, thread_id: int, **values: object) -> None:
    """Every change shows on the thread's page, so that no browser keeps the old one."""
    changed = update(Thread).where(Thread.id == thread_id)
    session.execute(changed.values(version=Thread.version + 1, **values))


def _enter(
    session: Session, actor: Actor, act: ModerationAct, thread_id: int, reason: str = "", post_id: int | None = None
) -> None:
    subject = f"thread:{thread_id}" if post_id is None else f"post:{post_id}"
    audit.note(session, actor, f"moderation-{act}", subject, reason=reason or None)
    session.add(ModerationEntry(at=clock.now(), act=act, thread_id=thread_id, reason=reason, account_id=actor.id))


# Reports


def report(
    session: Session, actor: Actor, post_id: int, reason: ReportReason, note: str, submission: str | None = None
) -> None:
    """Tell those who moderate of a post. One report of a post waits for each member. Raises NotFound, Invalid."""
    text = _checked_text(note, "note")
    post, thread = _held(session, actor, post_id)
    require(Action.REPORT_POST, actor, thread)
    if post.hidden_at is not None:
        raise Forbidden(N_("A moderator has hidden the post already."))
    if _has_reported(session, actor, post_id, submission):
        return
    row = Report(post_id=post_id, reporter_id=actor.id, reason=reason, note=text, created_at=clock.now())
    row.submission = submission
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        if not _has_reported(session, actor, post_id, submission):
            raise
        return
    audit.note(session, actor, "report", f"post:{post_id}")


def _has_reported(session: Session, actor: Actor, post_id: int, submission: str | None) -> bool:
    own = select(Report.id).where(Report.reporter_id == actor.id, Report.post_id == post_id)
    is_open = Report.closed_at.is_(None)
    is_same = is_open if submission is None else is_open | (Report.submission == submission)
    return session.scalars(own.where(is_same)).first() is not None


def dismiss(session: Session, actor: Actor, post_id: int) -> None:
    """Nothing is wrong with the post: its reports are closed. Raises NotFound, Forbidden."""
    _moderated, thread = _moderated_post(session, actor, post_id)
    if _close_reports(session, post_id):
        _enter(session, actor, ModerationAct.DISMISS, thread.id, post_id=post_id)


def _close_reports(session: Session, post_id: int) -> int:
    waiting = update(Report).where(Report.post_id == post_id, Report.closed_at.is_(None))
    closed: Any = session.execute(waiting.values(closed_at=clock.now()))
    return int(closed.rowcount)


# Hiding


def hide(session: Session, actor: Actor, post_id: int, reason: str) -> int:
    """Hide a post, and with the first one its whole thread. Returns the thread's id.

    Raises NotFound, Forbidden, Invalid.
    """
    post, thread = _moderated_post(session, actor, post_id)
    line = checked_reason(reason)
    if post.hidden_at is not None:
        return int(thread.id)
    now = clock.now()
    session.add(Hiding(post_id=post_id, reason=line, hidden_at=now, hidden_by_id=actor.id))
    _set_hidden(session, post, thread, now)
    _close_reports(session, post_id)
    _enter(session, actor, ModerationAct.HIDE, thread.id, line, post_id)
    return int(thread.id)


def show_again(session: Session, actor: Actor, post_id: int) -> int:
    """Take the hiding back; returns the thread's id. Raises NotFound, Forbidden."""
    post, thread = _moderated_post(session, actor, post_id)
    if post.hidden_at is None:
        return int(thread.id)
    session.execute(_open_hiding(post_id).values(lifted_at=clock.now()))
    _set_hidden(session, post, thread, None)
    _enter(session, actor, ModerationAct.SHOW_AGAIN, thread.id, post_id=post_id)
    return int(thread.id)


def _set_hidden(session: Session, post: Row[Any], thread: Row[Any], at: Any) -> None:
    changed = update(Post).where(Post.id == post.id)
    session.execute(changed.values(hidden_at=at, version=Post.version + 1))
    values: dict[str, object] = {}
    if post.best_at is not None:  # a best reply that nobody sees counts for nothing
        values["best_count"] = Thread.best_count + (1 if at is None else -1)
    if post.position == 1:
        values["hidden_at"] = at
    _change_thread(session, thread.id, **values)
    alone = None if post.position == 1 else post.id
    _reindex(session, thread.id, alone)
    if at is not None:
        read_by_all(session, thread.id, alone)


def _reindex(session: Session, thread_id: int, post_id: int | None = None) -> None:
    """The index is told of one post, or of all that a thread has."""
    if post_id is None:
        outbox.record(session, Queue.INDEX, MANY, thread_id, first=0, last=MAX_ID)
    else:
        outbox.record(session, Queue.INDEX, "post", post_id)


def _open_hiding(post_id: int) -> Any:
    return update(Hiding).where(Hiding.post_id == post_id, Hiding.lifted_at.is_(None))


def answer(session: Session, actor: Actor, post_id: int, text: str) -> None:
    """What the author says to the hiding; a later answer takes the place of an earlier one.

    Raises NotFound, Forbidden, Invalid.
    """
    body = _checked_text(text, "answer")
    if not body:
        raise Invalid(N_("Write something first."), "answer")
    post, thread = _held(session, actor, post_id)
    require(Action.ANSWER_MODERATOR, actor, post)
    if post.hidden_at is None:
        raise Forbidden(N_("The post is shown again, so there is nothing to answer."))
    session.execute(_open_hiding(post_id).values(answer=body, answered_at=clock.now(), upheld_at=None))
    _change_thread(session, thread.id)
    audit.note(session, actor, "answer-moderator", f"post:{post_id}")


def uphold(session: Session, actor: Actor, post_id: int) -> None:
    """The author's answer was read, and the post stays hidden. Raises NotFound, Forbidden."""
    _post_held, thread = _moderated_post(session, actor, post_id)
    unread = _open_hiding(post_id).where(Hiding.answered_at.is_not(None), Hiding.upheld_at.is_(None))
    kept: Any = session.execute(unread.values(upheld_at=clock.now()))
    if kept.rowcount:
        _enter(session, actor, ModerationAct.UPHOLD, thread.id, post_id=post_id)


# Threads


def lock(session: Session, actor: Actor, thread_id: int, reason: str) -> None:
    """Nobody replies from now on. Raises NotFound, Forbidden, Invalid."""
    thread = _moderated_thread(session, actor, thread_id)
    line = checked_reason(reason)
    if thread.lock_reason is None:
        _change_thread(session, thread_id, lock_reason=line)
        _enter(session, actor, ModerationAct.LOCK, thread_id, line)


def unlock(session: Session, actor: Actor, thread_id: int) -> None:
    """Raises NotFound, Forbidden."""
    thread = _moderated_thread(session, actor, thread_id)
    if thread.lock_reason is not None:
        _change_thread(session, thread_id, lock_reason=None)
        _enter(session, actor, ModerationAct.UNLOCK, thread_id)


def pin(session: Session, actor: Actor, thread_id: int, *, pinned: bool) -> None:
    """Put a thread first in its topic, or back among the others. Raises NotFound, Forbidden."""
    thread = _moderated_thread(session, actor, thread_id)
    if (thread.pinned_at is not None) == pinned:
        return
    _change_thread(session, thread_id, pinned_at=clock.now() if pinned else None)
    _enter(session, actor, ModerationAct.PIN if pinned else ModerationAct.UNPIN, thread_id)


def change_kind(session: Session, actor: Actor, thread_id: int, kind: ThreadKind) -> None:
    """Raises NotFound, Forbidden."""
    thread = _moderated_thread(session, actor, thread_id)
    if thread.kind != kind:
        _change_thread(session, thread_id, kind=kind)
        _reindex(session, thread_id)
        _enter(session, actor, ModerationAct.CHANGE_KIND, thread_id)


def move(session: Session, actor: Actor, thread_id: int, topic: Topic | None) -> None:
    """Move a thread to another topic; it is no longer pinned there. Raises NotFound, Forbidden, Invalid."""
    thread = _moderated_thread(session, actor, thread_id)
    topic = offered_topic(topic, thread.topic_id)
    if thread.topic_id == topic.id:
        return
    earlier = session.get_one(Topic, thread.topic_id)
    _change_thread(session, thread_id, topic_id=topic.id, pinned_at=None)
    # The index holds the topic with each post, and tells by the version that its own is old.
    session.execute(update(Post).where(Post.thread_id == thread_id).values(version=Post.version + 1))
    keep_move(session, actor, thread_id, topic.id)
    _reindex(session, thread_id)
    _enter(session, actor, ModerationAct.MOVE, thread_id, f"{earlier.title} → {topic.title}")
