"""Reading files: each as the post or card it was sent with, and one that is not sent yet by whoever uploaded it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, func, null, or_, select, tuple_
from sqlalchemy.orm import Session

from network.core.access import Actor, not_hidden, reachable, readable, reader
from network.core.addresses import experience_url, post_url
from network.core.db import AnySelect, execute
from network.core.errors import NotFound
from network.features.accounts.models import Account
from network.features.attachments.markup import FileView
from network.features.attachments.models import Attachment, AttachmentPage
from network.features.experiences.models import ExperienceCard
from network.features.experiences.queries import reads_card
from network.features.library.types import type_label
from network.features.methods.models import Method
from network.features.municipalities.models import Organisation
from network.features.threads.masks import shown_author
from network.features.threads.models import Post, Thread


class Owner(NamedTuple):
    """What files are sent with: a post, a card, or what is still being written."""

    post_id: int | None = None
    card_id: int | None = None


NEW = Owner()


@dataclass(frozen=True, slots=True)
class Download:
    file_key: str
    file: FileView


_columns = (Attachment.id, Attachment.name, Attachment.media_type, Attachment.size)
is_unsent = and_(Attachment.post_id.is_(None), Attachment.card_id.is_(None))
_is_own_unsent = and_(is_unsent, Attachment.account_id == bindparam("reader_account", type_=Integer))
_download: AnySelect = (
    select(Attachment.file_key, *_columns)
    .outerjoin(Post, Post.id == Attachment.post_id)
    .outerjoin(Thread, Thread.id == Post.thread_id)
    .outerjoin(ExperienceCard, ExperienceCard.id == Attachment.card_id)
    .outerjoin(Method, Method.id == ExperienceCard.method_id)
    .where(
        Attachment.id == bindparam("attachment_id"),
        Attachment.removed_at.is_(None),
        or_(_is_own_unsent, and_(reachable(Thread), not_hidden(Post)), reads_card),
    )
)


def download(session: Session, actor: Actor, attachment_id: int) -> Download:
    """Raises NotFound, also when the file is not the actor's to know."""
    row = execute(session, _download, reader(actor) | {"attachment_id": attachment_id}).first()
    if row is None:
        raise NotFound
    return Download(row[0], FileView(*row[1:]))


_unsent_or_of: AnySelect = (
    select(*_columns)
    .where(
        Attachment.id.in_(bindparam("ids", expanding=True)),
        Attachment.removed_at.is_(None),
        or_(
            _is_own_unsent,
            Attachment.post_id == bindparam("post_id", type_=Integer),
            Attachment.card_id == bindparam("card_id", type_=Integer),
        ),
    )
    .order_by(Attachment.id)
)
_kept: AnySelect = select(*_columns).where(Attachment.removed_at.is_(None)).order_by(Attachment.id)
_of_post: AnySelect = _kept.where(Attachment.post_id == bindparam("post_id"))
_of_card: AnySelect = _kept.where(Attachment.card_id == bindparam("card_id"))


def usable_files(session: Session, actor: Actor, ids: Sequence[int], owner: Owner = NEW) -> tuple[FileView, ...]:
    """Those of these that the actor may send: their own that wait, and those of what they may change."""
    if not ids:
        return ()
    wanted = {"reader_account": actor.id, "ids": list(ids), **owner._asdict()}
    return tuple(FileView(*row) for row in execute(session, _unsent_or_of, wanted))


def files_of_post(session: Session, post_id: int) -> tuple[FileView, ...]:
    """The files of a post that the actor has been let through to."""
    return tuple(FileView(*row) for row in execute(session, _of_post, {"post_id": post_id}))


def files_of_card(session: Session, card_id: int) -> tuple[FileView, ...]:
    """The files of a card that the actor has been let through to."""
    return tuple(FileView(*row) for row in execute(session, _of_card, {"card_id": card_id}))


def files_of(session: Session, owner: Owner) -> tuple[FileView, ...]:
    """The files of what the actor has been let through to; none of what is new."""
    if owner.card_id is not None:
        return files_of_card(session, owner.card_id)
    return files_of_post(session, owner.post_id) if owner.post_id is not None else ()


_held_by: AnySelect = select(Attachment.post_id, Attachment.card_id).where(Attachment.id == bindparam("file_id"))


def held_by(session: Session, attachment_id: int) -> tuple[int | None, int | None]:
    """The post or the card of a file that the reader has been shown."""
    row = execute(session, _held_by, {"file_id": attachment_id}).first()
    return (row[0], row[1]) if row else (None, None)


@dataclass(frozen=True, slots=True)
class FoundAttachment:
    """A file, or one page of it, as a search hit. It leads to the post or the card that it was sent with."""

    id: int
    name: str
    text: str
    page: int | None
    media_type: str
    owner: Owner
    about: str  # the thread, or the method
    author_id: int  # not to be shown without the name
    author_name: str  # empty: the account has been erased
    organisation_name: str
    uploaded_at: datetime
    audience_term: str

    @property
    def url(self) -> str:
        return experience_url(self.owner.card_id) if self.owner.card_id else post_url(self.owner.post_id or 0)

    @property
    def context(self) -> str:
        return f"{type_label(self.media_type)} · {self.about}"


_found_tail = (
    Attachment.media_type,
    Attachment.post_id,
    Attachment.card_id,
    Thread.title,
    Post.author_id,
    *shown_author(Post),
    Attachment.uploaded_at,
    Thread.audience_term,
)


_of_found_card = (
    Attachment.media_type,
    Attachment.post_id,
    Attachment.card_id,
    Method.title,
    func.coalesce(ExperienceCard.author_id, 0),
    func.coalesce(Account.name, ""),
    Organisation.full_name,
    Attachment.uploaded_at,
    ExperienceCard.audience_term,
)


def _in_posts(rows: AnySelect) -> AnySelect:
    """Joins what is told of the post; its thread's condition is for the caller to add."""
    return (
        rows.join(Post, Post.id == Attachment.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Account, Account.id == Post.author_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Attachment.removed_at.is_(None), Post.hidden_at.is_(None))
    )


def _in_cards(rows: AnySelect) -> AnySelect:
    """Joins what is told of the card, and asks whether it and its method may be read."""
    return (
        rows.join(ExperienceCard, ExperienceCard.id == Attachment.card_id)
        .join(Method, Method.id == ExperienceCard.method_id)
        .outerjoin(Account, Account.id == ExperienceCard.author_id)
        .join(Organisation, Organisation.id == ExperienceCard.organisation_id)
        .where(Attachment.removed_at.is_(None), reads_card)
    )


def _whole(tail: tuple[Any, ...]) -> AnySelect:
    rows: AnySelect = select(Attachment.id, Attachment.name, null(), null(), *tail)
    return rows.where(Attachment.id.in_(bindparam("ids", expanding=True)))


def _pages(tail: tuple[Any, ...]) -> AnySelect:
    rows: AnySelect = select(Attachment.id, Attachment.name, AttachmentPage.text, AttachmentPage.number, *tail)
    rows = rows.join(AttachmentPage, AttachmentPage.attachment_id == Attachment.id)
    return rows.where(tuple_(Attachment.id, AttachmentPage.number).in_(bindparam("places", expanding=True)))


_found: tuple[AnySelect, ...] = (
    _in_posts(_whole(_found_tail)).where(readable(Thread)),
    _in_cards(_whole(_of_found_card)),
)
_found_pages: tuple[AnySelect, ...] = (
    _in_posts(_pages(_found_tail)).where(readable(Thread)),
    _in_cards(_pages(_of_found_card)),
)


def found_attachments(
    session: Session, actor: Actor, places: Sequence[tuple[int, ...]]
) -> dict[tuple[int, ...], FoundAttachment]:
    """By id, or by id and page number: those of these that stand in posts and cards that the actor may read."""
    whole = [place[0] for place in places if len(place) == 1]
    pages = [place for place in places if len(place) > 1]
    found: dict[tuple[int, ...], FoundAttachment] = {}
    for statement in _found if whole else ():
        rows: Any = execute(session, statement, reader(actor) | {"ids": whole})
        found |= {(row[0],): _found_attachment(row) for row in rows}
    for statement in _found_pages if pages else ():
        rows = execute(session, statement, reader(actor) | {"places": pages})
        found |= {(row[0], row[3]): _found_attachment(row) for row in rows}
    return found


def _found_attachment(row: Any) -> FoundAttachment:
    attachment_id, name, text, page, media_type, post_id, card_id, *told = row
    return FoundAttachment(attachment_id, name, text or "", page, media_type, Owner(post_id, card_id), *told)
