"""Summaries as the search index sees them, named by the first post of their thread: they come and go with it."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from network.core.db import AnySelect, execute
from network.features.merging.models import MergedThread
from network.features.search.facets import OPEN, RESOLVED, Author, facets, names
from network.features.summaries.models import SummaryVersion
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic
from network.ports.search import Document

KIND = "summary"


def key(first_post_id: int) -> str:
    return f"{KIND}:{first_post_id}"


_summaries: AnySelect = (
    select(
        Post.id,
        Thread.id,
        SummaryVersion.plain,
        Thread.audience_term,
        SummaryVersion.at,
        Post.version + SummaryVersion.number,
        Thread.topic_id,
        Thread.kind,
        Thread.resolved_at,
        Topic.title + "|" + Topic.synonyms,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Topic, Topic.id == Thread.topic_id)
    .join(
        SummaryVersion,
        and_(SummaryVersion.thread_id == Thread.id, SummaryVersion.number == Thread.summary_number),
    )
    .where(
        Post.id.in_(bindparam("ids", expanding=True)),
        Post.position == 1,
        Post.hidden_at.is_(None),
        Thread.hidden_at.is_(None),
        Thread.summary_length > 0,
        SummaryVersion.hidden_at.is_(None),
    )
)
_began_another = exists().where(MergedThread.first_post_id == Post.id)  # a thread that is merged into this one by now
_had_one: AnySelect = (
    select(Post.id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.id == bindparam("post_id"), or_(and_(Post.position == 1, Thread.summary_number > 0), _began_another))
)


def documents(session: Session, post_ids: Sequence[int]) -> Iterator[Document]:
    """The summaries of the threads that begin with these posts. A summary weighs as much as a title."""
    for post_id, thread_id, plain, audience, at, version, topic_id, kind, resolved_at, topic in execute(
        session, _summaries, {"ids": list(post_ids)}
    ):
        state = RESOLVED if resolved_at else OPEN
        yield Document(
            key=key(post_id),
            kind="thread",
            group=f"thread:{thread_id}",
            title=plain,
            text="",
            audience=audience,
            created=at,
            version=version,
            facets=facets(kind, at, Author(), topic_id=topic_id, state=state),
            names=names(kind, Author(), topic, "kort fortalt"),
        )


def keys(session: Session, post_id: int) -> tuple[str, ...]:
    """The key that may stand in the index; none for the many posts whose thread never had a summary."""
    had_one = execute(session, _had_one, {"post_id": post_id}).first()
    return (key(post_id),) if had_one else ()
