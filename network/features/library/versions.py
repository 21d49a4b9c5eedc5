"""The versions that a document had before the one it has."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.db import AnySelect, execute
from network.core.errors import NotFound
from network.features.library.models import DocumentVersion
from network.features.library.queries import DocumentView
from network.features.library.types import type_label


@dataclass(frozen=True, slots=True)
class OlderVersion:
    of: str  # the document's address
    number: int
    file_key: str
    name: str
    media_type: str
    size: int  # bytes
    uploaded_at: datetime

    @property
    def url(self) -> str:
        return f"{self.of}/udgave/{self.number}"

    @property
    def type_label(self) -> str:
        return type_label(self.media_type)


_columns = (
    DocumentVersion.number,
    DocumentVersion.file_key,
    DocumentVersion.name,
    DocumentVersion.media_type,
    DocumentVersion.size,
    DocumentVersion.uploaded_at,
)
_older: AnySelect = (
    select(*_columns)
    .where(DocumentVersion.document_id == bindparam("document_id"), DocumentVersion.number < bindparam("number"))
    .order_by(DocumentVersion.number.desc())
)
_one: AnySelect = select(*_columns).where(
    DocumentVersion.document_id == bindparam("document_id"), DocumentVersion.number == bindparam("number")
)


def older_versions(session: Session, document: DocumentView) -> tuple[OlderVersion, ...]:
    """Newest first; of a document the actor has been shown."""
    if document.number == 1:
        return ()
    rows = execute(session, _older, {"document_id": document.id, "number": document.number})
    return tuple(OlderVersion(document.url, *row) for row in rows)


def version(session: Session, document: DocumentView, number: int) -> OlderVersion:
    """One of them, or the one it has. Raises NotFound."""
    row = execute(session, _one, {"document_id": document.id, "number": number}).first()
    if row is None:
        raise NotFound
    return OlderVersion(document.url, *row)
