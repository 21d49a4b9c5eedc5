"""What comes in: checked by content before it is kept, and refused in words that say what to do."""

import logging
from typing import BinaryIO, cast

from flask import current_app
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from network.core.errors import N_, Invalid
from network.core.sniff import Reason, Refusal, sniff
from network.features.library.quota import room_of
from network.features.library.types import type_label
from network.ports.extract import Outcome
from network.ports.files import FileMissing, FileStore, FileTooLarge
from network.ports.scan import ScanUnavailable
from network.settings import MEGABYTE
from network.web.database import read_session
from network.web.identity import current_actor
from network.web.staging import StagedFile, file_name, stage
from network.web.transaction import current_ports

logger = logging.getLogger("network.files")

REFUSALS = {
    Reason.EMPTY: N_("The file is empty. Look whether it was saved, and choose it again."),
    Reason.UNKNOWN: N_("We cannot take that kind of file. Save it as PDF and choose it again."),
    Reason.ACTIVE: N_("Web pages and drawings with scripts cannot be shared. Save it as PDF and choose it again."),
    Reason.EXECUTABLE: N_("Programs cannot be shared."),
    Reason.MACROS: N_("The file carries macros. Save it without them and choose it again."),
    Reason.OLD_OFFICE: N_("The file is in Office's old format. Save it as docx, xlsx or pptx, and choose it again."),
    Reason.POLYGLOT: N_("The file claims to be two things at once. Save it again from the program it was made in."),
    Reason.DAMAGED: N_("The file is damaged. Save it again from the program it was made in."),
    Reason.OBJECTS: N_("The file carries other files inside it. Save it as PDF or docx, and choose it again."),
    Reason.MISMATCH: N_("The file's name says one thing, but it holds %(actual)s. Give it its right name."),
}


def received(files: FileStore, upload: FileStorage | None, staged: StagedFile | None) -> StagedFile:
    """The file to share: a new upload, else the one kept from an earlier try. Raises Invalid."""
    if upload is not None and upload.filename:
        return _kept(files, upload)
    if staged is None:
        raise Invalid(N_("Choose a file."), "file")
    try:
        with files.open(staged.key) as stream:
            return staged.typed(checked_type(stream, staged.name, ""))
    except FileMissing:
        raise Invalid(N_("The file is no longer here. Choose it again."), "file") from None


def _kept(files: FileStore, upload: FileStorage) -> StagedFile:
    stream = cast(BinaryIO, upload.stream)
    media_type = checked_type(stream, file_name(upload), upload.mimetype)
    limit = upload_limit()
    try:
        return stage(files, upload, limit).typed(media_type)
    except FileTooLarge:
        raise Invalid(N_("The file is larger than %(limit)s MB."), "file", limit=limit // MEGABYTE) from None


def upload_limit() -> int:
    """Bytes of one file."""
    limit: int = current_app.config["SETTINGS"].upload_limit
    return limit


def take_room(size: int, organisation_id: int | None = None) -> None:
    """Whether another file fits into what the actor's, or that, organisation may have. Raises Invalid."""
    with read_session() as reader:
        of = organisation_id or current_actor().organisation_id or 0
        room_of(reader, of, current_app.config["SETTINGS"].quota).take(size)


def checked_type(stream: BinaryIO, name: str, declared: str) -> str:
    """What a file is by its content. Raises Invalid when it is nothing that may be shared."""
    found = sniff(stream, name, declared)
    if isinstance(found, Refusal):
        raise Invalid(REFUSALS[found.reason], "file", actual=type_label(found.actual))
    _scan(stream)
    return found.media_type


def _scan(stream: BinaryIO) -> None:
    """Where there is a scanner, nothing is kept that it has not let through. Leaves the stream at 0. Raises Invalid."""
    scanner = current_ports().scan
    if scanner is None:
        return
    try:
        harm = scanner.scan(stream)
    except ScanUnavailable:
        logger.exception("a file could not be scanned")
        raise Invalid(
            N_("Files cannot be checked for viruses right now, so none can be taken. Try again in a while."), "file"
        ) from None
    finally:
        stream.seek(0)
    if harm:
        logger.warning("a file was refused: %.200s", harm)
        raise Invalid(
            N_("The file holds a virus (%(name)s) and was not kept. Tell your IT department."), "file", name=harm
        )


def text_reason(outcome: str) -> str | None:
    """Why a document has no text to search, in words."""
    reasons = {
        Outcome.NO_TEXT: _("It holds pictures only, for example scanned pages."),
        Outcome.ENCRYPTED: _("It is locked with a password."),
        Outcome.DAMAGED: _("It could not be opened."),
        Outcome.TOO_HEAVY: _("It is too heavy to read."),
        Outcome.UNSUPPORTED: _("It is of a kind without text."),
    }
    return reasons.get(Outcome(outcome)) if outcome else None
