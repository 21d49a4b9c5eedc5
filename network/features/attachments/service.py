"""Keeping files that are uploaded, and giving them to the post or card they are sent with. No function commits."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from network.core import clock, outbox
from network.core.access import Actor
from network.core.errors import N_, Invalid
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.text import Rendered, clean_line
from network.features.attachments.indexing import GONE
from network.features.attachments.markup import FileView, named_in, with_files
from network.features.attachments.models import Attachment
from network.features.attachments.queries import NEW, Owner, files_of, is_unsent, usable_files
from network.features.library.service import NewFile, record_file

MOST = 20  # files of one post or card


def upload(session: Session, actor: Actor, file: NewFile) -> int:
    """A file that waits for what it is sent with; returns its id."""
    require(Action.REPLY, actor)
    now = clock.now()
    record_file(session, file, now)
    attachment = Attachment(
        account_id=actor.id,
        file_key=file.key,
        name=clean_line(file.name) or "fil",
        media_type=file.media_type,
        size=file.size,
        uploaded_at=now,
    )
    session.add(attachment)
    session.flush()
    return attachment.id


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files that a post or card is sent with."""

    files: tuple[FileView, ...] = ()
    before: tuple[FileView, ...] = ()  # those that it had

    @property
    def differ(self) -> bool:
        return self.files != self.before

    def under(self, rendered: Rendered) -> Rendered:
        return with_files(rendered, self.files)


def chosen(session: Session, actor: Actor, ids: Sequence[int], markdown: str, owner: Owner = NEW) -> Chosen:
    """The files on the form's list, and those of the actor's own that the text names. Raises Invalid."""
    before = files_of(session, owner)
    files = usable_files(session, actor, list(dict.fromkeys((*ids, *named_in(markdown)))), owner)
    if not set(ids) <= {file.id for file in files}:
        raise Invalid(N_("A file that you attached is no longer here. Attach it again."), "file")
    if len(files) > MOST:
        raise Invalid(N_("There can be at most %(limit)s files. Share the rest in the library."), "file", limit=MOST)
    return Chosen(files, before)


def give(session: Session, chosen: Chosen, owner: Owner) -> None:
    """The files are the owner's from now on, and those that are not among them no longer are. Raises Invalid."""
    new = [file.id for file in chosen.files if file not in chosen.before]
    gone = [file.id for file in chosen.before if file not in chosen.files]
    if new:
        unsent = update(Attachment).where(Attachment.id.in_(new), is_unsent)
        if session.execute(unsent.values(owner._asdict())).rowcount != len(new):  # type: ignore[attr-defined]
            raise Invalid(N_("A file that you attached is no longer here. Attach it again."), "file")
        outbox.record_all(session, Queue.EXTRACT, "attachment", new)
    if gone:
        _remove(session, gone)


def _remove(session: Session, ids: Sequence[int]) -> None:
    session.execute(update(Attachment).where(Attachment.id.in_(ids)).values(removed_at=clock.now()))


def go_with_card(session: Session, card_id: int) -> None:
    """Before a card is deleted: its files go too, from the index as well."""
    ids = session.scalars(select(Attachment.id).where(Attachment.card_id == card_id)).all()
    _remove(session, ids)
    outbox.record_all(session, Queue.INDEX, GONE, ids)
