"""Reading one's own drafts. Nobody reads another's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.addresses import thread_url
from network.core.db import AnySelect, execute
from network.features.drafts.models import Draft
from network.features.drafts.places import TEXTS, Place, place_named
from network.features.threads.models import Thread

LISTED = 200
EXCERPT = 160  # characters


@dataclass(frozen=True, slots=True)
class DraftView:
    version: str
    fields: dict[str, Any]
    updated_at: datetime

    @property
    def text(self) -> str:
        """All that was written, one field after the other, to read and copy."""
        return "\n\n".join(self.fields[name] for name in TEXTS if self.fields.get(name))


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list on one's account page."""

    place: str
    title: str  # of the thread that is answered, or of the one to be; empty when there is none to tell
    excerpt: str
    updated_at: datetime
    is_reply: bool
    url: str | None  # where it is written on; None when its thread is no longer one's to read


_own: AnySelect = select(Draft.version, Draft.fields, Draft.updated_at).where(
    Draft.account_id == bindparam("account_id"), Draft.place == bindparam("place")
)


def own_draft(session: Session, actor: Actor, place: Place) -> DraftView | None:
    row = execute(session, _own, {"account_id": actor.id, "place": place.name}).first()
    return DraftView(*row) if row else None


_list: AnySelect = (
    select(Draft.place, Draft.fields, Draft.updated_at)
    .where(Draft.account_id == bindparam("account_id"))
    .order_by(Draft.updated_at.desc(), Draft.id.desc())
    .limit(LISTED)
)
_answered: AnySelect = select(Thread.id, Thread.slug, Thread.title).where(
    Thread.id.in_(bindparam("ids", expanding=True)), readable(Thread)
)


def own_drafts(session: Session, actor: Actor) -> tuple[DraftRow, ...]:
    """The actor's drafts, the last written first."""
    rows = [
        (place, fields, at)
        for name, fields, at in execute(session, _list, {"account_id": actor.id})
        if (place := place_named(name))
    ]
    ids = [place.thread_id for place, _, _ in rows if place.thread_id is not None]
    found = execute(session, _answered, reader(actor) | {"ids": ids}) if ids else ()
    threads = {row[0]: row for row in found}
    return tuple(_row(place, fields, at, threads) for place, fields, at in rows)


def _row(place: Place, fields: dict[str, Any], at: datetime, threads: dict[int, Any]) -> DraftRow:
    text = next((fields[name] for name in TEXTS if fields.get(name)), "")
    words = " ".join(str(text)[: 4 * EXCERPT].split())
    excerpt = words if len(words) <= EXCERPT else words[:EXCERPT].rsplit(" ", 1)[0] + " …"
    if place.thread_id is None:
        return DraftRow(place.name, str(fields.get("title", "")), excerpt, at, False, "/traade/ny")
    thread = threads.get(place.thread_id)
    url = f"{thread_url(thread[0], thread[1])}#svar" if thread else None
    return DraftRow(place.name, thread[2] if thread else "", excerpt, at, True, url)
