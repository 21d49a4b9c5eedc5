"""Reading files of posts: each as its post may be read, and one that is not sent yet by whoever uploaded it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, and_, bindparam, null, or_, select, tuple_
from sqlalchemy.orm import Session

from network.core.access import Actor, not_hidden, reachable, readable, reader
from network.core.addresses import post_url
from network.core.db import AnySelect, execute
from network.core.errors import NotFound
from network.features.accounts.models import Account
from network.features.attachments.markup import FileView
from network.features.attachments.models import Attachment, AttachmentPage
from network.features.library.types import type_label
from network.features.municipalities.models import Organisation
from network.features.threads.masks import shown_author
from network.features.threads.models import Post, Thread


@dataclass(frozen=True, slots=True)
class Download:
    file_key: str
    file: FileView


_columns = (Attachment.id, Attachment.name, Attachment.media_type, Attachment.size)
_is_own_unsent = and_(Attachment.post_id.is_(None), Attachment.account_id == bindparam("reader_account", type_=Integer))
_download: AnySelect = (
    select(Attachment.file_key, *_columns)
    .outerjoin(Post, Post.id == Attachment.post_id)
    .outerjoin(Thread, Thread.id == Post.thread_id)
    .where(
        Attachment.id == bindparam("attachment_id"),
        Attachment.removed_at.is_(None),
        or_(_is_own_unsent, and_(reachable(Thread), not_hidden(Post))),
    )
)


def download(session: Session, actor: Actor, attachment_id: int) -> Download:
    """Raises NotFound, also when the file is not the actor's to know."""
    row = execute(session, _download, reader(actor) | {"attachment_id": attachment_id}).first()
    if row is None:
        raise NotFound
    return Download(row[0], FileView(*row[1:]))


_unsent_or_of_post: AnySelect = (
    select(*_columns)
    .where(
        Attachment.id.in_(bindparam("ids", expanding=True)),
        Attachment.removed_at.is_(None),
        or_(_is_own_unsent, Attachment.post_id == bindparam("post_id", type_=Integer)),
    )
    .order_by(Attachment.id)
)
_of_post: AnySelect = (
    select(*_columns)
    .where(Attachment.post_id == bindparam("post_id"), Attachment.removed_at.is_(None))
    .order_by(Attachment.id)
)


def usable_files(
    session: Session, actor: Actor, ids: Sequence[int], post_id: int | None = None
) -> tuple[FileView, ...]:
    """Those of these that the actor may send: their own that wait, and those of a post that they may change."""
    if not ids:
        return ()
    wanted = {"reader_account": actor.id, "ids": list(ids), "post_id": post_id}
    return tuple(FileView(*row) for row in execute(session, _unsent_or_of_post, wanted))


def files_of_post(session: Session, post_id: int) -> tuple[FileView, ...]:
    """The files of a post that the actor has been let through to."""
    return tuple(FileView(*row) for row in execute(session, _of_post, {"post_id": post_id}))


@dataclass(frozen=True, slots=True)
class FoundAttachment:
    """A file of a post, or one page of it, as a search hit. It leads to the post."""

    id: int
    name: str
    text: str
    page: int | None
    media_type: str
    post_id: int
    thread_title: str
    author_id: int  # not to be shown without the name
    author_name: str
    organisation_name: str
    uploaded_at: datetime
    audience_term: str

    @property
    def url(self) -> str:
        return post_url(self.post_id)

    @property
    def context(self) -> str:
        return f"{type_label(self.media_type)} · {self.thread_title}"


_found_tail = (
    Attachment.media_type,
    Post.id,
    Thread.title,
    Post.author_id,
    *shown_author(Post),
    Attachment.uploaded_at,
    Thread.audience_term,
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


_found: AnySelect = _in_posts(
    select(Attachment.id, Attachment.name, null(), null(), *_found_tail).where(
        Attachment.id.in_(bindparam("ids", expanding=True)), readable(Thread)
    )
)
_found_pages: AnySelect = _in_posts(
    select(Attachment.id, Attachment.name, AttachmentPage.text, AttachmentPage.number, *_found_tail)
    .join(AttachmentPage, AttachmentPage.attachment_id == Attachment.id)
    .where(tuple_(Attachment.id, AttachmentPage.number).in_(bindparam("places", expanding=True)), readable(Thread))
)


def found_attachments(
    session: Session, actor: Actor, places: Sequence[tuple[int, ...]]
) -> dict[tuple[int, ...], FoundAttachment]:
    """By id, or by id and page number: those of these that stand in posts that the actor may read."""
    whole = [place[0] for place in places if len(place) == 1]
    pages = [place for place in places if len(place) > 1]
    found: dict[tuple[int, ...], FoundAttachment] = {}
    if whole:
        rows: Any = execute(session, _found, reader(actor) | {"ids": whole})
        found |= {(row[0],): FoundAttachment(row[0], row[1], "", *row[3:]) for row in rows}
    if pages:
        rows = execute(session, _found_pages, reader(actor) | {"places": pages})
        found |= {(row[0], row[3]): FoundAttachment(*row) for row in rows}
    return found
