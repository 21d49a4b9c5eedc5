"""Correcting a post. No function commits."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor
from network.core.cpr import NOT_CPR, passed_over
from network.core.db import MAX_ID, AnySelect, execute
from network.core.errors import N_, Invalid, NetworkError
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.slugs import slugify
from network.features.attachments.queries import files_of_post
from network.features.attachments.service import chosen, give
from network.features.editing.models import PostRevision
from network.features.editing.queries import EditedPost, edited_post
from network.features.mentions.service import mention
from network.features.threads.indexing import MANY
from network.features.threads.models import Post, Thread
from network.features.threads.service import checked_title, rendered_body
from network.features.topics.models import Topic
from network.features.topics.offered import offered_topic

HIDDEN = N_("A moderator has hidden the post, so it cannot be changed. You can answer the moderator where it stands.")
CLOSED = N_("A moderator has closed the thread, so the post cannot be changed.")


class EditConflict(NetworkError):
    """The post was changed since the form was opened."""

    def __init__(self) -> None:
        super().__init__(N_("The post has been changed since you opened it."))


def why_not(actor: Actor, post: EditedPost) -> str | None:
    """Why a post that is the actor's to change stands as it is. Those who moderate change it all the same."""
    if actor.moderates:
        return None
    if post.is_hidden:
        return HIDDEN
    return CLOSED if post.lock_reason is not None else None


_saved: AnySelect = select(PostRevision.id).where(
    PostRevision.submission == bindparam("submission"), PostRevision.edited_by_id == bindparam("actor_id")
)
_kept: AnySelect = select(PostRevision.id).where(PostRevision.post_id == bindparam("post_id")).limit(1)
_insert_revision = insert(PostRevision)


def edit(
    session: Session,
    actor: Actor,
    post_id: int,
    *,
    body: str,
    version: int,
    title: str = "",
    topic: Topic | None = None,
    submission: str | None = None,
    not_cpr: bool = False,
    attachments: Sequence[int] | None = None,
) -> None:
    """Change a post's text, and with a thread's first post its title and topic. The same submission twice counts once.

    `version` is the one that was corrected; without `attachments` the post keeps its files. Raises NotFound, Forbidden,
    Invalid, and EditConflict when the post has another version by now.
    """
    post = edited_post(session, actor, post_id, hold=True)
    require(Action.EDIT_POST, actor, post)
    markdown, rendered = rendered_body(body)
    line = checked_title(title) if post.is_question else post.title
    if post.is_question and topic is None:
        raise Invalid(N_("Choose a topic."), "topic")
    if submission and execute(session, _saved, {"submission": submission, "actor_id": actor.id}).first():
        return
    reason = why_not(actor, post)
    if reason is not None:
        raise Invalid(reason)
    if version != post.version:
        raise EditConflict
    topic_id = offered_topic(topic, post.topic_id).id if post.is_question else post.topic_id
    kept = [file.id for file in files_of_post(session, post.id)] if attachments is None else attachments
    files = chosen(session, actor, kept, markdown, post.id)
    if (markdown, line, topic_id) == (post.markdown, post.title, post.topic_id) and not files.differ:
        return
    has_number = passed_over({"title": line, "body": markdown}, not_cpr=not_cpr)
    now = clock.now()
    rendered = files.under(rendered)
    give(session, files, post.id)
    mention(session, actor, post.id, markdown, post.audience_term, is_edit=True)
    _keep(session, actor, post, markdown, line, topic_id, submission)
    session.execute(
        update(Post)
        .where(Post.id == post.id)
        .values(markdown=markdown, html=rendered.html, plain=rendered.plain, edited_at=now, version=Post.version + 1)
    )
    changed = {"title": line, "slug": slugify(line), "topic_id": topic_id, "version": Thread.version + 1}
    if topic_id != post.topic_id:
        changed["pinned_at"] = None  # it stood first in the other topic
    session.execute(update(Thread).where(Thread.id == post.thread_id).values(**changed))
    _index(session, post, whole_thread=topic_id != post.topic_id)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"post:{post.id}")


def _keep(
    session: Session, actor: Actor, post: EditedPost, markdown: str, title: str, topic_id: int, submission: str | None
) -> None:
    """The new version; and before the first edit what was written first."""
    if execute(session, _kept, {"post_id": post.id}).first() is None:
        first = (post.markdown, post.title, post.topic_id, post.author_id, post.created_at, None)
        _add(session, post, post.version, *first)
    _add(session, post, post.version + 1, markdown, title, topic_id, actor.id, clock.now(), submission)


def _add(
    session: Session,
    post: EditedPost,
    number: int,
    markdown: str,
    title: str,
    topic_id: int,
    edited_by_id: int | None,
    at: object,
    submission: str | None,
) -> None:
    revision = {
        "post_id": post.id,
        "number": number,
        "markdown": markdown,
        "title": title if post.is_question else "",
        "topic_id": topic_id if post.is_question else None,
        "edited_by_id": edited_by_id,
        "at": at,
        "submission": submission,
    }
    execute(session, _insert_revision, revision)


_moved: AnySelect = (
    select(Post.id, Post.version, PostRevision.markdown, PostRevision.title)
    .join(PostRevision, PostRevision.post_id == Post.id)
    .where(Post.thread_id == bindparam("thread_id"), Post.position == 1)
    .order_by(PostRevision.number.desc())
    .limit(1)
)


def keep_move(session: Session, actor: Actor, thread_id: int, topic_id: int) -> None:
    """A moderator has moved the thread: a version of its own, or the next to edit the first post would stand for it.

    A post that was never edited has no history, and begins one in the topic where it stands by then. The caller holds
    the thread and has given the post its next version number.
    """
    row = execute(session, _moved, {"thread_id": thread_id}).first()
    if row is None:
        return
    revision = {
        "post_id": row.id,
        "number": row.version,
        "markdown": row.markdown,
        "title": row.title,
        "topic_id": topic_id,
        "edited_by_id": actor.id,
        "is_move": True,
        "at": clock.now(),
    }
    execute(session, _insert_revision, revision)


def _index(session: Session, post: EditedPost, *, whole_thread: bool) -> None:
    """Every post is found under its thread's topic."""
    if whole_thread:
        outbox.record(session, Queue.INDEX, MANY, post.thread_id, first=0, last=MAX_ID)
    else:
        outbox.record(session, Queue.INDEX, "post", post.id)
