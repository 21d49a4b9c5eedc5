"""Keeping drafts. No function commits.

A save names the version it was made from. When another one has been kept meanwhile, on another device or in another
window, it is refused: the one who writes sees both and chooses. A page that saves twice in a row is the same writer,
so that it need not wait for the answer to its first save.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import Actor
from network.core.db import AnySelect, execute
from network.core.errors import N_, Invalid, NetworkError
from network.core.text import MAX_LENGTH
from network.features.drafts.models import Draft
from network.features.drafts.places import TEXTS, Place
from network.features.threads.models import Post, Thread

MOST = 200  # drafts of one account
KEEP = timedelta(days=90)
MAX_LINE = 1000  # characters of any field but the body
MAX_WRITER = 64


@dataclass(frozen=True, slots=True)
class DraftKey:
    """What an open form knows of its draft."""

    version: str = ""  # empty: there was none
    writer: str = ""


class NewerDraft(NetworkError):
    """The draft was saved elsewhere since the form was opened."""

    def __init__(self) -> None:
        super().__init__(N_("A newer draft has been saved elsewhere, on another device or in another window."))


_held: AnySelect = (
    select(Draft.id, Draft.version, Draft.writer)
    .where(Draft.account_id == bindparam("account_id"), Draft.place == bindparam("place"))
    .with_for_update()
)
_count = select(func.count()).select_from(Draft).where(Draft.account_id == bindparam("account_id"))
_sent: AnySelect = select(Post.id).where(
    Post.submission == bindparam("submission"), Post.author_id == bindparam("account_id")
)
_insert = insert(Draft)
_update = update(Draft).where(Draft.id == bindparam("draft_id"))
_delete_held = delete(Draft).where(Draft.id == bindparam("draft_id"))


_stays: AnySelect = (
    select(Thread.id).where(Thread.id == bindparam("thread_id")).with_for_update(read=True, key_share=True)
)


def hold_thread(session: Session, place: Place) -> None:
    """Until the transaction ends, the thread that is replied to is not merged into another."""
    execute(session, _stays, {"thread_id": place.thread_id})


def save(
    session: Session,
    actor: Actor,
    place: Place,
    typed: Mapping[str, Any],
    key: DraftKey,
    submission: str | None = None,
) -> str:
    """Keep what is typed; returns the draft's version.

    It is empty when nothing is kept: nothing was typed, or the form of this `submission` has been sent meanwhile.
    Raises NewerDraft, and Invalid when it is too long or the actor has MOST drafts.
    """
    fields = _checked(place, typed)
    if submission and execute(session, _sent, {"submission": submission, "account_id": actor.id}).first():
        return ""
    owned = {"account_id": actor.id, "place": place.name}
    held = execute(session, _held, owned).first()
    if held is not None and not _is_own_step(held.version, held.writer, key):
        raise NewerDraft
    if not any(fields.get(name, "").strip() for name in ("title", *TEXTS, "attachments")):
        if held is not None:
            execute(session, _delete_held, {"draft_id": held.id})
        return ""
    version = secrets.token_hex(8)
    kept = {"fields": fields, "version": version, "writer": key.writer[:MAX_WRITER], "updated_at": clock.now()}
    if held is not None:
        execute(session, _update, kept | {"draft_id": held.id})
    else:
        _add(session, owned | kept)
    return version


def _checked(place: Place, typed: Mapping[str, Any]) -> dict[str, str]:
    fields = {name: text for name in place.fields if (text := str(typed.get(name) or ""))}
    for name, text in fields.items():
        if len(text) > (MAX_LENGTH if name in TEXTS else MAX_LINE):
            raise Invalid(
                N_("The text is too long to be kept as a draft. Shorten it, or share it as a document."), name
            )
    return fields


def _is_own_step(version: str, writer: str, key: DraftKey) -> bool:
    return version == key.version or (writer != "" and writer == key.writer[:MAX_WRITER])


def _add(session: Session, row: dict[str, Any]) -> None:
    if (execute(session, _count, row).scalar() or 0) >= MOST:
        raise Invalid(N_("You have %(limit)s drafts, and there is no room for more. Delete some of them."), limit=MOST)
    try:
        with session.begin_nested():
            execute(session, _insert, row)
    except IntegrityError as error:  # another window was first, in this very moment
        raise NewerDraft from error


_discard = delete(Draft).where(
    Draft.account_id == bindparam("account_id"),
    Draft.place == bindparam("place"),
    or_(Draft.version == bindparam("version"), and_(Draft.writer == bindparam("writer"), Draft.writer != "")),
)


def discard(session: Session, actor: Actor, place: Place, key: DraftKey) -> None:
    """What was written has been sent. A draft that was saved elsewhere meanwhile stays."""
    known = {"version": key.version, "writer": key.writer[:MAX_WRITER]}
    execute(session, _discard, {"account_id": actor.id, "place": place.name, **known})


def delete_own(session: Session, actor: Actor, place: Place) -> None:
    """Throw one's own draft away, if there is one."""
    session.execute(delete(Draft).where(Draft.account_id == actor.id, Draft.place == place.name))


def purge(session: Session) -> None:
    """Forget drafts that nobody has touched for KEEP."""
    session.execute(delete(Draft).where(Draft.updated_at < clock.now() - KEEP))
