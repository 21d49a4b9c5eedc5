"""Merging threads and splitting them. No function commits; each leaves a line in both logs.

Posts are never moved to readers whom they were not written for. A thread that was merged into another stays as an empty
row that is for nobody: nothing can be read or written there, and its address leads to where its posts stand.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Integer, Row, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import MERGED, Actor, Audience, Invitable, audience_of, is_within
from network.core.db import AnySelect, execute
from network.core.errors import N_, Invalid
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.slugs import slugify
from network.features.advisers.opened import has_advisers
from network.features.merging import places
from network.features.merging.about import copy_keywords, merge_what_is_said
from network.features.merging.drafts import move_drafts
from network.features.merging.models import MergedThread, SplitThread
from network.features.moderation.models import ModerationAct, ModerationEntry
from network.features.moderation.service import checked_reason
from network.features.notifications.models import Event
from network.features.threads.indexing import KIND, MANY
from network.features.threads.models import Post, Thread, ThreadKind
from network.features.threads.service import checked_title, held_thread
from network.features.topics.models import Topic
from network.features.topics.offered import offered_topic

MOST_CHOSEN = 1_000  # single posts in one split
HIDDEN = N_("A moderator has hidden one of the threads. Show it again before you merge them.")
WIDER = N_("More people can read the other thread. Posts are never moved to readers whom they were not written for.")
OWN = N_("The other thread is for one municipality only, and then those who wrote here could not read their own posts.")
ADVISED = N_(
    "External advisers read the other thread, and these posts were not written for them. End their access first."
)


def why_not(audience_term: str, other_term: str, *, is_hidden: bool, has_advisers: bool) -> str | None:
    """Why posts for one audience cannot move into a thread for another; None when they can."""
    if is_hidden:
        return HIDDEN
    if has_advisers and audience_of(audience_term) is not Audience.PUBLIC:
        return ADVISED
    if audience_term == other_term:
        return None
    if audience_of(other_term) is Audience.OWN:
        return OWN
    return None if is_within(other_term, audience_term) else WIDER


# Merging

_has_advisers: AnySelect = select(has_advisers(Invitable.THREAD, bindparam("target_id", type_=Integer)))


def merge(session: Session, actor: Actor, thread_id: int, target_id: int, reason: str) -> None:
    """Move all posts of a thread into another one, which keeps its title, kind, topic, audience and first post.

    Done before, it does nothing. Raises NotFound, Forbidden, Invalid.
    """
    held = {number: held_thread(session, number) for number in sorted({thread_id, target_id})}
    thread, target = held[thread_id], held[target_id]
    require(Action.MODERATE, actor, target)
    if thread.audience_term == MERGED and _target_of(session, thread_id) == target_id:
        return
    require(Action.MODERATE, actor, thread)
    if thread_id == target_id:
        raise Invalid(N_("Choose another thread than this one."), "target")
    is_hidden = thread.hidden_at is not None or target.hidden_at is not None
    advised = execute(session, _has_advisers, {"target_id": target_id}).scalar_one()
    refusal = why_not(thread.audience_term, target.audience_term, is_hidden=is_hidden, has_advisers=advised)
    if refusal is not None:
        raise Invalid(refusal, "target")
    line = checked_reason(reason)
    moved, begins_with = _range(session, thread_id), _range(session, target_id).first_post_id
    title = session.execute(_title, {"thread_id": thread_id}).scalar_one()
    places.merge_posts(session, thread_id, target_id)
    is_said_anew = merge_what_is_said(session, thread_id, target_id)
    move_drafts(session, thread_id, target_id)
    _leave_behind(session, thread_id, target_id, moved.first_post_id)
    places.count_anew(session, target_id, clock.now())
    outbox.record(session, Queue.INDEX, MANY, target_id, first=moved.first, last=moved.last)
    if is_said_anew:
        outbox.record(session, Queue.INDEX, KIND, begins_with)  # keywords and the summary are found with it
    outbox.record(session, Queue.NOTIFY, Event.MOVED, moved.first_post_id, by=actor.id)
    audit.note(session, actor, f"moderation-{ModerationAct.MERGE}", f"thread:{thread_id}", reason=line)
    _enter(session, actor, ModerationAct.MERGE, target_id, f"”{title}”: {line}")


_title: AnySelect = select(Thread.title).where(Thread.id == bindparam("thread_id"))
_merged_into: AnySelect = select(MergedThread.target_id).where(MergedThread.thread_id == bindparam("thread_id"))
_first_and_last: AnySelect = select(
    func.min(Post.id).label("first"),
    func.max(Post.id).label("last"),
    func.max(Post.id).filter(Post.position == 1).label("first_post_id"),
).where(Post.thread_id == bindparam("thread_id"))


def _target_of(session: Session, thread_id: int) -> int | None:
    return execute(session, _merged_into, {"thread_id": thread_id}).scalar()


def _range(session: Session, thread_id: int) -> Row[Any]:
    """The first and the last id of a thread's posts, and that of its first post."""
    return execute(session, _first_and_last, {"thread_id": thread_id}).one()


def _leave_behind(session: Session, thread_id: int, target_id: int, first_post_id: int) -> None:
    """The old thread is for nobody, and all that led to it leads on."""
    now = clock.now()
    empty = {"audience_term": MERGED, "post_count": 0, "best_count": 0, "pinned_at": None}
    session.execute(update(Thread).where(Thread.id == thread_id).values(version=Thread.version + 1, **empty))
    earlier = update(MergedThread).where(MergedThread.target_id == thread_id)
    session.execute(earlier.values(target_id=target_id))
    row = {"thread_id": thread_id, "target_id": target_id, "first_post_id": first_post_id, "at": now}
    execute(session, insert(MergedThread), row)
    for end in (SplitThread.thread_id, SplitThread.source_id):
        session.execute(update(SplitThread).where(end == thread_id).values({end: target_id}))
    session.execute(delete(SplitThread).where(SplitThread.thread_id == SplitThread.source_id))


# Splitting


def split(
    session: Session,
    actor: Actor,
    thread_id: int,
    *,
    chosen: Sequence[int] = (),
    from_post: int | None = None,
    title: str,
    topic: Topic | None,
    kind: ThreadKind,
    reason: str,
    submission: str | None = None,
) -> int:
    """Make a new thread of the chosen posts, or of `from_post` and all after it; returns its id.

    The first of them begins it: its author counts as the one who started the thread, and if it was a best reply it is
    one no longer. The same submission twice is one thread. Raises NotFound, Forbidden, Invalid.
    """
    thread = held_thread(session, thread_id)
    require(Action.MODERATE, actor, thread)
    earlier = _thread_of_submission(session, submission)
    if earlier is not None:
        return earlier
    is_moved, wanted = choice(chosen, from_post)
    first = _first_moved(session, thread, is_moved, wanted)
    line = checked_title(title)
    topic = offered_topic(topic)
    why, now = checked_reason(reason), clock.now()
    new = {
        "topic_id": topic.id,
        "author_id": first.author_id,
        "organisation_id": first.organisation_id,
        "mask": first.mask,
        "kind": kind,
        "title": line,
        "slug": slugify(line),
        "audience_term": thread.audience_term,
        "created_at": first.created_at,
        "last_post_at": first.created_at,
        "version": 0,  # counted up once below
    }
    new_id: int = execute(session, insert(Thread).returning(Thread.id), new).scalar_one()
    row = {"thread_id": new_id, "source_id": thread_id, "at": now, "submission": submission}
    execute(session, insert(SplitThread), row)
    places.split_posts(session, thread_id, new_id, is_moved, wanted)
    copy_keywords(session, thread_id, new_id)
    session.execute(update(Post).where(Post.id == first.id).values(best_at=None))
    for number in (thread_id, new_id):
        places.count_anew(session, number, now)
    moved = _range(session, new_id)
    outbox.record(session, Queue.INDEX, MANY, new_id, first=moved.first, last=moved.last)
    outbox.record(session, Queue.NOTIFY, Event.MOVED, first.id, by=actor.id)
    audit.note(session, actor, f"moderation-{ModerationAct.SPLIT}", f"thread:{thread_id}", reason=why)
    _enter(session, actor, ModerationAct.SPLIT, thread_id, f"”{line}”: {why}")
    return new_id


def choice(chosen: Sequence[int], from_post: int | None) -> tuple[ColumnElement[bool], dict[str, Any]]:
    """The condition for the posts that move, and its parameters."""
    if from_post is not None:
        at = select(Post.position).where(Post.id == bindparam("from_post"), Post.thread_id == places.FROM)
        return Post.position >= at.correlate(None).scalar_subquery(), {"from_post": from_post}
    if not chosen:
        raise Invalid(N_("Choose at least one post."), "chosen")
    if len(chosen) > MOST_CHOSEN:
        raise Invalid(
            N_("Choose at most %(limit)s posts, or a post from which on all are moved."), "chosen", limit=MOST_CHOSEN
        )
    return Post.id.in_(bindparam("chosen", expanding=True)), {"chosen": list(chosen)}


def _first_moved(session: Session, thread: Row[Any], is_moved: ColumnElement[bool], wanted: dict[str, Any]) -> Row[Any]:
    """The post that will begin the new thread. Raises Invalid when these cannot be moved."""
    columns = (Post.id, Post.position, Post.author_id, Post.organisation_id, Post.mask, Post.created_at, Post.hidden_at)
    rows: AnySelect = select(*columns).where(Post.thread_id == places.FROM, is_moved)
    first = execute(session, rows.order_by(Post.position).limit(1), wanted | {"from_id": thread.id}).first()
    return checked_first(first)


First = TypeVar("First")


def checked_first(post: First | None) -> First:
    """A post that a thread can begin with, by its `position` and `hidden_at`, or Invalid. None: there is none."""
    if post is None:
        raise Invalid(N_("The chosen posts do not stand in the thread any more. Choose again."), "chosen")
    first: Any = post
    if first.position == 1:
        raise Invalid(
            N_("The first post stays: without it there would be no thread. Choose among the replies."), "chosen"
        )
    if first.hidden_at is not None:
        raise Invalid(N_("The first of the chosen posts is hidden, and a thread cannot begin with it."), "chosen")
    return post


_of_submission: AnySelect = select(SplitThread.thread_id).where(SplitThread.submission == bindparam("submission"))


def _thread_of_submission(session: Session, submission: str | None) -> int | None:
    return execute(session, _of_submission, {"submission": submission}).scalar() if submission else None


def _enter(session: Session, actor: Actor, act: ModerationAct, thread_id: int, reason: str) -> None:
    session.add(ModerationEntry(at=clock.now(), act=act, thread_id=thread_id, reason=reason, account_id=actor.id))
