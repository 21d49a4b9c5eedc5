"""Whose a key is, and which keys a member has."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor
from network.core.db import AnySelect, Source, execute
from network.core.tokens import fingerprint
from network.features.accounts.models import Account, AccountState
from network.features.accounts.queries import actor_columns, actor_of
from network.features.apikeys.models import ApiKey

_is_live = (ApiKey.ended_at.is_(None), ApiKey.expires_at > bindparam("now"))
_actor_of_key: AnySelect = actor_columns.join(ApiKey, ApiKey.account_id == Account.id).where(
    ApiKey.fingerprint == bindparam("fingerprint"), Account.state == AccountState.ACTIVE, *_is_live
)


def actor_by_key(source: Source, key: str) -> Actor | None:
    """The member whose live key this is, in one SELECT."""
    found = execute(source, _actor_of_key, {"fingerprint": fingerprint(key), "now": clock.now()}).first()
    return actor_of(source, tuple(found)) if found else None


@dataclass(frozen=True, slots=True)
class KeyRow:
    id: int
    name: str
    made_at: datetime
    expires_at: datetime


_own: AnySelect = (
    select(ApiKey.id, ApiKey.name, ApiKey.made_at, ApiKey.expires_at)
    .where(ApiKey.account_id == bindparam("account_id"), *_is_live)
    .order_by(ApiKey.made_at.desc(), ApiKey.id.desc())
)


def own_keys(session: Session, actor: Actor) -> tuple[KeyRow, ...]:
    """The actor's own that still open something, newest first."""
    wanted = {"account_id": actor.id, "now": clock.now()}
    return tuple(KeyRow(*row) for row in execute(session, _own, wanted))
