"""Making and ending keys. No function commits."""

import secrets
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from network.core import audit, clock
from network.core.access import Actor
from network.core.errors import N_, Invalid, NotFound
from network.core.policy import require_member
from network.core.text import clean_line
from network.core.tokens import fingerprint
from network.features.apikeys.models import ApiKey
from network.features.apikeys.queries import own_keys

LASTS = timedelta(days=365)
MAX_NAME = 60
MOST_KEYS = 10
PREFIX = "forkant_"  # so that a key that has got lost is known for what it is


def make(session: Session, actor: Actor, name: str, *, submission: str | None = None) -> str | None:
    """A new key, which is shown this once; None when the same submission has made it before. Raises Invalid."""
    require_member(actor)
    line = clean_line(name)
    if not line:
        raise Invalid(N_("Write what the key is for."), "name")
    if len(line) > MAX_NAME:
        raise Invalid(N_("At most %(limit)s characters."), "name", limit=MAX_NAME)
    if submission and session.scalars(select(ApiKey.id).where(ApiKey.submission == submission)).first():
        return None
    if len(own_keys(session, actor)) >= MOST_KEYS:
        raise Invalid(N_("You have %(limit)s keys already. End one of them first."), "name", limit=MOST_KEYS)
    key, now = PREFIX + secrets.token_urlsafe(32), clock.now()
    row = ApiKey(account_id=actor.id, name=line, fingerprint=fingerprint(key), made_at=now, expires_at=now + LASTS)
    row.submission = submission
    session.add(row)
    session.flush()
    audit.note(session, actor, "api-key-make", f"api-key:{row.id}")
    return key


def end(session: Session, actor: Actor, key_id: int) -> None:
    """The key opens nothing any more. Raises NotFound."""
    own = (ApiKey.id == key_id, ApiKey.account_id == actor.id)
    if session.scalars(select(ApiKey.id).where(*own)).first() is None:
        raise NotFound
    session.execute(update(ApiKey).where(*own, ApiKey.ended_at.is_(None)).values(ended_at=clock.now()))
    audit.note(session, actor, "api-key-end", f"api-key:{key_id}")
