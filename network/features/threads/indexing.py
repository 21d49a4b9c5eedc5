"""Posts as the search index sees them. The thread's title belongs to its first post, so that a title hit is one hit; so
do the words for its topic, so that who searches for one of them finds the topic's threads. The title of a thread that
was merged into another stays with the post that began it.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from network.core.db import AnySelect, execute
from network.features.accounts.models import Account
from network.features.attachments import indexing as attachments
from network.features.keywords.column import keyword_column, keywords_of
from network.features.merging.models import MergedThread
from network.features.municipalities.models import Organisation
from network.features.search.facets import OPEN, RESOLVED, Author, facets, names
from network.features.summaries import indexing as summaries
from network.features.threads.masks import open_author
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic
from network.ports.search import Document

KIND = "post"
MANY = "posts"  # an event of the outbox: the posts of a thread whose ids are from `first` to `last`

BEST_REPLY = 3  # thanks that the best reply is worth

_old = aliased(Thread)


def key(post_id: int) -> str:
    return f"{KIND}:{post_id}"


def documents(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    """One document a post, those of its files, and the summary of a thread with its first post; a post that is gone or
    hidden gives none.
    """
    yield from summaries.documents(session, ids)
    rows = session.execute(
        select(
            Post.id,
            Post.position,
            Post.thread_id,
            Thread.title,
            _old.title,
            Post.plain,
            Thread.audience_term,
            Post.created_at,
            Post.version,
            Thread.topic_id,
            keyword_column,
            Topic.title + "|" + Topic.synonyms,
            Thread.kind,
            Thread.resolved_at,
            Post.thanks_count,
            Post.best_at,
            *open_author,
        )
        .join(Account, Account.id == Post.author_id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Topic, Topic.id == Thread.topic_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .outerjoin(MergedThread, MergedThread.first_post_id == Post.id)
        .outerjoin(_old, _old.id == MergedThread.thread_id)
        .where(Post.id.in_(ids), Post.hidden_at.is_(None), Thread.hidden_at.is_(None))
    )
    for (
        post_id,
        position,
        thread_id,
        title,
        old_title,
        plain,
        audience,
        created_at,
        version,
        topic_id,
        keywords,
        also,
        kind,
        resolved_at,
        thanks,
        best_at,
        *author_columns,
    ) in rows:
        author = Author(*author_columns)
        state = RESOLVED if resolved_at else OPEN
        yield Document(
            key=key(post_id),
            kind="thread" if position == 1 else "reply",
            group=f"thread:{thread_id}",
            title=title if position == 1 else old_title or "",
            text=_with_keywords(plain, keywords) if position == 1 else plain,
            also=also.replace("|", "\n") if position == 1 else "",
            audience=audience,
            created=created_at,
            version=version,
            facets=facets(kind, created_at, author, topic_id=topic_id, state=state),
            names=names(kind, author, also, "" if position == 1 else "svar"),
            useful=thanks + (BEST_REPLY if best_at else 0),
        )
    yield from attachments.documents(session, ids)


def _with_keywords(plain: str, column: str | None) -> str:
    """A thread is found by its keywords too; in a paragraph of their own, so that no phrase reaches into it."""
    return "\n\n".join((plain, *(keyword.title for keyword in keywords_of(column))))


def keys(session: Session, post_id: int) -> tuple[str, ...]:
    """Every key that may stand in the index for this post, its files, and its thread's summary when it is the first."""
    return (
        key(post_id),
        *attachments.keys(session, post_id),
        *summaries.keys(session, post_id),
    )


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(Post.id).order_by(Post.id)).all()


_between: AnySelect = (
    select(Post.id)
    .where(Post.thread_id == bindparam("thread_id"), Post.id.between(bindparam("first"), bindparam("last")))
    .order_by(Post.id)
)


def ids_of_many(session: Session, thread_id: int, first: int, last: int) -> Sequence[int]:
    """What an event MANY stands for."""
    return execute(session, _between, {"thread_id": thread_id, "first": first, "last": last}).scalars().all()
