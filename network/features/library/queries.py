"""Reading the library."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from markupsafe import Markup
from sqlalchemy import Integer, and_, bindparam, exists, func, select, tuple_
from sqlalchemy.orm import Session

from network.core import clock, cursor
from network.core.access import Actor, Audience, Invitable, audience_of, reachable, readable, reader
from network.core.addresses import document_page_url, document_text_url, document_url, member_url
from network.core.db import AnySelect, Source, UtcDateTime, at_most, execute
from network.core.errors import NotFound
from network.features.accounts.models import Account
from network.features.library.models import (
    Document,
    DocumentPage,
    DocumentPicture,
    DocumentVersion,
    ScannedPage,
    TextState,
)
from network.features.library.types import type_label
from network.features.municipalities.models import Organisation
from network.features.topics.models import Topic

SUMMARY_LENGTH = 200  # characters


@dataclass(frozen=True, slots=True)
class DocumentRow:
    id: int
    slug: str
    title: str
    plain: str
    media_type: str
    size: int
    page_count: int
    organisation_name: str
    owner_name: str
    shared_at: datetime
    text_state: TextState
    audience_term: str
    topic_title: str

    @property
    def url(self) -> str:
        return document_url(self.id, self.slug)

    @property
    def summary(self) -> str:
        if len(self.plain) <= SUMMARY_LENGTH:
            return self.plain
        return self.plain[:SUMMARY_LENGTH].rpartition(" ")[0] + " …"

    @property
    def type_label(self) -> str:
        return type_label(self.media_type)

    @property
    def audience(self) -> Audience:
        return audience_of(self.audience_term)


@dataclass(frozen=True, slots=True)
class DocumentList:
    rows: tuple[DocumentRow, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class DocumentView:
    id: int
    slug: str
    title: str
    html: Markup
    audience_term: str
    shared_at: datetime
    topic_title: str
    topic_slug: str
    owner_id: int
    owner_name: str
    owner_title: str
    organisation_name: str
    version_id: int
    file_key: str
    file_name: str
    media_type: str
    size: int
    page_count: int
    text_state: TextState
    text_outcome: str
    author_id: int
    number: int  # of the version
    uploaded_at: datetime
    language: str
    licence: str
    review_on: date | None
    findings: str | None
    scanned: int  # pages that are pictures
    hidden_at: datetime | None  # withdrawn, or taken down
    has_picture: bool
    organisation_id: int
    is_advised: bool  # opened to an external adviser once

    @property
    def is_withdrawn(self) -> bool:
        """Whoever shared it and the moderators still see it."""
        return self.hidden_at is not None

    @property
    def url(self) -> str:
        return document_url(self.id, self.slug)

    @property
    def owner_url(self) -> str:
        """For members: others do not see each other's profiles."""
        return member_url(self.owner_id, self.owner_name)

    @property
    def invitation_key(self) -> str:
        return Invitable.DOCUMENT.key(self.id)

    @property
    def audience(self) -> Audience:
        return audience_of(self.audience_term)

    @property
    def type_label(self) -> str:
        return type_label(self.media_type)

    @property
    def text_url(self) -> str:
        return document_text_url(self.id, self.slug)

    @property
    def picture_url(self) -> str:
        return picture_url(self.url, self.number)

    @property
    def is_due(self) -> bool:
        """Whether the day has come on which its owner wanted to look at it again."""
        return self.review_on is not None and self.review_on <= clock.today()

    def page_url(self, number: int) -> str:
        return document_page_url(self.id, self.slug, number)


def picture_url(url: str, number: int) -> str:
    """The first page of a document, with the version's number: another version is another picture."""
    return f"{url}/forside.png?udgave={number}"


is_current_version = and_(
    DocumentVersion.document_id == Document.id,
    DocumentVersion.number
    == select(func.max(DocumentVersion.number))
    .where(DocumentVersion.document_id == Document.id)
    .correlate(Document)
    .scalar_subquery(),
)
_row_columns: AnySelect = (
    select(
        Document.id,
        Document.slug,
        Document.title,
        Document.plain,
        DocumentVersion.media_type,
        DocumentVersion.size,
        DocumentVersion.page_count,
        Organisation.full_name,
        Account.name,
        Document.shared_at,
        DocumentVersion.text_state,
        Document.audience_term,
        func.coalesce(Topic.title, ""),
    )
    .join(DocumentVersion, is_current_version)
    .join(Organisation, Organisation.id == Document.organisation_id)
    .join(Account, Account.id == Document.author_id)
    .outerjoin(Topic, Topic.id == Document.topic_id)
)


@cache
def _list_statement(limit: int, *, by_topic: bool, by_organisation: bool, goes_on: bool) -> AnySelect:
    rows = _row_columns.where(readable(Document))
    if by_topic:
        rows = rows.where(Document.topic_id == bindparam("topic_id"))
    if by_organisation:
        rows = rows.where(Document.organisation_id == bindparam("organisation_id"))
    if goes_on:
        rows = rows.where(
            tuple_(Document.shared_at, Document.id)
            < tuple_(bindparam("last_at", type_=UtcDateTime), bindparam("last_id", type_=Integer))
        )
    return at_most(rows.order_by(Document.shared_at.desc(), Document.id.desc()), limit)


def document_list(
    source: Source,
    actor: Actor,
    *,
    topic_id: int | None = None,
    organisation_id: int | None = None,
    after: str = "",
    limit: int = 30,
) -> DocumentList:
    """Documents the actor may read, newest first. Raises cursor.BadCursor."""
    statement = _list_statement(
        limit + 1,
        by_topic=topic_id is not None,
        by_organisation=organisation_id is not None,
        goes_on=bool(after),
    )
    last_at, last_id = cursor.decode(after) if after else (None, None)
    wanted = {"topic_id": topic_id, "organisation_id": organisation_id, "last_at": last_at, "last_id": last_id}
    found = [DocumentRow(*row) for row in execute(source, statement, reader(actor) | wanted)]
    more = cursor.encode(found[limit - 1].shared_at, found[limit - 1].id) if len(found) > limit else None
    return DocumentList(tuple(found[:limit]), more)


_view: AnySelect = (
    select(
        Document.id,
        Document.slug,
        Document.title,
        Document.html,
        Document.audience_term,
        Document.shared_at,
        func.coalesce(Topic.title, ""),
        func.coalesce(Topic.slug, ""),
        Account.id,
        Account.name,
        Account.title,
        Organisation.full_name,
        DocumentVersion.id,
        DocumentVersion.file_key,
        DocumentVersion.name,
        DocumentVersion.media_type,
        DocumentVersion.size,
        DocumentVersion.page_count,
        DocumentVersion.text_state,
        DocumentVersion.text_outcome,
        Document.author_id,
        DocumentVersion.number,
        DocumentVersion.uploaded_at,
        Document.language,
        Document.licence,
        Document.review_on,
        DocumentVersion.findings,
        DocumentVersion.scanned,
        Document.hidden_at,
        exists().where(DocumentPicture.version_id == DocumentVersion.id),
        Document.organisation_id,
        Document.is_advised,
    )
    .join(DocumentVersion, is_current_version)
    .join(Organisation, Organisation.id == Document.organisation_id)
    .join(Account, Account.id == Document.author_id)
    .outerjoin(Topic, Topic.id == Document.topic_id)
    .where(Document.id == bindparam("document_id"), reachable(Document))
)
_held: AnySelect = (
    select(Document.id).where(Document.id == bindparam("document_id"), reachable(Document)).with_for_update(of=Document)
)


def document_view(session: Session, actor: Actor, document_id: int, *, hold: bool = False) -> DocumentView:
    """`hold` keeps it from changing until the transaction ends.

    Raises NotFound, also when the document is not the actor's to know.
    """
    if hold:
        execute(session, _held, reader(actor) | {"document_id": document_id})
    row = execute(session, _view, reader(actor) | {"document_id": document_id}).first()
    if row is None:
        raise NotFound
    values = list(row)
    values[3] = Markup(values[3])  # noqa: S704 -- sanitised when it was written, by core.text
    return DocumentView(*values)


@dataclass(frozen=True, slots=True)
class PageView:
    text: str
    before: int | None  # number of the page with text before it
    after: int | None
    is_recognised: bool  # its text was read from a picture


_of_version = DocumentPage.version_id == bindparam("version_id")
_before = select(func.max(DocumentPage.number)).where(_of_version, DocumentPage.number < bindparam("number"))
_after = select(func.min(DocumentPage.number)).where(_of_version, DocumentPage.number > bindparam("number"))
_is_recognised = exists().where(
    ScannedPage.version_id == DocumentPage.version_id, ScannedPage.number == DocumentPage.number
)
_page: AnySelect = select(
    DocumentPage.text,
    _before.correlate(None).scalar_subquery(),
    _after.correlate(None).scalar_subquery(),
    _is_recognised,
).where(_of_version, DocumentPage.number == bindparam("number"))


def page_view(session: Session, document: DocumentView, number: int) -> PageView:
    """One page of a document the actor has been shown. Raises NotFound."""
    found = execute(session, _page, {"version_id": document.version_id, "number": number}).first()
    if found is None:
        raise NotFound
    return PageView(*found)


_texts: AnySelect = (
    select(DocumentPage.number, DocumentPage.text, _is_recognised)
    .where(_of_version, DocumentPage.number >= bindparam("first"))
    .order_by(DocumentPage.number)
    .limit(bindparam("limit", type_=Integer))
)


def page_texts(session: Session, document: DocumentView, first: int, limit: int) -> list[tuple[int, str, bool]]:
    """(number, text, whether read from a picture) of pages from `first` on, of what was shown to the actor."""
    rows = execute(session, _texts, {"version_id": document.version_id, "first": first, "limit": limit})
    return [(number, text, recognised) for number, text, recognised in rows]


_picture: AnySelect = select(DocumentPicture.png).where(DocumentPicture.version_id == bindparam("version_id"))


def first_page_picture(session: Session, document: DocumentView) -> bytes:
    """A PNG, of a document the actor has been shown. Raises NotFound."""
    found: bytes | None = execute(session, _picture, {"version_id": document.version_id}).scalar()
    if found is None:
        raise NotFound
    return found


def first_pages(session: Session, document: DocumentView, limit: int = 400) -> tuple[int, ...]:
    """The numbers of the pages that hold text."""
    pages = select(DocumentPage.number).where(DocumentPage.version_id == document.version_id)
    return tuple(session.scalars(pages.order_by(DocumentPage.number).limit(limit)))
