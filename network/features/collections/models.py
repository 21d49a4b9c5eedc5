"""Collections, what lies in them, and who follows them.

Who may read a collection that is its owner's alone, or that was deleted, is nobody's to say: its term is one that no
reader has, and its owner is let through by name.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime

PRIVATE = "private"  # chosen instead of an audience; as a term it is among those of no reader


class Collection(Base):
    __tablename__ = "collection"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )  # stays when its owner leaves
    title: Mapped[str]
    slug: Mapped[str]
    markdown: Mapped[str] = mapped_column(default="")  # the introduction
    html: Mapped[str] = mapped_column(default="")
    plain: Mapped[str] = mapped_column(default="")
    audience: Mapped[str] = mapped_column(default=PRIVATE)  # as it was chosen
    audience_term: Mapped[str] = mapped_column(default=PRIVATE)  # who may read it now
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)  # as far as all its readers may know
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # its owner can still take that back
    submission: Mapped[str | None] = mapped_column(unique=True)

    __table_args__ = (Index("ix_collection_changed", "changed_at", "id"),)


class CollectionItem(Base):
    """A thing in a collection. One of the columns that point at things is filled, `kinds` says which there are."""

    __tablename__ = "collection_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id", ondelete="CASCADE"))
    place: Mapped[int]  # from 1, in the order of the page
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    method_id: Mapped[int | None] = mapped_column(ForeignKey("method.id", ondelete="CASCADE"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    markdown: Mapped[str] = mapped_column(default="")  # what is said before the thing
    html: Mapped[str] = mapped_column(default="")
    plain: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # can still be put back

    __table_args__ = (
        Index("ix_collection_item_place", "collection_id", "place"),
        UniqueConstraint("collection_id", "thread_id", name="uq_collection_item_collection_id_thread_id"),
        UniqueConstraint("collection_id", "method_id", name="uq_collection_item_collection_id_method_id"),
        UniqueConstraint("collection_id", "document_id", name="uq_collection_item_collection_id_document_id"),
        UniqueConstraint("collection_id", "plan_id", name="uq_collection_item_collection_id_plan_id"),
    )


class CollectionFollower(Base):
    __tablename__ = "collection_follower"

    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True)
