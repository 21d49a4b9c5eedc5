"""How far the reading of a document's text has come, in words."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from network.features.library.models import TextState
from network.features.library.queries import DocumentView
from network.features.library.scans import Scans, in_ranges, scans_of
from network.features.library.types import PICTURES
from network.features.library.uploads import text_reason
from network.web.database import session
from network.web.transaction import current_ports


@dataclass(frozen=True, slots=True)
class Reading:
    state: str  # of TextState
    reason: str | None
    refresh_url: str | None
    notes: tuple[str, ...]  # about pages that are pictures


def reading_of(document: DocumentView) -> Reading:
    """A document the actor has been shown. Where nothing recognises text, pages that wait are pictures and no more."""
    scans = scans_of(session(), document)
    if current_ports().ocr is None:
        scans = Scans((), scans.read, tuple(sorted((*scans.waiting, *scans.unread))))
    state, reason = document.text_state, text_reason(document.text_outcome)
    if state == TextState.NO_TEXT and scans.waiting:
        state = TextState.WAITING
        reason = None if _is_picture(document) else _("The pages are pictures, so it takes longer than usual.")
    waits = state == TextState.WAITING
    return Reading(
        state=state,
        reason=reason,
        refresh_url=url_for("library.text_state", document_id=document.id) if waits else None,
        notes=_of_picture(scans) if _is_picture(document) else _of_pages(scans, state),
    )


def _is_picture(document: DocumentView) -> bool:
    return document.media_type in PICTURES


def _of_picture(scans: Scans) -> tuple[str, ...]:
    return (_("The text was read from the picture and may have errors."),) if scans.read else ()


def _of_pages(scans: Scans, state: str) -> tuple[str, ...]:
    notes = []
    if scans.read:
        text = _(
            "The text of page %(pages)s was read from pictures of the pages and may have errors.",
            pages=in_ranges(scans.read),
        )
        notes.append(text)
    if scans.waiting:
        notes.append(_("Page %(pages)s: pictures that wait to be read.", pages=in_ranges(scans.waiting)))
    if scans.unread and state == TextState.SEARCHABLE:
        notes.append(_("Page %(pages)s: pictures whose text search does not find.", pages=in_ranges(scans.unread)))
    return tuple(notes)
