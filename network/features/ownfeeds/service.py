"""Making and ending the addresses of a member's feeds. No function commits."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from network.core import audit, clock
from network.core.access import Actor
from network.core.db import dialect_insert, execute
from network.core.errors import SignInRequired
from network.core.tokens import fingerprint, new_session_token
from network.features.ownfeeds.models import FeedKey


def make(session: Session, actor: Actor) -> str:
    """A new secret, which is shown this once; the one before opens nothing any more. Raises SignInRequired."""
    if actor.id is None:
        raise SignInRequired
    secret = new_session_token()
    kept = {"fingerprint": fingerprint(secret), "made_at": clock.now()}
    new = dialect_insert(session.get_bind().dialect.name, FeedKey).values(account_id=actor.id, **kept)
    execute(session, new.on_conflict_do_update(index_elements=[FeedKey.account_id], set_=kept), {})
    audit.note(session, actor, "feed-key-make", f"account:{actor.id}")
    return secret


def end(session: Session, actor: Actor) -> None:
    """The addresses open nothing any more."""
    execute(session, delete(FeedKey).where(FeedKey.account_id == actor.id), {})
    audit.note(session, actor, "feed-key-end", f"account:{actor.id}")
