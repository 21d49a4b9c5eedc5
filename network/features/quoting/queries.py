"""The post that is quoted. What is hidden is never quoted, not even by those who see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.db import AnySelect, execute
from network.core.errors import N_, Invalid, NotFound
from network.features.accounts.models import Account
from network.features.municipalities.models import Organisation
from network.features.quoting.quotes import quoted_ids
from network.features.threads.masks import shown_author
from network.features.threads.models import Post, Thread


@dataclass(frozen=True, slots=True)
class QuotedPost:
    id: int
    markdown: str
    author_name: str
    organisation_name: str


_quoted: AnySelect = (
    select(Post.id, Post.markdown, *shown_author(Post))
    .join(Thread, Thread.id == Post.thread_id)
    .join(Account, Account.id == Post.author_id)
    .join(Organisation, Organisation.id == Post.organisation_id)
    .where(
        Post.id == bindparam("post_id"),
        Post.thread_id == bindparam("thread_id"),
        Post.hidden_at.is_(None),
        readable(Thread),
    )
)


def quoted_post(session: Session, actor: Actor, thread_id: int, post_id: int) -> QuotedPost:
    """Raises NotFound, also when the post stands in another thread."""
    row = execute(session, _quoted, reader(actor) | {"thread_id": thread_id, "post_id": post_id}).first()
    if row is None:
        raise NotFound
    return QuotedPost(*row)


_hidden: AnySelect = (
    select(Post.id).where(Post.id.in_(bindparam("ids", expanding=True)), Post.hidden_at.is_not(None)).limit(1)
)


def refuse_hidden_quotes(session: Session, markdown: str) -> None:
    """A quote that was taken before a moderator hid the post would show it again. Raises Invalid."""
    ids: Sequence[int] = quoted_ids(markdown)
    if ids and execute(session, _hidden, {"ids": ids}).first() is not None:
        raise Invalid(
            N_("You quote a post that a moderator has hidden meanwhile. Take the quote out, and send it again."), "body"
        )
