"""Files of posts and of experience cards, or waiting for what they were uploaded for to be sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, and_
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime
from network.features.library.models import TextState


class Attachment(Base):
    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("experience_card.id", ondelete="SET NULL"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)  # who uploaded it
    file_key: Mapped[str] = mapped_column(ForeignKey("stored_file.key"), index=True)
    name: Mapped[str]  # the file's name as the member had it
    media_type: Mapped[str]
    size: Mapped[int]  # bytes
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # what it was sent with does not have it any more
    text_state: Mapped[str] = mapped_column(default=TextState.WAITING)
    text_outcome: Mapped[str] = mapped_column(default="")  # ports.extract.Outcome

    __table_args__ = (
        Index(
            "ix_attachment_unsent",
            "uploaded_at",
            sqlite_where=and_(post_id.is_(None), card_id.is_(None)),
            postgresql_where=and_(post_id.is_(None), card_id.is_(None)),
        ),
    )


class AttachmentPage(Base):
    __tablename__ = "attachment_page"

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
