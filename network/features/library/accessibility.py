"""What some readers miss in a file: looked at when its text is read, said in words, and counted by municipality."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.addresses import document_url
from network.core.db import AnySelect, execute
from network.core.errors import N_
from network.core.media_types import PDF, TEXTS
from network.features.library.models import Document, DocumentVersion
from network.features.library.queries import is_current_version
from network.features.library.types import type_label
from network.ports.extract import Extraction, Outcome


class Finding(StrEnum):
    """The order is that of their weight: without a text layer there is nothing else to hear."""

    NO_TEXT = "no_text"
    LOCKED = "locked"
    PICTURE = "picture"
    NO_TAGS = "no_tags"
    NO_LANGUAGE = "no_language"
    NO_TITLE = "no_title"


# What it means for somebody who cannot see the page, and what to do about it
WORDS = {
    Finding.NO_TEXT: N_("It holds pictures of pages without text: a screen reader has nothing to read aloud."),
    Finding.LOCKED: N_("It is locked with a password, so nobody reads it without one."),
    Finding.PICTURE: N_("It is a picture: what it shows has to be said in the description."),
    Finding.NO_TAGS: N_("It does not say what is a heading, a list or a table, so it is hard to find the way in it."),
    Finding.NO_LANGUAGE: N_("It does not say which language it is in, so it may be read aloud as another one."),
    Finding.NO_TITLE: N_("It has no title of its own: what is read aloud is the name of the file."),
}
REMEDIES = {
    Finding.NO_TEXT: N_("Share the file that it was printed from, or have the scanner recognise the text."),
    Finding.LOCKED: N_("Save it without a password, and replace the file."),
    Finding.PICTURE: N_("Say in the description what it shows."),
    Finding.NO_TAGS: N_("In Word: save as PDF and choose “Document structure tags for accessibility” under Options."),
    Finding.NO_LANGUAGE: N_("In Word: choose the language under Review, and save as PDF again."),
    Finding.NO_TITLE: N_("In Word: write the title under File, Info, and save as PDF again."),
}


def findings_in(media_type: str, extraction: Extraction) -> tuple[Finding, ...]:
    """What stands in the way in a file that has been read. Nothing is said of one that could not be opened."""
    if media_type.startswith("image/"):
        return (Finding.PICTURE,)
    if extraction.outcome is Outcome.ENCRYPTED:
        return (Finding.LOCKED,)
    if extraction.outcome not in (Outcome.TEXT, Outcome.NO_TEXT) or media_type in TEXTS:
        return ()
    wrong = {
        Finding.NO_TEXT: media_type == PDF and extraction.outcome is Outcome.NO_TEXT,
        Finding.NO_TAGS: extraction.tagged is False,
        Finding.NO_LANGUAGE: media_type == PDF and not extraction.language,
        Finding.NO_TITLE: not extraction.title,
    }
    return tuple(finding for finding, is_wrong in wrong.items() if is_wrong)


def parsed(findings: str | None) -> tuple[Finding, ...]:
    """As they are stored."""
    return tuple(Finding(word) for word in (findings or "").split())


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    title: str
    url: str
    type_label: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class AccessibilityReport:
    """Of one municipality's documents, those that the actor may read."""

    total: int
    waiting: int  # not looked at yet
    counts: tuple[tuple[Finding, int], ...]
    sound: int
    documents: tuple[CheckedDocument, ...]  # those with something in the way, the worst first


_checked: AnySelect = (
    select(Document.id, Document.slug, Document.title, DocumentVersion.media_type, DocumentVersion.findings)
    .join(DocumentVersion, is_current_version)
    .where(Document.organisation_id == bindparam("organisation_id"), readable(Document))
    .order_by(Document.shared_at.desc(), Document.id.desc())
)
MOST = 500  # documents that are listed


def accessibility_report(session: Session, actor: Actor, organisation_id: int) -> AccessibilityReport:
    """Of the newest version of each."""
    rows = execute(session, _checked, reader(actor) | {"organisation_id": organisation_id}).all()
    lacking = [
        CheckedDocument(row.title, document_url(row.id, row.slug), type_label(row.media_type), parsed(row.findings))
        for row in rows
        if row.findings
    ]
    counted = Counter(finding for document in lacking for finding in document.findings)
    order = list(Finding)
    lacking.sort(key=lambda document: (order.index(document.findings[0]), -len(document.findings)))
    return AccessibilityReport(
        total=len(rows),
        waiting=sum(row.findings is None for row in rows),
        sound=sum(row.findings == "" for row in rows),
        counts=tuple((finding, counted[finding]) for finding in Finding if counted[finding]),
        documents=tuple(lacking[:MOST]),
    )
