"""Mails about accounts. Each is made by the worker from what the database says then, in the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from network.core.access import OrganisationKind, Role
from network.core.errors import N_
from network.core.outbox import OutboxRow
from network.core.tokens import token_for
from network.features.accounts.models import Account, AccountToken, Invitation, TokenPurpose
from network.features.accounts.queries import INVITATION_PURPOSE, account_by_email
from network.features.accounts.service import new_token
from network.features.advisers.opened import invited_last_by
from network.features.municipalities.models import Organisation


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail before it is put into words: `subject` is a gettext id, `template` a file in templates/mail."""

    to: str
    language: str
    subject: str
    template: str
    values: dict[str, Any]  # also those that the subject has places for
    key: str = ""  # the same for every mail about the same thing to the same account; empty: that of the outbox row
    conversation: str = ""  # the key of what the mail answers
    unsubscribe_path: str = ""


Builder = Callable[[Session, OutboxRow, str], Draft | None]


def invitation(session: Session, row: OutboxRow, secret: str) -> Draft | None:
    found = session.get(Invitation, row.subject_id)
    if found is None or found.accepted_at or found.withdrawn_at:
        return None
    organisation = session.get_one(Organisation, found.organisation_id)
    inviter = session.get(Account, found.invited_by_id) if found.invited_by_id else None
    adviser_for = None
    if organisation.kind == OrganisationKind.ADVISER and found.account_id is not None:
        adviser_for = invited_last_by(session, found.account_id)
        if adviser_for is None:
            return None  # closed before the mail was sent
    values = {
        "name": found.name,
        "organisation": organisation.full_name,
        "inviter": inviter.name if inviter else "",
        "adviser_for": adviser_for,
        "as_coordinator": Role.COORDINATOR in found.roles.split(),
        "token": token_for(secret, INVITATION_PURPOSE, found.id, found.nonce),
        "expires_at": found.expires_at,
    }
    return Draft(found.email, "da", N_("Invitation to På forkant"), "invitation", values)


def reset(session: Session, row: OutboxRow, secret: str) -> Draft | None:
    account = account_by_email(session, row.payload["email_key"])
    if account is None or account.password_hash is None:
        return None
    token = new_token(session, account.id, TokenPurpose.RESET_PASSWORD)
    values = {
        "name": account.name,
        "token": token_for(secret, TokenPurpose.RESET_PASSWORD, token.id, token.nonce),
    }
    return Draft(account.email, account.language, N_("Choose a new password"), "reset", values)


def address_requested(session: Session, row: OutboxRow, secret: str) -> Draft | None:
    token = session.get(AccountToken, row.subject_id)
    if token is None or token.used_at:
        return None
    account = session.get_one(Account, token.account_id)
    values = {
        "name": account.name,
        "token": token_for(secret, TokenPurpose.CHANGE_ADDRESS, token.id, token.nonce),
    }
    return Draft(token.new_email, account.language, N_("Confirm your new address"), "address_requested", values)


def address_changed(session: Session, row: OutboxRow, _secret: str) -> Draft | None:
    account = session.get_one(Account, row.subject_id)
    values = {"name": account.name, "email": account.email}
    return Draft(row.payload["old"], account.language, N_("Your address has been changed"), "address_changed", values)


def password_changed(session: Session, row: OutboxRow, _secret: str) -> Draft | None:
    account = session.get_one(Account, row.subject_id)
    values = {"name": account.name}
    return Draft(account.email, account.language, N_("Your password has been changed"), "password_changed", values)


MAILS: dict[str, Builder] = {
    "invitation.created": invitation,
    "reset.requested": reset,
    "address.requested": address_requested,
    "address.changed": address_changed,
    "password.changed": password_changed,
}
