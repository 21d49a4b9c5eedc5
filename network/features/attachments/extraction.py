"""Reading the text of a file of a post or a card; done by the worker, outside any transaction."""

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from network.core import outbox
from network.core.outbox import Queue
from network.features.attachments.models import Attachment, AttachmentPage
from network.features.library.extraction import read_text
from network.features.library.models import TextState
from network.ports.extract import Extraction, Extractor, Outcome
from network.ports.files import FileStore


def extract_attachment(engine: Engine, files: FileStore, extractor: Extractor, attachment_id: int) -> None:
    """Read one file's text and keep it. Repeating it replaces what was kept."""
    with Session(engine) as session:
        row = session.execute(
            select(Attachment.file_key, Attachment.media_type).where(Attachment.id == attachment_id)
        ).first()
    if row is None:
        return
    extraction = read_text(files, extractor, *row)
    with Session(engine) as session, session.begin():
        attachment = session.get(Attachment, attachment_id)
        if attachment is not None:  # it may have been purged meanwhile
            _keep(session, attachment, extraction)


def _keep(session: Session, attachment: Attachment, extraction: Extraction) -> None:
    session.execute(delete(AttachmentPage).where(AttachmentPage.attachment_id == attachment.id))
    pages = [page for page in extraction.pages if page.text.strip()]
    session.add_all(AttachmentPage(attachment_id=attachment.id, number=page.number, text=page.text) for page in pages)
    has_text = extraction.outcome is Outcome.TEXT and bool(pages)
    attachment.text_state = TextState.SEARCHABLE if has_text else TextState.NO_TEXT
    empty = extraction.outcome is Outcome.TEXT and not pages
    attachment.text_outcome = Outcome.NO_TEXT if empty else extraction.outcome
    if attachment.post_id is not None:
        outbox.record(session, Queue.INDEX, "post", attachment.post_id)
    if attachment.card_id is not None:
        outbox.record(session, Queue.INDEX, "experience", attachment.card_id)
