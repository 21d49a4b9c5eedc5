"""Documents, their versions, and the text of each page, kept so that rebuilding the index never reads a file again."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from network.core.access import Audience, Invitable
from network.core.db import Base, UtcDateTime


class TextState(StrEnum):
    WAITING = "waiting"
    SEARCHABLE = "searchable"
    NO_TEXT = "no_text"  # the reason is in `text_outcome`


class StoredFile(Base):
    """Bytes in the file store. The same bytes are one row, whoever uploads them."""

    __tablename__ = "stored_file"

    key: Mapped[str] = mapped_column(primary_key=True)  # SHA-256, hex
    size: Mapped[int]  # bytes
    media_type: Mapped[str]  # by content
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Document(Base):
    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str]
    slug: Mapped[str]
    markdown: Mapped[str] = mapped_column(default="")  # the description
    html: Mapped[str] = mapped_column(default="")
    plain: Mapped[str] = mapped_column(default="")
    audience_term: Mapped[str] = mapped_column(default=Audience.NETWORK)
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # withdrawn; the reason is in the audit log
    language: Mapped[str] = mapped_column(
        default="", server_default=text("''")
    )  # of types.LANGUAGES; empty: nobody has said
    licence: Mapped[str] = mapped_column(default="", server_default=text("''"))  # of types.LICENCES
    review_on: Mapped[date | None]  # when its owner wants to look whether it still holds
    submission: Mapped[str | None] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(default=1)
    is_advised: Mapped[bool] = mapped_column(default=False, server_default=false())  # opened to an adviser once

    __table_args__ = (Index("ix_document_shared", "shared_at", "id"),)

    invitable: ClassVar = Invitable.DOCUMENT

    @property
    def invitation_key(self) -> str:
        return self.invitable.key(self.id)


class DocumentVersion(Base):
    __tablename__ = "document_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    file_key: Mapped[str] = mapped_column(ForeignKey("stored_file.key"), index=True)
    name: Mapped[str]  # the file's name as the member had it
    media_type: Mapped[str]
    size: Mapped[int]
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    text_state: Mapped[str] = mapped_column(default=TextState.WAITING)
    text_outcome: Mapped[str] = mapped_column(default="")  # ports.extract.Outcome
    page_count: Mapped[int] = mapped_column(default=0)
    findings: Mapped[str | None]  # what some readers miss, of ports.extract.Finding, by spaces; None: not looked at
    scanned: Mapped[int] = mapped_column(default=0, server_default=text("0"))  # pages that are pictures without text
    submission: Mapped[str | None]  # the form that put it in the place of the one before

    __table_args__ = (
        UniqueConstraint("document_id", "number", name="uq_document_version_document_id_number"),
        Index("ix_document_version_submission", "submission", unique=True),
    )


class DocumentPage(Base):
    __tablename__ = "document_page"

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


class ScannedPage(Base):
    """A page that is a picture: whether its text has been recognised."""

    __tablename__ = "scanned_page"

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(default="")  # ports.extract.Outcome; empty: it waits


class DocumentPicture(Base):
    """The first page, small. Made of pixels here, never a picture that somebody uploaded."""

    __tablename__ = "document_picture"

    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id", ondelete="CASCADE"), primary_key=True)
    png: Mapped[bytes]
