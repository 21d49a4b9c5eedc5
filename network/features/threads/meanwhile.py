"""What others wrote in a thread while somebody was writing a reply."""

from dataclasses import dataclass

from sqlalchemy import Integer, and_, bindparam, func, select
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.addresses import page_before, post_anchor
from network.core.db import AnySelect, execute
from network.features.threads.head import ThreadHead
from network.features.threads.models import Post
from network.features.threads.posts import PostView, hidings_of, post_columns, post_view

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class NewerReplies:
    posts: tuple[PostView, ...]  # the first MOST_SHOWN
    count: int
    rest_url: str | None  # where those that are not among `posts` begin


_by_others = and_(
    Post.thread_id == bindparam("thread_id"), Post.position > bindparam("seen"), Post.author_id != bindparam("actor_id")
)
_newer_posts: AnySelect = (
    post_columns.where(_by_others).order_by(Post.position).limit(bindparam("limit", type_=Integer))
)
_newer_count: AnySelect = select(func.count()).select_from(Post).where(_by_others)


def newer_replies(session: Session, actor: Actor, head: ThreadHead, seen: int) -> NewerReplies:
    """Replies of others after position `seen`, oldest first."""
    wanted = {"thread_id": head.id, "seen": seen, "actor_id": actor.id, "limit": MOST_SHOWN + 1}
    rows = execute(session, _newer_posts, wanted).all()
    hidings = hidings_of(session, actor, rows)
    posts = tuple(post_view(row, actor, hidings) for row in rows)
    count: int = execute(session, _newer_count, wanted).scalar_one()
    rest = posts[MOST_SHOWN] if len(posts) > MOST_SHOWN else None
    rest_url = f"{head.url(page_before(rest.position))}#{post_anchor(rest.id)}" if rest else None
    return NewerReplies(posts[:MOST_SHOWN], count, rest_url)
