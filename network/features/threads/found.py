"""Posts as search hits."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.db import AnySelect, execute
from network.features.accounts.models import Account
from network.features.municipalities.models import Organisation
from network.features.threads.masks import shown_author
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic


class FoundPost(NamedTuple):
    """A post as a search hit; a page of results has sixty of them."""

    id: int
    position: int
    title: str
    topic_title: str
    author_id: int  # not to be shown without the name
    author_name: str
    organisation_name: str
    created_at: datetime
    audience_term: str
    version: int


_found: AnySelect = (
    select(
        Post.id,
        Post.position,
        Thread.title,
        Topic.title,
        Post.author_id,
        *shown_author(Post),
        Post.created_at,
        Thread.audience_term,
        Post.version,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Topic, Topic.id == Thread.topic_id)
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Post.organisation_id)
    .where(Post.id.in_(bindparam("ids", expanding=True)), readable(Thread), Post.hidden_at.is_(None))
)


def found_posts(session: Session, actor: Actor, ids: list[int]) -> dict[int, FoundPost]:
    """Those of these posts that the actor may read."""
    if not ids:
        return {}
    rows = execute(session, _found, reader(actor) | {"ids": ids})
    return {row[0]: FoundPost._make(row) for row in rows}


_texts: AnySelect = (
    select(Post.id, Post.plain)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.id.in_(bindparam("ids", expanding=True)), readable(Thread), Post.hidden_at.is_(None))
)


def texts_of(session: Session, actor: Actor, posts: Sequence[FoundPost]) -> dict[int, str]:
    """What stands in those of the posts that the actor may read."""
    if not posts:
        return {}
    rows = execute(session, _texts, reader(actor) | {"ids": [post.id for post in posts]})
    return {row[0]: row[1] for row in rows}
