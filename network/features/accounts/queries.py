"""Reading accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from network.core import clock
from network.core.access import UNREAD_LIMIT, Actor, Invitable, OrganisationKind, Role
from network.core.addresses import MUNICIPALITIES_URL, member_url, organisation_url
from network.core.db import AnySelect, Source, at_most, execute
from network.core.errors import N_, NotFound
from network.core.tokens import fingerprint, matches, row_id_of
from network.features.accounts.models import (
    Account,
    AccountState,
    AccountToken,
    Invitation,
    SignInSession,
    TokenPurpose,
)
from network.features.advisers.opened import opened_keys
from network.features.municipalities.models import Organisation
from network.features.notices.models import Notice
from network.features.notifications.models import Notification

INVITATION_PURPOSE = "invitation"


@dataclass(frozen=True, slots=True)
class AccountPage:
    id: int
    name: str
    title: str
    email: str
    organisation_name: str
    organisation_slug: str
    organisation_kind: str
    language: str
    gets_reply_mail: bool
    session_count: int

    @property
    def url(self) -> str:
        return member_url(self.id, self.name)

    @property
    def organisation_url(self) -> str | None:
        return organisation_url(self.organisation_kind, self.organisation_slug)


@dataclass(frozen=True, slots=True)
class InvitationPage:
    id: int
    email: str
    name: str
    organisation_name: str
    full_name: str
    expires_at: datetime


# Of all accounts: advisers stand in no list of members, and nobody is given anything to look after who is none
is_members: ColumnElement[bool] = Account.organisation_id.not_in(
    select(Organisation.id).where(Organisation.kind == OrganisationKind.ADVISER.value)
)


def roles_of(text: str) -> frozenset[Role]:
    return frozenset(Role(name) for name in text.split())


def email_key(email: str) -> str:
    """What an address is looked up by."""
    return email.strip().casefold()


actor_columns: AnySelect = select(
    Account.id,
    Account.organisation_id,
    Organisation.kind,
    Organisation.full_name,
    Account.name,
    Account.roles,
    Account.language,
    Account.version,
).join(Organisation, Organisation.id == Account.organisation_id)


_unread_in_threads: AnySelect = select(func.count(Notification.id)).where(
    Notification.account_id == bindparam("account_id"),
    Notification.read_at.is_(None),
    Notification.thread_id.in_(bindparam("thread_ids", expanding=True)),
)


def _unread_in(source: Source, account_id: int, invited: frozenset[str]) -> int:
    wanted = {"account_id": account_id, "thread_ids": Invitable.THREAD.ids_among(invited)}
    return min(UNREAD_LIMIT, int(execute(source, _unread_in_threads, wanted).scalar_one()))


def actor_of(source: Source, row: tuple[Any, ...], session_id: int | None = None, unread_count: int = 0) -> Actor:
    """A row of `actor_columns`. What has been opened to an adviser is asked for; a member costs no second question.

    An adviser is told how much is new in what is open to them now, whatever else they were told of before.
    """
    account_id, organisation_id, kind, organisation_name, name, roles, language, version = row
    invited: frozenset[str] = frozenset()
    if kind == OrganisationKind.ADVISER:
        invited = opened_keys(source, account_id)
        unread_count = _unread_in(source, account_id, invited) if unread_count else 0
    return Actor(
        id=account_id,
        organisation_id=organisation_id,
        organisation_kind=OrganisationKind(kind),
        invited=invited,
        organisation_name=organisation_name,
        name=name,
        roles=roles_of(roles),
        language=language,
        version=version,
        unread_count=unread_count,
        session_id=session_id,
    )


_unread_rows: AnySelect = select(Notification.id).where(
    Notification.account_id == Account.id, Notification.read_at.is_(None)
)
_unread = at_most(_unread_rows, UNREAD_LIMIT).correlate(Account).subquery()  # no more are counted than the header says
_unread_notices = (
    select(func.count())
    .where(Notice.account_id == Account.id, Notice.read_at.is_(None))
    .correlate(Account)
    .scalar_subquery()
)
_unread_count = select(func.count()).select_from(_unread).scalar_subquery() + _unread_notices

_actor_of_session: AnySelect = (
    actor_columns.add_columns(SignInSession.id, _unread_count)
    .join(SignInSession, SignInSession.account_id == Account.id)
    .where(
        SignInSession.fingerprint == bindparam("fingerprint"),
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > bindparam("now"),
        Account.state == AccountState.ACTIVE,
    )
)


def actor_by_session(source: Source, token: str) -> Actor | None:
    """The actor whose live session holds this token, in one SELECT; an adviser in two."""
    found = execute(source, _actor_of_session, {"fingerprint": fingerprint(token), "now": clock.now()}).first()
    return actor_of(source, tuple(found[:-2]), *found[-2:]) if found else None


def actor_by_account(session: Session, account_id: int) -> Actor:
    """The actor of an account, for imports, mails and the command line. Raises NotFound."""
    found = session.execute(actor_columns.where(Account.id == account_id)).first()
    if found is None:
        raise NotFound
    return actor_of(session, tuple(found))


@dataclass(frozen=True, slots=True)
class MemberCard:
    """A member whose access is closed or opened."""

    id: int
    name: str
    organisation_name: str
    organisation_slug: str
    organisation_kind: str

    @property
    def has_colleagues(self) -> bool:
        """Whether there is somebody who may take over: municipalities hand over."""
        return self.organisation_kind == OrganisationKind.MUNICIPALITY

    @property
    def organisation_url(self) -> str:
        """The page that lists the member; the secretariat has none."""
        return organisation_url(self.organisation_kind, self.organisation_slug) or MUNICIPALITIES_URL


def member_card(session: Session, account_id: int) -> MemberCard:
    """Raises NotFound, also for an account that has been erased."""
    columns = (Account.id, Account.name, Organisation.full_name, Organisation.slug, Organisation.kind)
    joined = select(*columns).join(Organisation, Organisation.id == Account.organisation_id)
    row = session.execute(joined.where(Account.id == account_id, Account.state != AccountState.ERASED)).first()
    if row is None:
        raise NotFound
    return MemberCard(*row)


def account_page(session: Session, actor: Actor) -> AccountPage:
    """A member's own page. Raises NotFound for someone who is not signed in."""
    row = session.execute(
        select(
            Account.id,
            Account.name,
            Account.title,
            Account.email,
            Organisation.full_name,
            Organisation.slug,
            Organisation.kind,
            Account.language,
            Account.reply_mail_stopped_at.is_(None),
        )
        .join(Organisation, Organisation.id == Account.organisation_id)
        .where(Account.id == actor.id)
    ).first()
    if row is None:
        raise NotFound
    live = select(SignInSession.id).where(
        SignInSession.account_id == actor.id,
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > clock.now(),
    )
    return AccountPage(*row, session_count=len(session.scalars(live).all()))


def open_invitation(session: Session, secret: str, token: str) -> Invitation:
    """The invitation that a link in a mail names. Raises NotFound with the reason in words."""
    row_id = row_id_of(token)
    invitation = session.get(Invitation, row_id) if row_id else None
    if not invitation or not matches(token, secret, INVITATION_PURPOSE, invitation.id, invitation.nonce):
        raise NotFound(N_("The link is not whole. Copy all of it from the mail."))
    if invitation.accepted_at:
        raise NotFound(N_("The invitation has been used. Sign in with your address and password."))
    if invitation.withdrawn_at or invitation.expires_at < clock.now():
        raise NotFound(N_("The invitation has run out. Ask your coordinator for a new one."))
    return invitation


def invitation_page(session: Session, secret: str, token: str) -> InvitationPage:
    """What the invited person sees. Raises NotFound."""
    invitation = open_invitation(session, secret, token)
    organisation = session.get_one(Organisation, invitation.organisation_id)
    return InvitationPage(
        invitation.id,
        invitation.email,
        invitation.name,
        organisation.name,
        organisation.full_name,
        invitation.expires_at,
    )


def open_token(session: Session, secret: str, purpose: TokenPurpose, token: str) -> AccountToken:
    """The live reset or address token behind a link. Raises NotFound with the reason in words."""
    row_id = row_id_of(token)
    found = session.get(AccountToken, row_id) if row_id else None
    if not found or found.purpose != purpose or not matches(token, secret, purpose, found.id, found.nonce):
        raise NotFound(N_("The link is not whole. Copy all of it from the mail."))
    if found.used_at or found.expires_at < clock.now():
        raise NotFound(N_("The link has been used or has run out. Ask for a new one."))
    return found


def account_by_email(session: Session, email: str) -> Account | None:
    return session.scalars(select(Account).where(Account.email_key == email_key(email))).first()


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    id: int
    email: str
    name: str
    created_at: datetime
    expires_at: datetime


def open_invitations(source: Source, organisation_id: int) -> tuple[OpenInvitation, ...]:
    """Invitations that wait for an answer, newest first."""
    rows = source.execute(
        select(Invitation.id, Invitation.email, Invitation.name, Invitation.created_at, Invitation.expires_at)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
        .order_by(Invitation.created_at.desc())
    )
    return tuple(OpenInvitation(*row) for row in rows)
