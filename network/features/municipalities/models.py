"""Organisations: municipalities, partners and the secretariat itself."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from network.core.access import OrganisationKind
from network.core.db import Base, UtcDateTime


class Participation(StrEnum):
    NONE = "none"
    ASSOCIATED = "associated"
    PARTICIPANT = "participant"


class Organisation(Base):
    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default=OrganisationKind.MUNICIPALITY)
    code: Mapped[str | None] = mapped_column(unique=True)  # kommunekode, four digits, text: the zero in front counts
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]  # "Lolland"
    full_name: Mapped[str]  # "Lolland Kommune"
    aliases: Mapped[str] = mapped_column(default="")  # other spellings, separated by |
    region: Mapped[str] = mapped_column(default="")
    group: Mapped[str] = mapped_column("municipality_group", default="")  # Statistics Denmark's five groups
    participation: Mapped[str] = mapped_column(default=Participation.NONE)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_organisation_participation", "participation", "kind"),)


class MailDomain(Base):
    """A domain that addresses of the municipality's members end in."""

    __tablename__ = "mail_domain"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    domain: Mapped[str] = mapped_column(primary_key=True)
