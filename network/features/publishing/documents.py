"""The documents of the library that an article has."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from network.core.access import ANONYMOUS, Actor, readable, reader
from network.core.addresses import document_url
from network.core.db import AnySelect, Source, execute
from network.core.errors import N_, Invalid
from network.features.library.models import Document
from network.features.plans.bonds import DOCUMENTS, readable_of
from network.features.publishing.entry import Entry
from network.features.publishing.models import ArticleDocument, ArticleKind


@dataclass(frozen=True, slots=True)
class ArticleFile:
    id: int
    slug: str
    title: str

    @property
    def url(self) -> str:
        return document_url(self.id, self.slug)

    @property
    def line(self) -> str:
        """As it stands in a field of the form."""
        return f"{self.title} – {self.url}"


_files: AnySelect = (
    select(Document.id, Document.slug, Document.title)
    .join(ArticleDocument, ArticleDocument.document_id == Document.id)
    .where(ArticleDocument.article_id == bindparam("article_id"), readable(Document))
    .order_by(ArticleDocument.place)
)


def files_of(source: Source, actor: Actor, article_id: int) -> tuple[ArticleFile, ...]:
    """The documents of an article that the actor has been let through to, as far as they may read them."""
    rows = execute(source, _files, reader(actor) | {"article_id": article_id})
    return tuple(ArticleFile(*row) for row in rows)


def refuse_documents(session: Session, actor: Actor, kind: ArticleKind, entry: Entry, *, publish: bool) -> None:
    """Raise Invalid for documents that are not the actor's to read, and for a publication that not everyone may."""
    if len(readable_of(session, actor, DOCUMENTS, entry.documents)) < len(entry.documents):
        raise Invalid(N_("Something that you have chosen is not there any more."), "documents")
    if kind is not ArticleKind.PUBLICATION:
        return
    if len(entry.documents) > 1:
        raise Invalid(N_("A publication is one document."), "documents")
    if publish and len(readable_of(session, ANONYMOUS, DOCUMENTS, entry.documents)) < len(entry.documents):
        message = N_("Not everyone may read that document. Change in the library who may, or choose another.")
        raise Invalid(message, "documents")


def lay(session: Session, article_id: int, ids: tuple[int, ...]) -> None:
    """An article's documents become these, in this order."""
    session.execute(delete(ArticleDocument).where(ArticleDocument.article_id == article_id))
    for place, number in enumerate(ids, 1):
        row = {"article_id": article_id, "document_id": number, "place": place}
        execute(session, insert(ArticleDocument), row)
