"""Several files on one form: each received by itself and a row of its own, so that one that is bad loses no other."""

import secrets
import time
from dataclasses import dataclass, field, replace

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from network.core import ratelimit
from network.core.access import Actor
from network.core.errors import Invalid
from network.core.text import clean_line
from network.features.library.forms import DocumentForm
from network.features.library.guesses import guessed_language, guessed_title
from network.features.library.types import type_label
from network.features.library.uploads import received
from network.ports.extract import Extraction, ExtractionUnavailable, Outcome
from network.ports.files import StoreUnavailable
from network.web.limits import attempt
from network.web.messages import translated
from network.web.staging import StagedFile, file_name, sign, unsign
from network.web.transaction import current_ports

MOST = 50  # files of one form
PATIENCE = 10  # seconds that one request looks into files; after that their names have to do


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that has been received, with what its sharer may correct."""

    file: StagedFile
    title: str
    language: str
    error: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(4))  # of its fields on the page

    @property
    def note(self) -> str:
        return sign(self.file)

    @property
    def type_label(self) -> str:
        return type_label(self.file.media_type)

    def with_error(self, error: Invalid) -> "FileRow":
        return replace(self, error=translated(error))


def rows_of_form() -> list[FileRow]:
    """Those that came back with the form. A note that is not the member's own, or too old, is passed over."""
    notes, titles, languages = (request.form.getlist(name) for name in ("held", "title", "language"))
    rows = []
    for number, note in enumerate(notes[:MOST]):
        staged = unsign(note)
        if staged is None or str(number) == request.form.get("remove"):
            continue
        try:
            staged = received(current_ports().files, None, staged)
        except Invalid:
            continue
        title = clean_line(titles[number]) if number < len(titles) else ""
        rows.append(FileRow(staged, title, languages[number] if number < len(languages) else ""))
    return rows


def receive(actor: Actor, uploads: list[FileStorage]) -> tuple[list[FileRow], list[str]]:
    """The files that were taken, and for each that was not its name and the reason. Raises TooMany."""
    if uploads:
        attempt(*((ratelimit.UPLOAD_BY_ACCOUNT, actor.id) for _ in uploads))
    deadline, rows, refused = time.monotonic() + PATIENCE, [], []
    for upload in uploads:
        try:
            rows.append(row_of(received(current_ports().files, upload, None), look=time.monotonic() < deadline))
        except Invalid as error:
            refused.append(f"{file_name(upload)}: {translated(error)}")
    return rows, refused


def row_of(file: StagedFile, *, look: bool = True) -> FileRow:
    """With a guess at the title and the language."""
    beginning = _beginning(file) if look else Extraction(Outcome.NO_TEXT)
    return FileRow(file, guessed_title(beginning, file.name), guessed_language(beginning))


def suggest_title(form: DocumentForm, file: StagedFile) -> None:
    """Whoever has given a file and no title finds one in the field, to correct or to take."""
    if clean_line(form.title.data or ""):
        return
    form.title.data = row_of(file).title
    if form.title.data:
        form.title.errors = [_("This is what the file seems to be called. Correct it or leave it, and share.")]


def _beginning(file: StagedFile) -> Extraction:
    """A guess is no reason to refuse a file."""
    if file.media_type.startswith("image/"):
        return Extraction(Outcome.NO_TEXT)
    try:
        return current_ports().extract.peek(current_ports().files.local(file.key), file.media_type)
    except (ExtractionUnavailable, StoreUnavailable, OSError):
        return Extraction(Outcome.NO_TEXT)
