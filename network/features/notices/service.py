"""Telling members of what is no post, and taking note that they have seen it. No function commits."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor
from network.core.db import dialect_insert, execute
from network.core.errors import NotFound
from network.features.notices.models import Notice, NoticeKind

KEEP = timedelta(days=365)


def tell(
    session: Session,
    account_ids: Iterable[int],
    kind: NoticeKind,
    key: str,
    *,
    method_id: int | None = None,
    collection_id: int | None = None,
    article_id: int | None = None,
    organisation_id: int | None = None,
    about_id: int | None = None,
) -> None:
    """Tell each of these members, once for a `key`."""
    new = dialect_insert(session.get_bind().dialect.name, Notice).on_conflict_do_nothing()
    row = {"kind": kind, "key": f"{kind}:{key}", "method_id": method_id, "created_at": clock.now()}
    row |= {"organisation_id": organisation_id, "about_id": about_id, "collection_id": collection_id}
    row |= {"article_id": article_id}
    for account_id in sorted(set(account_ids)):
        execute(session, new, row | {"account_id": account_id})


def tell_again(session: Session, actor: Actor, kind: NoticeKind, key: str, *, about_id: int) -> None:
    """Tell the actor in one row, which is new again when it has been read."""
    new = dialect_insert(session.get_bind().dialect.name, Notice)
    newer = {"created_at": new.excluded.created_at, "read_at": None}
    row = {"account_id": actor.id, "kind": kind, "key": f"{kind}:{key}", "about_id": about_id}
    once = new.on_conflict_do_update(index_elements=["account_id", "key"], set_=newer)
    execute(session, once, row | {"created_at": clock.now()})


def read_of_key(session: Session, actor: Actor, kind: NoticeKind, key: str) -> None:
    """The actor has seen what it is about."""
    own = update(Notice).where(Notice.account_id == actor.id, Notice.key == f"{kind}:{key}", Notice.read_at.is_(None))
    session.execute(own.values(read_at=clock.now()))


def forget_key(session: Session, actor: Actor, kind: NoticeKind, key: str) -> None:
    """What it was about is gone."""
    session.execute(delete(Notice).where(Notice.account_id == actor.id, Notice.key == f"{kind}:{key}"))


def read(session: Session, actor: Actor, notice_id: int) -> Notice:
    """The actor has seen it. Raises NotFound."""
    own = select(Notice).where(Notice.id == notice_id, Notice.account_id == actor.id)
    notice = session.scalars(own).first()
    if notice is None:
        raise NotFound
    notice.read_at = notice.read_at or clock.now()
    session.flush()
    return notice


def read_all(session: Session, actor: Actor) -> None:
    """The actor has seen them all."""
    unread = update(Notice).where(Notice.account_id == actor.id, Notice.read_at.is_(None))
    session.execute(unread.values(read_at=clock.now()))


def purge(session: Session) -> None:
    """Forget what was told a year ago."""
    session.execute(delete(Notice).where(Notice.created_at < clock.now() - KEEP))
