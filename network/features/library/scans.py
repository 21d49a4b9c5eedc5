"""Pages that are pictures: which wait to be read, which have been, and which hold nothing that can be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from network.core import outbox
from network.core.db import AnySelect, execute
from network.core.outbox import Queue
from network.features.library.models import DocumentVersion, ScannedPage
from network.features.library.queries import DocumentView
from network.ports.extract import Outcome

EVENT = "document_version"


@dataclass(frozen=True, slots=True)
class Scans:
    """Numbers of pages, in order."""

    waiting: tuple[int, ...] = ()
    read: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()  # without text, or too much to read


_scans: AnySelect = (
    select(ScannedPage.number, ScannedPage.outcome)
    .where(ScannedPage.version_id == bindparam("version_id"))
    .order_by(ScannedPage.number)
)


def scans_of(session: Session, document: DocumentView) -> Scans:
    """Of a document the actor has been shown."""
    if not document.scanned:
        return Scans()
    rows = [(number, outcome) for number, outcome in execute(session, _scans, {"version_id": document.version_id})]
    return Scans(
        waiting=tuple(number for number, outcome in rows if not outcome),
        read=tuple(number for number, outcome in rows if outcome == Outcome.TEXT),
        unread=tuple(number for number, outcome in rows if outcome not in ("", Outcome.TEXT)),
    )


def await_recognition(session: Session, version: DocumentVersion, numbers: Sequence[int]) -> None:
    """These pages are pictures, and none of the others; they wait to be read."""
    session.execute(delete(ScannedPage).where(ScannedPage.version_id == version.id))
    version.scanned = len(numbers)
    if numbers:
        rows = [{"version_id": version.id, "number": number} for number in numbers]
        session.execute(insert(ScannedPage), rows)
        outbox.record(session, Queue.RECOGNISE, EVENT, version.id)


def in_ranges(numbers: Iterable[int]) -> str:
    """As people write them: "1-3, 5", with a dash."""
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ", ".join(f"{first}–{last}" if first < last else f"{first}" for first, last in ranges)
