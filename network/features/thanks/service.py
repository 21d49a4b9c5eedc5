"""Finding a post useful, and taking that back. No function commits."""

from functools import cache

from sqlalchemy import Executable, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from network.core import clock, outbox
from network.core.access import Actor
from network.core.db import AnySelect, dialect_insert, execute
from network.core.errors import N_, Forbidden
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.features.notifications.gathered import tell_of_thanks, withdraw_thanks
from network.features.thanks.models import Thanks
from network.features.threads.models import Post, Thread
from network.features.threads.service import held_thread_of

_post: AnySelect = select(Post.author_id, Post.hidden_at).where(Post.id == bindparam("post_id"))
_take_back = delete(Thanks).where(
    Thanks.post_id == bindparam("of_post_id"), Thanks.account_id == bindparam("of_account_id")
)
_counted = select(func.count()).where(Thanks.post_id == Post.id).correlate(Post).scalar_subquery()
_keep_count = update(Post).where(Post.id == bindparam("of_post_id")).values(thanks_count=_counted)
_has_changed = update(Thread).where(Thread.id == bindparam("of_thread_id")).values(version=Thread.version + 1)


@cache
def _give(dialect_name: str) -> Executable:
    given = dialect_insert(dialect_name, Thanks).on_conflict_do_nothing()
    found: Executable = given.returning(Thanks.account_id)  # PostgreSQL's driver does not count what was inserted
    return found


def thank(session: Session, actor: Actor, post_id: int) -> None:
    """The actor found a post useful; said twice, it counts once. In a closed thread too: nobody is answered by it.

    Raises NotFound, SignInRequired, Forbidden.
    """
    thread_id = _held(session, actor, post_id)
    given = {"post_id": post_id, "account_id": actor.id, "created_at": clock.now()}
    if execute(session, _give(session.get_bind().dialect.name), given).first():
        _count(session, thread_id, post_id)
        tell_of_thanks(session, post_id)


def take_back(session: Session, actor: Actor, post_id: int) -> None:
    """The actor no longer says so; of what its author has not read yet, nothing is left.

    Raises NotFound, SignInRequired, Forbidden.
    """
    thread_id = _held(session, actor, post_id)
    if execute(session, _take_back, {"of_post_id": post_id, "of_account_id": actor.id}).rowcount:
        _count(session, thread_id, post_id)
        withdraw_thanks(session, post_id)


def _held(session: Session, actor: Actor, post_id: int) -> int:
    """The id of the post's thread, which is held until the transaction ends, so that its counts stay exact."""
    thread = held_thread_of(session, post_id)
    require(Action.THANK, actor, thread)
    post = execute(session, _post, {"post_id": post_id}).one()
    if post.hidden_at is not None or thread.hidden_at is not None:
        raise Forbidden(N_("A moderator has hidden the post."))
    if post.author_id == actor.id:
        raise Forbidden(N_("You wrote the post yourself. Others say whether it was useful."))
    return int(thread.id)


def _count(session: Session, thread_id: int, post_id: int) -> None:
    """No browser keeps the page with the old number, and search puts what is useful further up."""
    execute(session, _keep_count, {"of_post_id": post_id})
    execute(session, _has_changed, {"of_thread_id": thread_id})
    outbox.record(session, Queue.INDEX, "post", post_id)
