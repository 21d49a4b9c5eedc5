"""Reading the text of an uploaded file; done by the worker, outside any transaction."""

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from network.core import outbox
from network.core.media_types import JPEG, PDF, PNG
from network.core.outbox import Queue
from network.features.library.models import DocumentPicture, DocumentVersion
from network.features.library.service import keep_text
from network.ports.extract import Extraction, Extractor, Outcome
from network.ports.files import FileMissing, FileStore

RECOGNISED = frozenset({PNG, JPEG})  # pictures whose text can be recognised
DRAWN = frozenset({PDF})  # kinds of file whose first page can be drawn


def extract_version(engine: Engine, files: FileStore, extractor: Extractor, version_id: int) -> None:
    """Read one version's text and keep it. Repeating it replaces what was kept."""
    with Session(engine) as session:
        row = session.execute(
            select(DocumentVersion.file_key, DocumentVersion.media_type).where(DocumentVersion.id == version_id)
        ).first()
    if row is None:
        return
    extraction = read_text(files, extractor, *row)
    with Session(engine) as session, session.begin():
        keep_text(session, session.get_one(DocumentVersion, version_id), extraction)
        if row.media_type in DRAWN:
            outbox.record(session, Queue.DRAW, "document_version", version_id)


def draw_first_page(engine: Engine, files: FileStore, extractor: Extractor, version_id: int) -> None:
    """Keep a small picture of one version's first page, when it has one. Repeating it replaces what was kept."""
    with Session(engine) as session:
        row = session.execute(
            select(DocumentVersion.file_key, DocumentVersion.media_type).where(DocumentVersion.id == version_id)
        ).first()
    if row is None:
        return
    try:
        png = extractor.picture(files.local(row.file_key), row.media_type)
    except FileMissing:
        return
    if png is None:
        return
    with Session(engine) as session, session.begin():
        session.execute(delete(DocumentPicture).where(DocumentPicture.version_id == version_id))
        session.add(DocumentPicture(version_id=version_id, png=png))


def read_text(files: FileStore, extractor: Extractor, file_key: str, media_type: str) -> Extraction:
    """The text of a stored file, or why there is none."""
    try:
        path = files.local(file_key)
    except FileMissing:
        return Extraction(Outcome.DAMAGED)
    if media_type.startswith("image/"):
        return Extraction(Outcome.NO_TEXT, pictures=(1,) if media_type in RECOGNISED else ())
    return extractor.extract(path, media_type)
