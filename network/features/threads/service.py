"""Asking, replying, marking the best reply. No function commits."""

import secrets
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Engine, Executable, Integer, Row, String, bindparam, cast, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor, Audience, Invitable, audience_of, writable_audiences
from network.core.cpr import NOT_CPR, passed_over
from network.core.db import AnySelect, dialect_insert, execute
from network.core.errors import N_, Forbidden, Invalid, NetworkError, NotFound
from network.core.outbox import Queue
from network.core.patience import writing_briefly
from network.core.policy import Action, require
from network.core.slugs import slugify
from network.core.text import Rendered, checked_body, clean_line, render
from network.features.anonymity.service import mask_for
from network.features.attachments.markup import require_words
from network.features.attachments.queries import Owner
from network.features.attachments.service import chosen, give
from network.features.mentions.service import mention
from network.features.notifications.models import Event
from network.features.notifications.service import follow_by_writing, read_in_thread
from network.features.quoting.queries import refuse_hidden_quotes
from network.features.threads.models import Post, ReadMarker, Thread, ThreadKind
from network.features.topics.models import Topic
from network.features.topics.offered import offered_topic

MIN_TITLE = 5
MAX_TITLE = 160


def checked_title(title: str) -> str:
    """A usable title, or Invalid."""
    line = clean_line(title)
    if sum(character.isalnum() for character in line) < MIN_TITLE:
        raise Invalid(N_("Write a title that says what it is about."), "title")
    if len(line) > MAX_TITLE:
        raise Invalid(N_("The title can have at most %(limit)s characters."), "title", limit=MAX_TITLE)
    return line


def rendered_body(body: str) -> tuple[str, Rendered]:
    """The text as typed, cleaned, and what it looks like. Raises Invalid."""
    markdown = checked_body(body)
    # Footnotes need a name that no other post on the page has.
    rendered = render(markdown, anchor=secrets.token_hex(4))
    require_words(rendered.html)
    return markdown, rendered


def start_thread(
    session: Session,
    actor: Actor,
    *,
    topic: Topic | None,
    kind: ThreadKind,
    title: str,
    body: str,
    audience: Audience,
    submission: str | None = None,
    not_cpr: bool = False,
    attachments: Sequence[int] = (),
    hide_name: bool = False,
    deadline: date | None = None,
) -> Thread:
    """Open a thread with its first post. The same submission twice gives the thread of the first. Raises Invalid."""
    require(Action.START_THREAD, actor)
    line = checked_title(title)
    markdown, rendered = rendered_body(body)
    if topic is None:
        raise Invalid(N_("Choose a topic."), "topic")
    if audience not in writable_audiences(actor):
        raise Invalid(N_("You cannot write to that audience."), "audience")
    earlier = _thread_of_submission(session, actor, submission)
    if earlier is not None:
        return earlier
    offered_topic(topic)
    has_number = passed_over({"title": line, "body": markdown}, not_cpr=not_cpr)
    files = chosen(session, actor, attachments, markdown)
    mask = mask_for(session, actor, audience) if hide_name else None
    now = clock.now()
    thread = Thread(
        topic_id=topic.id,
        author_id=actor.id,
        organisation_id=actor.organisation_id,
        mask=mask,
        kind=kind,
        title=line,
        slug=slugify(line),
        audience_term=audience.term(actor.organisation_id or 0),
        created_at=now,
        last_post_at=now,
        deadline=deadline,
        post_count=1,
    )
    try:
        with session.begin_nested():
            session.add(thread)
            session.flush()
            post_id = _add_post(session, actor, thread.id, 1, markdown, files.under(rendered), submission, mask)
    except IntegrityError:
        # The same form arrived twice at the same moment; the other one won.
        other = _thread_of_submission(session, actor, submission)
        if other is None:
            raise
        return other
    give(session, files, Owner(post_id=post_id))
    mention(session, actor, post_id, markdown, thread.audience_term)
    outbox.record(session, Queue.NOTIFY, Event.STARTED, post_id)
    follow_by_writing(session, actor, thread.id)
    mark_read(session, actor, thread.id, 1)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"thread:{thread.id}")
    return thread


def _thread_of_submission(session: Session, actor: Actor, submission: str | None) -> Thread | None:
    if submission is None:
        return None
    own = select(Thread).join(Post, Post.thread_id == Thread.id)
    return session.scalars(own.where(Post.submission == submission, Post.author_id == actor.id)).first()


_insert_post = insert(Post).returning(Post.id)


def _add_post(
    session: Session,
    actor: Actor,
    thread_id: int,
    position: int,
    markdown: str,
    rendered: Rendered,
    submission: str | None,
    mask: str | None,
) -> int:
    post = {
        "thread_id": thread_id,
        "position": position,
        "author_id": actor.id,
        "organisation_id": actor.organisation_id,
        "mask": mask,
        "markdown": markdown,
        "html": rendered.html,
        "plain": rendered.plain,
        "created_at": clock.now(),
        "submission": submission,
    }
    post_id: int = execute(session, _insert_post, post).scalar_one()
    outbox.record(session, Queue.INDEX, "post", post_id)
    return post_id


_held: AnySelect = (
    select(
        Thread.id,
        Thread.post_count,
        Thread.author_id,
        Thread.audience_term,
        Thread.hidden_at,
        Thread.lock_reason,
        Thread.pinned_at,
        Thread.resolved_at,
        Thread.kind,
        Thread.topic_id,
        (literal(Invitable.THREAD.key("")) + cast(Thread.id, String)).label("invitation_key"),
    )
    .where(Thread.id == bindparam("thread_id"))
    .with_for_update()
)


def held_thread(session: Session, thread_id: int) -> Row[Any]:
    """The thread, held until the transaction ends, so that positions are given out one at a time. Raises NotFound."""
    thread = execute(session, _held, {"thread_id": thread_id}).first()
    if thread is None:
        raise NotFound
    return thread


_thread_of: AnySelect = select(Post.thread_id).where(Post.id == bindparam("post_id"))


def held_thread_of(session: Session, post_id: int) -> Row[Any]:
    """The thread of a post, held like that. Raises NotFound."""
    thread_id = execute(session, _thread_of, {"post_id": post_id}).scalar()
    while thread_id is not None:
        thread = held_thread(session, thread_id)
        thread_id = execute(session, _thread_of, {"post_id": post_id}).scalar()
        if thread_id == thread.id:  # else the post was moved while somebody else held the thread
            return thread
    raise NotFound


_own_reply: AnySelect = select(Post.id).where(
    Post.submission == bindparam("submission"), Post.author_id == bindparam("author_id")
)
_has_grown = (
    update(Thread)
    .where(Thread.id == bindparam("grown_id"))
    .values(post_count=bindparam("position"), last_post_at=bindparam("at"), version=Thread.version + 1)
)


class Overtaken(NetworkError):
    """Others have replied since the writer opened the thread."""

    def __init__(self, seen: int) -> None:
        super().__init__(N_("Others have replied while you were writing."))
        self.seen = seen


_others_since: AnySelect = (
    select(Post.id)
    .where(
        Post.thread_id == bindparam("thread_id"),
        Post.position > bindparam("seen"),
        Post.author_id != bindparam("author_id"),
    )
    .limit(1)
)


def reply(
    session: Session,
    actor: Actor,
    thread_id: int,
    body: str,
    submission: str | None = None,
    *,
    seen: int | None = None,
    not_cpr: bool = False,
    attachments: Sequence[int] = (),
    hide_name: bool = False,
) -> int:
    """Add a post to a thread; returns its id. The same submission twice is one post.

    With `seen`, the last position that the writer knows of, raises Overtaken when others have written since.
    Raises NotFound, Invalid.
    """
    markdown, rendered = rendered_body(body)
    thread = held_thread(session, thread_id)
    require(Action.REPLY, actor, thread)
    if submission is not None:
        earlier = execute(session, _own_reply, {"submission": submission, "author_id": actor.id}).scalar()
        if earlier is not None:
            return int(earlier)
    _require_open(thread)
    refuse_hidden_quotes(session, markdown)
    has_number = passed_over({"body": markdown}, not_cpr=not_cpr)
    if seen is not None and thread.post_count > seen:
        since = {"thread_id": thread_id, "seen": seen, "author_id": actor.id}
        if execute(session, _others_since, since).first() is not None:
            raise Overtaken(seen)
    files = chosen(session, actor, attachments, markdown)
    mask = mask_for(session, actor, audience_of(thread.audience_term)) if hide_name else None
    position = thread.post_count + 1
    post_id = _add_post(session, actor, thread.id, position, markdown, files.under(rendered), submission, mask)
    give(session, files, Owner(post_id=post_id))
    mention(session, actor, post_id, markdown, thread.audience_term)
    execute(session, _has_grown, {"grown_id": thread.id, "position": position, "at": clock.now()})
    outbox.record(session, Queue.NOTIFY, Event.REPLIED, post_id, mails_starter=thread.author_id != actor.id)
    follow_by_writing(session, actor, thread.id)
    mark_read(session, actor, thread.id, position)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"post:{post_id}")
    read_in_thread(session, actor, thread.id, position)
    return post_id


def _require_open(thread: Row[Any]) -> None:
    if thread.hidden_at is not None:
        raise Invalid(N_("A moderator has hidden the thread, so your reply was not sent."))
    if thread.lock_reason is not None:
        raise Invalid(N_("A moderator has closed the thread, so your reply was not sent."))


def mark_best(session: Session, actor: Actor, post_id: int, *, best: bool) -> int:
    """Mark a reply as a best one, or take the mark back; returns the thread's id. Raises NotFound, Forbidden."""
    thread = held_thread_of(session, post_id)
    require(Action.MARK_BEST_REPLY, actor, thread)
    post = session.get_one(Post, post_id, populate_existing=True)
    if post.position == 1:
        raise Forbidden(N_("The question itself cannot be the best reply."))
    if post.hidden_at is not None:
        raise Forbidden(N_("A moderator has hidden the reply."))
    if (post.best_at is not None) == best:
        return post.thread_id
    post.best_at = clock.now() if best else None
    session.flush()
    change = 1 if best else -1
    session.execute(
        update(Thread)
        .where(Thread.id == post.thread_id)
        .values(best_count=Thread.best_count + change, version=Thread.version + 1)
    )
    outbox.record(session, Queue.INDEX, "post", post.id)
    if best:
        outbox.record(session, Queue.NOTIFY, Event.MARKED, post.id, by=actor.id)
    return post.thread_id


def touch_threads_of(session: Session, account_id: int) -> None:
    """A member's name or title changed: pages that show it are no longer what browsers hold.

    Those that hide it stay as they are: a new tag on the day that somebody is called otherwise would tell who it is.
    """
    theirs = select(Post.thread_id).where(Post.author_id == account_id, Post.mask.is_(None))
    session.execute(update(Thread).where(Thread.id.in_(theirs)).values(version=Thread.version + 1))


@cache
def _read_as_far_as(dialect_name: str) -> Executable:
    return _forward_only(dialect_insert(dialect_name, ReadMarker))


def _forward_only(marker: Any) -> Executable:
    statement: Executable = marker.on_conflict_do_update(
        index_elements=["account_id", "thread_id"],
        set_={"position": marker.excluded.position},
        where=ReadMarker.position < marker.excluded.position,
    )
    return statement


def mark_read(session: Session, actor: Actor, thread_id: int, position: int) -> None:
    """Move the actor's read marker forward, never back."""
    marker = {"account_id": actor.id, "thread_id": thread_id, "position": position}
    execute(session, _read_as_far_as(session.get_bind().dialect.name), marker)


@cache
def _read_as_far_as_post(dialect_name: str) -> Executable:
    """The post's place is looked up where it is written: it may have been moved since it was read."""
    account = bindparam("account_id", type_=Integer)
    place = select(account, Post.thread_id, Post.position).where(
        Post.id == bindparam("post_id"), Post.thread_id == bindparam("thread_id")
    )
    marker = dialect_insert(dialect_name, ReadMarker).from_select(["account_id", "thread_id", "position"], place)
    return _forward_only(marker)


_still: AnySelect = select(Thread.id).where(Thread.id == bindparam("thread_id")).with_for_update(read=True)


def mark_read_while_reading(
    engine: Engine, actor: Actor, thread_id: int, post_id: int, *, told_to: int | None = None
) -> None:
    """The one write that a GET makes, with what was told of the thread up to a position: a transaction of its own,
    dropped when the lock takes too long. Of a post that stands in another thread by now nothing is marked.
    """
    read = {"account_id": actor.id, "thread_id": thread_id, "post_id": post_id}
    with writing_briefly(engine) as session:
        if engine.dialect.name != "sqlite":  # which lets nobody else write meanwhile
            execute(session, _still, read).first()
        execute(session, _read_as_far_as_post(engine.dialect.name), read)
        if told_to is not None:
            read_in_thread(session, actor, thread_id, told_to)
