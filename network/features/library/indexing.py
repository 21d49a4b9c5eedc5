"""Documents and their pages as the search index sees them."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.features.library.models import Document as LibraryDocument
from network.features.library.models import DocumentPage, DocumentVersion
from network.features.municipalities.models import Organisation
from network.ports.search import Document

KIND = "document"


def key(document_id: int) -> str:
    return f"{KIND}:{document_id}"


def page_key(document_id: int, number: int) -> str:
    return f"page:{document_id}:{number}"


def documents(session: Session, ids: Sequence[int]) -> Iterator[Document]:
    """One for each document's title and description, and one for each page of its newest version; none of those that
    are withdrawn.
    """
    rows = session.execute(
        select(LibraryDocument, Organisation.code)
        .join(Organisation, Organisation.id == LibraryDocument.organisation_id)
        .where(LibraryDocument.id.in_(ids), LibraryDocument.hidden_at.is_(None))
    )
    for row, code in rows:
        yield _described(row, code, key(row.id), KIND, row.title, row.plain)
        for number, text in _pages(session, row.id):
            yield _described(row, code, page_key(row.id, number), "page", "", text)


def _described(row: LibraryDocument, code: str | None, key: str, kind: str, title: str, text: str) -> Document:
    return Document(
        key=key,
        kind=kind,
        group=f"{KIND}:{row.id}",
        title=title,
        text=text,
        audience=row.audience_term,
        created=row.shared_at,
        version=row.version,
        facets={"topic": (str(row.topic_id),) if row.topic_id else (), "municipality": (code,) if code else ()},
    )


def _pages(session: Session, document_id: int) -> Iterator[tuple[int, str]]:
    newest = (
        select(DocumentVersion.id)
        .where(DocumentVersion.document_id == document_id)
        .order_by(DocumentVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(DocumentPage.number, DocumentPage.text)
        .where(DocumentPage.version_id == newest)
        .order_by(DocumentPage.number)
    )
    yield from ((number, text) for number, text in rows)


def keys(session: Session, document_id: int) -> tuple[str, ...]:
    """Every key that may stand in the index for this document."""
    numbers = session.scalars(
        select(DocumentPage.number)
        .join(DocumentVersion, DocumentVersion.id == DocumentPage.version_id)
        .where(DocumentVersion.document_id == document_id)
    )
    return (key(document_id), *(page_key(document_id, number) for number in set(numbers)))


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(LibraryDocument.id).order_by(LibraryDocument.id)).all()
