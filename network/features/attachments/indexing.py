"""Files as the search index sees them. They are put in and taken out with their post or card."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from network.features.accounts.models import Account
from network.features.attachments.models import Attachment, AttachmentPage
from network.features.experiences.models import ExperienceCard
from network.features.library.types import type_label
from network.features.methods.models import Method
from network.features.municipalities.models import Organisation
from network.features.search.facets import OPEN, RESOLVED, Author, facets, names
from network.features.threads.masks import open_author
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic
from network.ports.search import Document

KIND, PAGE = "attachment", "attachment_page"
GONE = "attachment_gone"  # its card has been deleted


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
        yield from _of_file(session, attachment_id, name, f"thread:{thread_id}", audience, at, given)


def _of_file(
    session: Session, attachment_id: int, name: str, group: str, audience: str, at: datetime, given: dict[str, Any]
) -> Iterator[Document]:
    yield Document(f"{KIND}:{attachment_id}", "document", group, name, "", audience, at, **given)
    for number, text in _pages(session, attachment_id):
        yield Document(f"{PAGE}:{attachment_id}:{number}", "page", group, "", text, audience, at, **given)


def _pages(session: Session, attachment_id: int) -> Iterator[tuple[int, str]]:
    pages = select(AttachmentPage.number, AttachmentPage.text).where(AttachmentPage.attachment_id == attachment_id)
    yield from ((number, text) for number, text in session.execute(pages.order_by(AttachmentPage.number)))


def of_cards(session: Session, audiences: Mapping[int, str]) -> Iterator[Document]:
    """The same of experience cards, for those who may read both the card and its method (`audiences`, by card)."""
    rows = session.execute(
        select(
            *(Attachment.id, Attachment.name, Attachment.uploaded_at, Attachment.media_type),
            *(ExperienceCard.id, Method.id),
            *(Account.name, Organisation.full_name, Organisation.code, Organisation.group),
        )
        .join(ExperienceCard, ExperienceCard.id == Attachment.card_id)
        .join(Method, Method.id == ExperienceCard.method_id)
        .outerjoin(Account, Account.id == ExperienceCard.author_id)
        .join(Organisation, Organisation.id == ExperienceCard.organisation_id)
        .where(Attachment.card_id.in_(audiences), Attachment.removed_at.is_(None))
    ).all()
    for attachment_id, name, at, media_type, card_id, method_id, *columns in rows:
        author = Author(*columns)
        given: dict[str, Any] = {
            "facets": facets("card", at, author, file_type=type_label(media_type)),
            "names": names("card", author, also_type="bilag dokument"),
        }
        yield from _of_file(session, attachment_id, name, f"method:{method_id}", audiences[card_id], at, given)


def keys(session: Session, post_id: int) -> Iterator[str]:
    """Every key that may stand in the index for a file that the post has or had."""
    yield from _keys(session, Attachment.post_id == post_id)


def keys_of_card(session: Session, card_id: int) -> Iterator[str]:
    yield from _keys(session, Attachment.card_id == card_id)


def _keys(session: Session, of_owner: ColumnElement[bool]) -> Iterator[str]:
    ids = session.scalars(select(Attachment.id).where(of_owner)).all()
    yield from (f"{KIND}:{attachment_id}" for attachment_id in ids)
    pages = select(AttachmentPage.attachment_id, AttachmentPage.number)
    for attachment_id, number in session.execute(pages.where(AttachmentPage.attachment_id.in_(ids))) if ids else ():
        yield f"{PAGE}:{attachment_id}:{number}"
