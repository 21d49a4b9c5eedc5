"""Documents of the library that belong to a method: each is shown to those who may read it."""

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.addresses import document_url
from network.core.db import AnySelect, Source, execute
from network.features.library.models import Document
from network.features.methods.models import MethodDocument


@dataclass(frozen=True, slots=True)
class LinkedDocument:
    id: int
    title: str
    url: str


_documents: AnySelect = (
    select(Document.id, Document.slug, Document.title)
    .join(MethodDocument, MethodDocument.document_id == Document.id)
    .where(MethodDocument.method_id == bindparam("method_id"), readable(Document))
    .order_by(Document.id)
)


def documents_of(source: Source, actor: Actor, method_id: int) -> tuple[LinkedDocument, ...]:
    """Those of its documents that the actor may read."""
    rows = execute(source, _documents, reader(actor) | {"method_id": method_id})
    return tuple(LinkedDocument(number, title, document_url(number, slug)) for number, slug, title in rows)


_choosable: AnySelect = (
    select(Document.id, Document.title)
    .where(
        readable(Document),
        or_(
            Document.organisation_id == bindparam("organisation_id"),
            Document.id == bindparam("wanted_id"),
            exists()
            .where(MethodDocument.document_id == Document.id, MethodDocument.method_id == bindparam("method_id"))
            .correlate(Document),
        ),
    )
    .order_by((Document.id == bindparam("wanted_id")).desc(), Document.id.desc())
    .limit(30)
)


def document_choices(
    session: Session, actor: Actor, method_id: int | None, wanted_id: int | None
) -> tuple[tuple[str, str], ...]:
    """(id, title) of what can be laid beside a method: the newest of one's own municipality, what is there already, and
    the document that somebody came from.
    """
    wanted = {"organisation_id": actor.organisation_id, "method_id": method_id, "wanted_id": wanted_id}
    return tuple((str(number), title) for number, title in execute(session, _choosable, reader(actor) | wanted))


_readable_documents: AnySelect = select(Document.id).where(
    Document.id.in_(bindparam("ids", expanding=True)), readable(Document)
)


def readable_documents(session: Session, actor: Actor, ids: list[int]) -> list[int]:
    """Those of these documents that the actor may read."""
    return list(execute(session, _readable_documents, reader(actor) | {"ids": ids}).scalars()) if ids else []
