"""Recognising the text of pages that are pictures; done by the worker, one page at a time, outside any transaction."""

from dataclasses import dataclass

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from network.core import outbox
from network.core.outbox import Queue
from network.features.library.models import DocumentPage, DocumentVersion, ScannedPage, TextState
from network.features.library.scans import EVENT
from network.ports.extract import Outcome, PageReader, Recognised
from network.ports.files import FileMissing, FileStore

INDEX_EVERY = 20  # pages: putting a document into the index costs as much as all its pages


@dataclass(frozen=True, slots=True)
class WaitingPage:
    file_key: str
    media_type: str
    number: int


def recognise_page(engine: Engine, files: FileStore, reader: PageReader, version_id: int, row_id: int) -> None:
    """Read the first page that waits; the rest of the version goes to the end of the queue. May be repeated."""
    with Session(engine) as session:
        page = _next(session, version_id)
    found = _read(files, reader, page) if page else None
    with Session(engine) as session, session.begin():
        if page and found:
            _keep(session, version_id, page.number, found)
        outbox.finish(session, [row_id])


def _next(session: Session, version_id: int) -> WaitingPage | None:
    """None when nothing waits, or when another file has taken the place of the version's."""
    newest = select(func.max(DocumentVersion.number)).where(
        DocumentVersion.document_id
        == select(DocumentVersion.document_id).where(DocumentVersion.id == version_id).scalar_subquery()
    )
    found = session.execute(
        select(DocumentVersion.file_key, DocumentVersion.media_type, ScannedPage.number)
        .join(ScannedPage, ScannedPage.version_id == DocumentVersion.id)
        .where(DocumentVersion.id == version_id, ScannedPage.outcome == "")
        .where(DocumentVersion.number == newest.scalar_subquery())
        .order_by(ScannedPage.number)
        .limit(1)
    ).first()
    return WaitingPage(*found) if found else None


def _read(files: FileStore, reader: PageReader, page: WaitingPage) -> Recognised:
    try:
        path = files.local(page.file_key)
    except FileMissing:
        return Recognised(Outcome.DAMAGED)
    return reader.read(path, page.media_type, page.number)


def _keep(session: Session, version_id: int, number: int, found: Recognised) -> None:
    version, scan = session.get(DocumentVersion, version_id), session.get(ScannedPage, (version_id, number))
    if version is None or scan is None:
        return  # read anew meanwhile
    scan.outcome = found.outcome
    session.execute(delete(DocumentPage).where(DocumentPage.version_id == version_id, DocumentPage.number == number))
    if found.outcome is Outcome.TEXT:
        session.add(DocumentPage(version_id=version_id, number=number, text=found.text))
        version.text_state, version.text_outcome = TextState.SEARCHABLE, Outcome.TEXT
    session.flush()
    waits = select(func.count()).where(ScannedPage.version_id == version_id, ScannedPage.outcome == "")
    left = session.scalar(waits) or 0
    if left:
        outbox.record(session, Queue.RECOGNISE, EVENT, version_id)
    if version.text_state == TextState.SEARCHABLE and (not left or left % INDEX_EVERY == 0):
        outbox.record(session, Queue.INDEX, "document", version.document_id)
