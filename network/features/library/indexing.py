"""Documents and their pages as the search index sees them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from network.features.accounts.models import Account
from network.features.library.models import Document as LibraryDocument
from network.features.library.models import DocumentPage, DocumentVersion
from network.features.library.types import type_label
from network.features.municipalities.models import Organisation
from network.features.search.facets import Author, facets, names
from network.features.topics.models import Topic
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
        select(
            LibraryDocument,
            DocumentVersion.media_type,
            Topic.title + "|" + Topic.synonyms,
            *(Account.name, Organisation.full_name, Organisation.code, Organisation.group),
        )
        .join(Organisation, Organisation.id == LibraryDocument.organisation_id)
        .join(Account, Account.id == LibraryDocument.author_id)
        .outerjoin(Topic, Topic.id == LibraryDocument.topic_id)
        .outerjoin(DocumentVersion, DocumentVersion.id == _newest(LibraryDocument.id))
        .where(LibraryDocument.id.in_(ids), LibraryDocument.hidden_at.is_(None))
    )
    for row, media_type, topic, *columns in rows:
        author = Author(*columns)
        file_type = type_label(media_type) if media_type else None
        given: dict[str, Any] = {
            "facets": facets(KIND, row.shared_at, author, topic_id=row.topic_id, file_type=file_type),
            "names": names(KIND, author, topic or "", file_type or ""),
        }
        yield _described(row, given, key(row.id), KIND, row.title, row.plain)
        for number, text in _pages(session, row.id):
            yield _described(row, given, page_key(row.id, number), "page", "", text)


def _described(row: LibraryDocument, given: dict[str, Any], key: str, kind: str, title: str, text: str) -> Document:
    return Document(
        key=key,
        kind=kind,
        group=f"{KIND}:{row.id}",
        title=title,
        text=text,
        audience=row.audience_term,
        created=row.shared_at,
        version=row.version,
        **given,
    )


def _newest(document_id: Any) -> Any:
    """The id of the newest version of a document."""
    version = aliased(DocumentVersion)
    newest = select(version.id).where(version.document_id == document_id).order_by(version.number.desc()).limit(1)
    return newest.scalar_subquery()


def _pages(session: Session, document_id: int) -> Iterator[tuple[int, str]]:
    newest = _newest(document_id)
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
