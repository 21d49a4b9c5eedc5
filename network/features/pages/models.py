"""The pages about the network that the secretariat has rewritten, and what they said before."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class SitePage(Base):
    """Its text; a page without a row says what it said when the network was made."""

    __tablename__ = "site_page"

    name: Mapped[str] = mapped_column(primary_key=True)
    markdown: Mapped[str]
    html: Mapped[str]
    number: Mapped[int]  # of its newest version
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SitePageVersion(Base):
    __tablename__ = "site_page_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    number: Mapped[int]
    markdown: Mapped[str]
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    submission: Mapped[str | None] = mapped_column(unique=True)  # the form's own number: sent twice is one version

    __table_args__ = (UniqueConstraint("name", "number", name="uq_site_page_version_name_number"),)
