"""Files whose card has been deleted: they leave the search index. No card of theirs is there to say so."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.features.attachments.indexing import KIND, PAGE
from network.features.attachments.models import AttachmentPage
from network.ports.search import Document


def documents(_session: Session, _ids: Sequence[int]) -> Iterator[Document]:
    """None any more."""
    return iter(())


def keys(session: Session, attachment_id: int) -> Iterator[str]:
    """Every key that may stand in the index for the file."""
    yield f"{KIND}:{attachment_id}"
    pages = select(AttachmentPage.number).where(AttachmentPage.attachment_id == attachment_id)
    yield from (f"{PAGE}:{attachment_id}:{number}" for number in session.scalars(pages))


def all_ids(_session: Session) -> Sequence[int]:
    return ()
