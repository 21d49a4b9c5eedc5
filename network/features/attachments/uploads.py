"""Files that come in with a post's form, or by themselves: kept at once, in a transaction of their own.

What else the form says may be refused; the files are on its list when it comes back.
"""

import io
from typing import BinaryIO, cast

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from network.core import ratelimit
from network.core.access import Actor
from network.core.errors import N_, Invalid
from network.core.pictures import without_traces
from network.core.sniff import Reason
from network.core.unreadable import Damaged
from network.features.attachments import service
from network.features.attachments.forms import ATTACH, DETACH, AttachingForm
from network.features.attachments.markup import FileView, ids_in
from network.features.attachments.queries import NEW, Owner, usable_files
from network.features.drafts.forms import is_pressed
from network.features.library.service import NewFile
from network.features.library.uploads import REFUSALS, checked_type, upload_limit
from network.ports.files import FileMissing, FileTooLarge
from network.settings import MEGABYTE
from network.web.database import db, read_session
from network.web.limits import attempt
from network.web.messages import translated
from network.web.staging import StagedFile, file_name, unsign
from network.web.transaction import current_ports

LARGEST_PICTURE = 20 * MEGABYTE  # it is read into memory


def receive(form: AttachingForm, actor: Actor, owner: Owner = NEW) -> bool:
    """Keep the files that came with a form and put them on its list.

    True when the form is to be shown again: that is what was asked for, or a file was refused, which it says then.
    """
    uploads = [upload for upload in request.files.getlist("file") if upload.filename]
    staged = unsign(request.form.get("staged", ""))
    if uploads:
        attempt(*((ratelimit.UPLOAD_BY_ACCOUNT, actor.id) for _ in uploads))
    taken_off = {number for value in request.form.getlist(DETACH) for number in ids_in(value)}
    ids = [number for number in form.attachment_ids() if number not in taken_off]
    for file in (*uploads, *([staged] if staged else ())):
        try:
            ids.append((_unstaged(actor, file) if isinstance(file, StagedFile) else kept(actor, file)).id)
        except Invalid as error:
            name = file.name if isinstance(file, StagedFile) else file_name(file)
            form.file.errors = [*form.file.errors, f"{name}: {translated(error)}"]
    if ids or form.attachments.data:
        with read_session() as reader:
            form.show_attached(usable_files(reader, actor, ids, owner))
    return is_pressed(ATTACH) or bool(form.errors)


def bring_back(form: AttachingForm, actor: Actor) -> None:
    """Put the files that a draft names on the form's list."""
    ids = form.attachment_ids()
    if ids:
        with read_session() as reader:
            form.show_attached(usable_files(reader, actor, ids))


def kept(actor: Actor, upload: FileStorage) -> FileView:
    """Store an upload. Raises Invalid."""
    return _stored(actor, cast(BinaryIO, upload.stream), file_name(upload), upload.mimetype)


def _unstaged(actor: Actor, file: StagedFile) -> FileView:
    """A file that an earlier try left in the store, as it came. Raises Invalid."""
    try:
        with current_ports().files.open(file.key) as stream:
            return _stored(actor, stream, file.name, "")
    except FileMissing:
        raise Invalid(N_("The file is no longer here. Choose it again."), "file") from None


def _stored(actor: Actor, stream: BinaryIO, name: str, declared: str) -> FileView:
    files, limit = current_ports().files, upload_limit()
    media_type = checked_type(stream, name, declared)
    if media_type.startswith("image/"):
        stream = io.BytesIO(_picture(stream, media_type))
    try:
        stored = files.put(stream, limit)
    except FileTooLarge:
        raise Invalid(N_("The file is larger than %(limit)s MB."), "file", limit=limit // MEGABYTE) from None
    try:
        with Session(db.engine) as session, session.begin():
            attachment_id = service.upload(session, actor, NewFile(stored.key, name, media_type, stored.size))
            files.look(stored.key)
    except FileMissing:  # the worker has forgotten the same bytes in this very moment
        raise Invalid(N_("The file is no longer here. Choose it again."), "file") from None
    return FileView(attachment_id, name, media_type, stored.size)


def _picture(stream: BinaryIO, media_type: str) -> bytes:
    """Without notes about how it was taken. Raises Invalid."""
    limit = min(LARGEST_PICTURE, upload_limit())
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise Invalid(N_("The picture is larger than %(limit)s MB."), "file", limit=limit // MEGABYTE)
    try:
        return without_traces(data, media_type)
    except Damaged:
        raise Invalid(REFUSALS[Reason.DAMAGED], "file") from None
