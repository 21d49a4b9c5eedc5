"""Documents and their pages as search hits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, null, select, tuple_
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.addresses import document_page_url, document_url
from network.core.db import AnySelect, execute
from network.features.library.models import Document, DocumentPage, DocumentVersion
from network.features.library.queries import is_current_version
from network.features.municipalities.models import Organisation


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document, or one page of it, as a search hit."""

    id: int
    slug: str
    title: str
    text: str
    page: int | None
    media_type: str
    organisation_name: str
    shared_at: datetime
    audience_term: str
    version: int

    @property
    def url(self) -> str:
        if self.page is None:
            return document_url(self.id, self.slug)
        return document_page_url(self.id, self.slug, self.page)


_found_columns = (Document.id, Document.slug, Document.title)
_found_tail = (
    DocumentVersion.media_type,
    Organisation.full_name,
    Document.shared_at,
    Document.audience_term,
    Document.version,
)


_found_documents: AnySelect = (
    select(*_found_columns, Document.plain, null(), *_found_tail)
    .join(DocumentVersion, is_current_version)
    .join(Organisation, Organisation.id == Document.organisation_id)
    .where(Document.id.in_(bindparam("ids", expanding=True)), readable(Document))
)
_found_pages: AnySelect = (
    select(*_found_columns, DocumentPage.text, DocumentPage.number, *_found_tail)
    .join(DocumentVersion, is_current_version)
    .join(DocumentPage, DocumentPage.version_id == DocumentVersion.id)
    .join(Organisation, Organisation.id == Document.organisation_id)
    .where(tuple_(Document.id, DocumentPage.number).in_(bindparam("places", expanding=True)), readable(Document))
)


def found_documents(session: Session, actor: Actor, ids: list[int]) -> dict[int, FoundDocument]:
    """Those of these documents that the actor may read."""
    if not ids:
        return {}
    rows = execute(session, _found_documents, reader(actor) | {"ids": ids})
    return {row[0]: FoundDocument(*row) for row in rows}


def found_pages(session: Session, actor: Actor, places: list[tuple[int, int]]) -> dict[tuple[int, int], FoundDocument]:
    """Those of these (document id, page number) that the actor may read and that still stand."""
    if not places:
        return {}
    rows = execute(session, _found_pages, reader(actor) | {"places": places})
    return {(row[0], row[4]): FoundDocument(*row) for row in rows}
