"""Files of posts as the search index sees them. They are put in and taken out with their post."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from network.features.accounts.models import Account
from network.features.attachments.models import Attachment, AttachmentPage
from network.features.library.types import type_label
from network.features.municipalities.models import Organisation
from network.features.search.facets import OPEN, RESOLVED, Author, facets, names
from network.features.threads.masks import open_author
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic
from network.ports.search import Document

KIND, PAGE = "attachment", "attachment_page"


def documents(session: Session, post_ids: Sequence[int]) -> Iterator[Document]:
    """One for each file's name and one for each of its pages; none of a post that is hidden."""
    rows = session.execute(
        select(
            Attachment.id,
            Attachment.name,
            Thread.id,
            Thread.audience_term,
            Attachment.uploaded_at,
            Thread.topic_id,
            Attachment.media_type,
            Thread.kind,
            Thread.resolved_at,
            Topic.title + "|" + Topic.synonyms,
            *open_author,
        )
        .join(Post, Post.id == Attachment.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Topic, Topic.id == Thread.topic_id)
        .join(Account, Account.id == Post.author_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Post.id.in_(post_ids), Attachment.removed_at.is_(None))
        .where(Post.hidden_at.is_(None), Thread.hidden_at.is_(None))
    ).all()
    for attachment_id, name, thread_id, audience, at, topic_id, media_type, kind, resolved_at, topic, *columns in rows:
        author, state = Author(*columns), RESOLVED if resolved_at else OPEN
        given: dict[str, Any] = {
            "facets": facets(kind, at, author, topic_id=topic_id, state=state, file_type=type_label(media_type)),
            "names": names(kind, author, topic, "bilag dokument"),
        }
        group = f"thread:{thread_id}"
        yield Document(f"{KIND}:{attachment_id}", "document", group, name, "", audience, at, **given)
        for number, text in _pages(session, attachment_id):
            key = f"{PAGE}:{attachment_id}:{number}"
            yield Document(key, "page", group, "", text, audience, at, **given)


def _pages(session: Session, attachment_id: int) -> Iterator[tuple[int, str]]:
    pages = select(AttachmentPage.number, AttachmentPage.text).where(AttachmentPage.attachment_id == attachment_id)
    yield from ((number, text) for number, text in session.execute(pages.order_by(AttachmentPage.number)))


def keys(session: Session, post_id: int) -> Iterator[str]:
    """Every key that may stand in the index for a file that the post has or had."""
    ids = session.scalars(select(Attachment.id).where(Attachment.post_id == post_id)).all()
    yield from (f"{KIND}:{attachment_id}" for attachment_id in ids)
    pages = select(AttachmentPage.attachment_id, AttachmentPage.number)
    for attachment_id, number in session.execute(pages.where(AttachmentPage.attachment_id.in_(ids))) if ids else ():
        yield f"{PAGE}:{attachment_id}:{number}"
