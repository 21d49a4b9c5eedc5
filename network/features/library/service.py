"""Sharing documents, and keeping the text that was read from them. No function commits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor, Audience, writable_audiences
from network.core.cpr import NOT_CPR, passed_over
from network.core.db import dialect_insert
from network.core.errors import N_, Invalid
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.slugs import slugify
from network.core.text import checked_body, clean_line, render
from network.features.library.accessibility import findings_in
from network.features.library.guesses import guessed_language
from network.features.library.models import Document, DocumentPage, DocumentVersion, StoredFile, TextState
from network.features.library.scans import await_recognition
from network.features.library.types import LANGUAGES, PICTURES
from network.features.topics.models import Topic
from network.features.topics.offered import offered_topic
from network.ports.extract import Extraction, Outcome

MIN_TITLE = 3
MAX_TITLE = 200


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is in the store and whose type is known."""

    key: str
    name: str
    media_type: str
    size: int  # bytes


def share(
    session: Session,
    actor: Actor,
    file: NewFile,
    *,
    title: str,
    description: str,
    audience: Audience,
    topic: Topic | None = None,
    language: str = "",
    submission: str | None = None,
    not_cpr: bool = False,
) -> Document:
    """Put a document into the library; its text is read afterwards. Raises Invalid."""
    require(Action.SHARE_DOCUMENT, actor)
    line = checked_title(title)
    markdown = checked_body(description, field="description", required=False)
    if audience not in writable_audiences(actor):
        raise Invalid(N_("You cannot write to that audience."), "audience")
    rendered = render(markdown, anchor="beskrivelse")
    earlier = _of_submission(session, actor, submission)
    if earlier is not None:
        return earlier
    has_number = passed_over({"title": line, "description": markdown}, not_cpr=not_cpr)
    document = Document(
        topic_id=offered_topic(topic).id if topic else None,
        author_id=actor.id,
        organisation_id=actor.organisation_id,
        title=line,
        slug=slugify(line),
        markdown=markdown,
        html=rendered.html,
        plain=rendered.plain,
        audience_term=audience.term(actor.organisation_id or 0),
        language=language if language in LANGUAGES else "",
        shared_at=clock.now(),
        submission=submission,
    )
    try:
        with session.begin_nested():
            session.add(document)
            session.flush()
    except IntegrityError:
        other = _of_submission(session, actor, submission)
        if other is None:
            raise
        return other
    add_version(session, document.id, file)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"document:{document.id}")
    return document


def checked_title(title: str) -> str:
    """Raises Invalid."""
    line = clean_line(title)
    if sum(character.isalnum() for character in line) < MIN_TITLE:
        raise Invalid(N_("Write a title that says what it is about."), "title")
    if len(line) > MAX_TITLE:
        raise Invalid(N_("The title can have at most %(limit)s characters."), "title", limit=MAX_TITLE)
    return line


def _of_submission(session: Session, actor: Actor, submission: str | None) -> Document | None:
    if submission is None:
        return None
    own = select(Document).where(Document.submission == submission, Document.author_id == actor.id)
    return session.scalars(own).first()


def record_file(session: Session, file: NewFile, at: datetime) -> None:
    """Say that the bytes are stored: once, however often they are sent."""
    new = dialect_insert(session.get_bind().dialect.name, StoredFile)
    row = new.values(key=file.key, size=file.size, media_type=file.media_type, stored_at=at)
    session.execute(row.on_conflict_do_nothing(index_elements=["key"]))


def add_version(
    session: Session, document_id: int, file: NewFile, *, number: int = 1, submission: str | None = None
) -> None:
    """A file that the document is from now on; its text is read afterwards."""
    now = clock.now()
    record_file(session, file, now)
    version = DocumentVersion(
        document_id=document_id,
        number=number,
        file_key=file.key,
        name=clean_line(file.name) or "fil",
        media_type=file.media_type,
        size=file.size,
        uploaded_at=now,
        text_state=TextState.WAITING,
        submission=submission,
    )
    session.add(version)
    session.flush()
    outbox.record(session, Queue.INDEX, "document", document_id)
    outbox.record(session, Queue.EXTRACT, "document_version", version.id)


def keep_text(session: Session, version: DocumentVersion, extraction: Extraction) -> None:
    """Store what was read, page by page, or the reason why nothing was; then have it indexed."""
    session.execute(delete(DocumentPage).where(DocumentPage.version_id == version.id))
    pages = [page for page in extraction.pages if page.text.strip()]
    session.add_all(DocumentPage(version_id=version.id, number=page.number, text=page.text) for page in pages)
    has_text = extraction.outcome is Outcome.TEXT and bool(pages)
    version.text_state = TextState.SEARCHABLE if has_text else TextState.NO_TEXT
    empty = extraction.outcome is Outcome.TEXT
    version.text_outcome = Outcome.NO_TEXT if empty and not pages else extraction.outcome
    guess = update(Document).where(Document.id == version.document_id, Document.language == "")
    session.execute(guess.values(language=guessed_language(extraction)))
    version.findings = " ".join(findings_in(version.media_type, extraction))
    numbers = (*(page.number for page in extraction.pages), *extraction.pictures)
    version.page_count = 0 if version.media_type in PICTURES else max(numbers, default=0)
    await_recognition(session, version, extraction.pictures)
    outbox.record(session, Queue.INDEX, "document", version.document_id)
