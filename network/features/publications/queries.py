"""The file of a publication: a document of the library, as far as its reader may read it; and its cover."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Engine, Executable, bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.addresses import document_url
from network.core.db import AnySelect, Source, dialect_insert, execute
from network.core.patience import writing_briefly
from network.features.library.models import Document, DocumentPicture, DocumentVersion
from network.features.library.queries import DocumentView, document_view, is_current_version, picture_url
from network.features.publishing.documents import files_of
from network.features.publishing.models import ArticleDocument, DownloadCount


@dataclass(frozen=True, slots=True)
class PublishedFile:
    document: DocumentView
    downloads: int

    @property
    def cover_url(self) -> str | None:
        return self.document.picture_url if self.document.has_picture else None


_count: AnySelect = select(DownloadCount.count).where(DownloadCount.article_id == bindparam("article_id"))


def published_file(session: Session, actor: Actor, article_id: int) -> PublishedFile | None:
    """Of an article that the actor has been let through to; None when there is none that they may read."""
    files = files_of(session, actor, article_id)
    if not files:
        return None
    count = execute(session, _count, {"article_id": article_id}).scalar() or 0
    return PublishedFile(document_view(session, actor, files[0].id), count)


_covers: AnySelect = (
    select(ArticleDocument.article_id, Document.id, Document.slug, DocumentVersion.number)
    .join(Document, Document.id == ArticleDocument.document_id)
    .join(DocumentVersion, is_current_version)
    .join(DocumentPicture, DocumentPicture.version_id == DocumentVersion.id)
    .where(ArticleDocument.article_id.in_(bindparam("article_ids", expanding=True)), readable(Document))
)


def covers(source: Source, actor: Actor, article_ids: Sequence[int]) -> dict[int, str]:
    """The addresses of the first pages of publications that the actor has been let through to, where there are some."""
    found = execute(source, _covers, reader(actor) | {"article_ids": list(article_ids)})
    return {
        number: picture_url(document_url(document_id, slug), version) for number, document_id, slug, version in found
    }


@cache
def _one_more(dialect_name: str) -> Executable:
    counted: Executable = dialect_insert(dialect_name, DownloadCount).on_conflict_do_update(
        index_elements=["article_id"], set_={"count": DownloadCount.count + 1}
    )
    return counted


def count_while_reading(engine: Engine, article_id: int) -> None:
    """Somebody has fetched it; dropped when the lock takes too long."""
    with writing_briefly(engine) as session:
        execute(session, _one_more(engine.dialect.name), {"article_id": article_id, "count": 1})
