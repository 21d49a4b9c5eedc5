"""The posts of a thread in short, to choose among."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, func, select
from sqlalchemy.orm import Session

from network.core.access import Actor, reachable, reader
from network.core.addresses import post_url
from network.core.db import AnySelect, execute
from network.core.errors import NotFound
from network.features.accounts.models import Account
from network.features.municipalities.models import Organisation
from network.features.threads.masks import shown_author
from network.features.threads.models import Post, Thread

POSTS_A_PAGE = 25
EXCERPT = 280  # characters


@dataclass(frozen=True, slots=True)
class ChoosablePost:
    id: int
    position: int
    author_name: str
    organisation_name: str
    created_at: datetime
    excerpt: str
    hidden_at: datetime | None
    is_best: bool

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def is_first(self) -> bool:
        return self.position == 1

    @property
    def url(self) -> str:
        return post_url(self.id)


@dataclass(frozen=True, slots=True)
class ChoosablePosts:
    posts: tuple[ChoosablePost, ...]
    after: int  # the position before the first of them
    previous_after: int | None
    next_after: int | None


_choosable: AnySelect = (
    select(
        Post.id,
        Post.position,
        *shown_author(Post),
        Post.created_at,
        func.substr(Post.plain, 1, EXCERPT + 1),
        Post.hidden_at,
        Post.best_at,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Post.organisation_id)
    .where(Post.thread_id == bindparam("thread_id"), reachable(Thread))
    .order_by(Post.position)
)
_page: AnySelect = _choosable.where(Post.position > bindparam("after", type_=Integer)).limit(POSTS_A_PAGE + 1)


def choosable_posts(session: Session, actor: Actor, thread_id: int, after: int) -> ChoosablePosts:
    """A page of a thread's posts in short, for one who moderates. Raises NotFound when there are none."""
    rows = execute(session, _page, reader(actor) | {"thread_id": thread_id, "after": after}).all()
    if not rows:
        raise NotFound
    posts = tuple(map(_choosable_post, rows[:POSTS_A_PAGE]))
    return ChoosablePosts(
        posts=posts,
        after=after,
        previous_after=max(0, after - POSTS_A_PAGE) if after else None,
        next_after=posts[-1].position if len(rows) > POSTS_A_PAGE else None,
    )


def _choosable_post(row: Sequence[Any]) -> ChoosablePost:
    post_id, position, name, organisation, at, text, hidden_at, best_at = row
    excerpt = text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …"
    return ChoosablePost(post_id, position, name, organisation, at, excerpt, hidden_at, best_at is not None)


@dataclass(frozen=True, slots=True)
class ChosenPosts:
    """What will stand in the new thread."""

    count: int
    first: ChoosablePost


def chosen_posts(
    session: Session, actor: Actor, thread_id: int, is_moved: ColumnElement[bool], wanted: dict[str, Any]
) -> ChosenPosts | None:
    """None when none of them stands in the thread."""
    parameters = reader(actor) | {"thread_id": thread_id, "from_id": thread_id} | wanted
    first = execute(session, _choosable.where(is_moved).limit(1), parameters).first()
    if first is None:
        return None
    counted = (
        _choosable.where(is_moved).order_by(None).with_only_columns(func.count(Post.id), maintain_column_froms=True)
    )
    return ChosenPosts(execute(session, counted, parameters).scalar_one(), _choosable_post(first))
