"""Editing, replacing and withdrawing a document. No function commits."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor, Audience, audience_of, reachable, reader, writable_audiences
from network.core.addresses import document_url
from network.core.cpr import NOT_CPR, passed_over
from network.core.danish_dates import parsed_date
from network.core.db import AnySelect, execute
from network.core.errors import N_, Invalid, NetworkError, NotFound
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.slugs import slugify
from network.core.text import checked_body, clean_line, render
from network.features.library.models import Document, DocumentVersion
from network.features.library.service import NewFile, add_version, checked_title
from network.features.library.types import LANGUAGES, LICENCES
from network.features.topics.models import Topic
from network.features.topics.offered import offered_topic

MAX_REASON = 500  # characters
WITHDRAWN = "document.withdraw"


class DocumentChanged(NetworkError):
    """Somebody changed the document since the form was opened."""

    def __init__(self) -> None:
        super().__init__(N_("The document has been changed since you opened it."))


@dataclass(frozen=True, slots=True)
class EditedDocument:
    """A document as it stands, with what has to be known to change it."""

    id: int
    slug: str
    author_id: int
    organisation_id: int
    title: str
    markdown: str
    topic_slug: str
    language: str
    licence: str
    audience_term: str
    review_on: date | None
    version: int
    hidden_at: datetime | None

    @property
    def is_withdrawn(self) -> bool:
        return self.hidden_at is not None

    @property
    def url(self) -> str:
        return document_url(self.id, self.slug)

    @property
    def audience(self) -> Audience:
        return audience_of(self.audience_term)


_edited: AnySelect = (
    select(
        Document.id,
        Document.slug,
        Document.author_id,
        Document.organisation_id,
        Document.title,
        Document.markdown,
        func.coalesce(Topic.slug, ""),
        Document.language,
        Document.licence,
        Document.audience_term,
        Document.review_on,
        Document.version,
        Document.hidden_at,
    )
    .outerjoin(Topic, Topic.id == Document.topic_id)
    .where(Document.id == bindparam("document_id"), reachable(Document))
)
_held: AnySelect = (
    select(Document.id).where(Document.id == bindparam("document_id"), reachable(Document)).with_for_update(of=Document)
)


def edited_document(session: Session, actor: Actor, document_id: int, *, hold: bool = False) -> EditedDocument:
    """`hold` keeps it from changing until the transaction ends. Raises NotFound, Forbidden."""
    wanted = reader(actor) | {"document_id": document_id}
    if hold:
        execute(session, _held, wanted)
    row = execute(session, _edited, wanted).first()
    if row is None:
        raise NotFound
    document = EditedDocument(*row)
    require(Action.CHANGE_DOCUMENT, actor, document)
    return document


def audiences_for(actor: Actor, document: EditedDocument) -> tuple[Audience, ...]:
    """Those it may be for: what it is for already, and those the actor may write to; own is the document's own."""
    is_theirs = actor.organisation_id == document.organisation_id
    return tuple(
        audience
        for audience in Audience
        if audience is document.audience
        or (audience in writable_audiences(actor) and (is_theirs or audience is not Audience.OWN))
    )


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a document, as it was typed."""

    title: str
    description: str
    audience: Audience
    topic: Topic | None = None
    language: str = ""
    licence: str = ""
    review_on: str = ""


def checked_day(text: str) -> date | None:
    """The day that was typed, None for none. Raises Invalid."""
    day = parsed_date(text)
    if text.strip() and day is None:
        raise Invalid(N_("Write the date as day, month and year, for example 24-12-2026."), "review_on")
    return day


def edit(
    session: Session, actor: Actor, document_id: int, said: Description, *, version: int, not_cpr: bool = False
) -> None:
    """Say other things of a document. The same again changes nothing.

    `version` is the one that was corrected. Raises NotFound, Forbidden, Invalid, and DocumentChanged when the document
    has another by now.
    """
    document = edited_document(session, actor, document_id, hold=True)
    line = checked_title(said.title)
    markdown = checked_body(said.description, field="description", required=False)
    review_on = checked_day(said.review_on)
    if said.audience not in audiences_for(actor, document):
        raise Invalid(N_("You cannot write to that audience."), "audience")
    if said.language not in LANGUAGES or said.licence not in LICENCES:
        raise Invalid(N_("Choose one of those on the list."))
    values = {
        "title": line,
        "markdown": markdown,
        "language": said.language,
        "licence": said.licence,
        "review_on": review_on,
        "audience_term": said.audience.term(document.organisation_id),
    }
    topic_slug = said.topic.slug if said.topic else ""
    if topic_slug == document.topic_slug and all(getattr(document, name) == new for name, new in values.items()):
        return
    if version != document.version:
        raise DocumentChanged
    if said.topic and topic_slug != document.topic_slug:
        offered_topic(said.topic)
    rendered = render(markdown, anchor="beskrivelse")
    has_number = passed_over({"title": line, "description": markdown}, not_cpr=not_cpr)
    values |= {"slug": slugify(line), "html": rendered.html, "plain": rendered.plain}
    _change(session, document.id, topic_id=said.topic.id if said.topic else None, **values)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"document:{document.id}")


_saved: AnySelect = select(DocumentVersion.id).where(DocumentVersion.submission == bindparam("submission"))
_newest: AnySelect = select(DocumentVersion.file_key, DocumentVersion.number).where(
    DocumentVersion.document_id == bindparam("document_id")
)
_newest = _newest.order_by(DocumentVersion.number.desc()).limit(1)


def replace(session: Session, actor: Actor, document_id: int, file: NewFile, *, submission: str | None = None) -> None:
    """The file takes the place of the one before, which can still be downloaded. The same submission twice counts once.

    Raises NotFound, Forbidden, and Invalid for the very same file.
    """
    document = edited_document(session, actor, document_id, hold=True)
    if submission and execute(session, _saved, {"submission": submission}).first():
        return
    newest = execute(session, _newest, {"document_id": document.id}).one()
    if newest.file_key == file.key:
        raise Invalid(N_("That is the file that the document has already."), "file")
    try:
        with session.begin_nested():
            add_version(session, document.id, file, number=newest.number + 1, submission=submission)
    except IntegrityError:
        if not submission or execute(session, _saved, {"submission": submission}).first() is None:
            raise
        return
    _change(session, document.id)


def withdraw(session: Session, actor: Actor, document_id: int, reason: str) -> None:
    """Take a document out of the library; its file stays where it is, and `share_again` brings it back.

    Raises NotFound, Forbidden, Invalid.
    """
    document = edited_document(session, actor, document_id, hold=True)
    if document.is_withdrawn:
        return
    line = clean_line(reason)
    if not line:
        raise Invalid(N_("Write why."), "reason")
    if len(line) > MAX_REASON:
        raise Invalid(N_("The reason can have at most %(limit)s characters."), "reason", limit=MAX_REASON)
    _change(session, document.id, hidden_at=clock.now())
    audit.note(session, actor, WITHDRAWN, f"document:{document.id}", reason=line)


def share_again(session: Session, actor: Actor, document_id: int) -> None:
    """What was withdrawn or taken down stands in the library again. Raises NotFound, Forbidden."""
    document = edited_document(session, actor, document_id, hold=True)
    if document.is_withdrawn:
        _change(session, document.id, hidden_at=None)
        audit.note(session, actor, "document.share-again", f"document:{document.id}")


def _change(session: Session, document_id: int, **values: object) -> None:
    changed = update(Document).where(Document.id == document_id).values(version=Document.version + 1, **values)
    session.execute(changed)
    outbox.record(session, Queue.INDEX, "document", document_id)
