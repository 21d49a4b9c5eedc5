"""Accounts are personal; each belongs to one organisation; nobody shares a login."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from network.core.db import Base, UtcDateTime


class AccountState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ERASED = "erased"  # the row stays, without anything of the person


class Account(Base):
    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    email: Mapped[str]  # as typed
    email_key: Mapped[str] = mapped_column(unique=True)  # case-folded, to look up by
    password_hash: Mapped[str | None]  # None: has not accepted an invitation yet
    roles: Mapped[str] = mapped_column(default="")  # separated by spaces
    state: Mapped[str] = mapped_column(default=AccountState.ACTIVE)
    language: Mapped[str] = mapped_column(default="da")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    reply_mail_stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: replies come by mail too


class SignInSession(Base):
    """A server-side session: signing out ends it whatever cookies were copied before."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)  # SHA-256 of the cookie's token
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Invitation(Base):
    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(default="")
    roles: Mapped[str] = mapped_column(default="")
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id")
    )  # an imported account that has no password yet
    nonce: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TokenPurpose(StrEnum):
    RESET_PASSWORD = "reset-password"  # noqa: S105 -- the name of a purpose
    CHANGE_ADDRESS = "change-address"


class AccountToken(Base):
    """A link in a mail that proves its reader owns the address; used once, short-lived."""

    __tablename__ = "account_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str]
    new_email: Mapped[str] = mapped_column(default="")
    nonce: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
