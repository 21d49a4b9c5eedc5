"""What happens to accounts. No function commits; mail leaves through the outbox."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor, OrganisationKind, Role
from network.core.errors import N_, Forbidden, Invalid, NotFound
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.text import clean_line
from network.core.tokens import fingerprint, new_nonce, new_session_token
from network.features.accounts import passwords
from network.features.accounts.models import (
    Account,
    AccountState,
    AccountToken,
    Invitation,
    SignInSession,
    TokenPurpose,
)
from network.features.accounts.queries import (
    account_by_email,
    actor_by_account,
    email_key,
    open_invitation,
    open_token,
)
from network.features.members.named import reindex_named
from network.features.municipalities.domains import refuse_foreign
from network.features.municipalities.models import Organisation

SESSION_LIFETIME = timedelta(days=14)
INVITATION_LIFETIME = timedelta(days=30)
TOKEN_LIFETIME = timedelta(hours=2)
MAX_NAME = 120
MAX_REASON = 300


def _required_line(text: str, field: str, message: str) -> str:
    line = clean_line(text)[:MAX_NAME]
    if not line:
        raise Invalid(message, field)
    return line


# Sessions


def start_session(session: Session, account_id: int) -> tuple[str, Actor]:
    """Open a session for an account; the token goes into the cookie and nowhere else."""
    now = clock.now()
    token = new_session_token()
    session.add(
        SignInSession(
            account_id=account_id,
            fingerprint=fingerprint(token),
            started_at=now,
            expires_at=now + SESSION_LIFETIME,
        )
    )
    return token, actor_by_account(session, account_id)


def authenticate(reader: Session, email: str, password: str) -> int:
    """The id of the account that these fit. Only reads: hashing takes long, and a writer would make others wait.

    Raises Invalid in the same words and time whether the address is unknown or the password wrong.
    """
    account = account_by_email(reader, email)
    fits = passwords.verify(account.password_hash if account else None, password)
    if not account or not fits:
        raise Invalid(N_("The address and the password do not fit together."), "password")
    _require_active(account)
    return account.id


def _require_active(account: Account) -> None:
    """Only somebody who has proved who they are comes this far."""
    if account.state != AccountState.ACTIVE:
        raise Invalid(N_("Your access has been closed. Write to the secretariat if you want to know more."))


def sign_in(session: Session, account_id: int, password: str, address: str) -> tuple[str, Actor]:
    """Open a session for somebody who has authenticated; a hash of an older make is renewed in passing.

    Raises Invalid when the access was closed in between.
    """
    account = _held_account(session, account_id)
    _require_active(account)
    if passwords.is_outdated(account.password_hash or ""):
        account.password_hash = passwords.hashed(password)
    token, actor = start_session(session, account_id)
    audit.note(session, actor, "sign-in", f"account:{account_id}", address)
    return token, actor


def _held_account(session: Session, account_id: int) -> Account:
    """The account as it is now, held until the transaction ends. Raises NotFound."""
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    if account is None:
        raise NotFound
    return account


def end_sessions(session: Session, account_id: int, *, token: str | None = None, but: int | None = None) -> None:
    """End the session with this token, or all of the account's (`but` spares one session id)."""
    ended = update(SignInSession).where(SignInSession.account_id == account_id, SignInSession.ended_at.is_(None))
    if token is not None:
        ended = ended.where(SignInSession.fingerprint == fingerprint(token))
    if but is not None:
        ended = ended.where(SignInSession.id != but)
    session.execute(ended.values(ended_at=clock.now()))


# Invitations


def invite(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    email: str,
    name: str = "",
    roles: frozenset[Role] = frozenset(),
) -> Invitation:
    """Invite somebody to an organisation; an open invitation to the same address is renewed. Raises Invalid."""
    require(Action.INVITE_COLLEAGUE, actor, organisation)
    refuse_foreign(session, actor, organisation, email)
    if account_by_email(session, email) is not None:
        raise Invalid(N_("%(email)s already has an account."), "email", email=email)
    key = email_key(email)
    _withdraw_open(session, organisation.id, key)
    invitation = send_invitation(
        session,
        actor,
        organisation.id,
        clean_line(email),
        name=clean_line(name)[:MAX_NAME],
        roles=" ".join(sorted(roles)),
    )
    audit.note(session, actor, "invite", f"organisation:{organisation.id}")
    return invitation


def send_invitation(
    session: Session,
    actor: Actor,
    organisation_id: int,
    email: str,
    *,
    name: str,
    roles: str = "",
    account_id: int | None = None,
) -> Invitation:
    """Write an invitation, with its mail; whoever calls has withdrawn what waits. `account_id`: of who has one."""
    now = clock.now()
    invitation = Invitation(
        organisation_id=organisation_id,
        email=email,
        email_key=email_key(email),
        name=name,
        roles=roles,
        invited_by_id=actor.id,
        account_id=account_id,
        nonce=new_nonce(),
        created_at=now,
        expires_at=now + INVITATION_LIFETIME,
    )
    session.add(invitation)
    session.flush()
    outbox.record(session, Queue.MAIL, "invitation.created", invitation.id)
    return invitation


def withdraw_invitation(session: Session, actor: Actor, organisation: Organisation, invitation_id: int) -> str:
    """The link in the mail does not work any more; returns the address. Raises NotFound, Forbidden."""
    require(Action.INVITE_COLLEAGUE, actor, organisation)
    invitation = session.get(Invitation, invitation_id, with_for_update=True, populate_existing=True)
    if invitation is None or invitation.organisation_id != organisation.id or invitation.accepted_at:
        raise NotFound
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = clock.now()
        audit.note(session, actor, "withdraw-invitation", f"organisation:{organisation.id}")
    return invitation.email


def _withdraw_open(session: Session, organisation_id: int, key: str) -> None:
    session.execute(
        update(Invitation)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.email_key == key,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=clock.now())
    )


def accept_invitation(
    session: Session, secret: str, token: str, name: str, title: str, password: str
) -> tuple[str, Actor]:
    """Make the account (or give an imported one its password) and sign in. Raises NotFound, Invalid."""
    invitation = open_invitation(session, secret, token)
    organisation = session.get_one(Organisation, invitation.organisation_id)
    name = _required_line(name, "name", N_("Write your name."))
    title = clean_line(title)[:MAX_NAME]
    passwords.checked(password, "password", organisation.name, name, invitation.email.partition("@")[0])
    now = clock.now()
    account = session.get(Account, invitation.account_id) if invitation.account_id else None
    if account is not None:
        _require_active(account)
    else:
        account = Account(organisation_id=organisation.id, created_at=now, roles=invitation.roles)
        account.email, account.email_key = invitation.email, invitation.email_key
        session.add(account)
    account.name, account.title = name, title
    account.password_hash = passwords.hashed(password)
    invitation.accepted_at = now
    try:
        session.flush()
    except IntegrityError as error:
        raise Invalid(N_("%(email)s already has an account."), "", email=invitation.email) from error
    outbox.record(session, Queue.INDEX, "member", account.id)
    session_token, actor = start_session(session, account.id)
    audit.note(session, actor, "accept-invitation", f"organisation:{organisation.id}")
    return session_token, actor


# Closing an access


def suspend(session: Session, actor: Actor, account_id: int, reason: str) -> None:
    """End every session of a member at once and let nobody sign in as them; what they wrote stays.

    Raises NotFound, Forbidden, Invalid.
    """
    require(Action.SUSPEND_MEMBER, actor)
    line = clean_line(reason)
    if not line:
        raise Invalid(N_("Write why the access is closed."), "reason")
    if len(line) > MAX_REASON:
        raise Invalid(N_("The reason can have at most %(limit)s characters."), "reason", limit=MAX_REASON)
    if account_id == actor.id:
        raise Forbidden(N_("You cannot close your own access."))
    account = _held_account(session, account_id)
    if account.state != AccountState.ACTIVE:
        return
    account.state = AccountState.SUSPENDED
    account.version += 1
    end_sessions(session, account_id)
    outbox.record(session, Queue.INDEX, "member", account_id)
    audit.note(session, actor, "suspend", f"account:{account_id}", reason=line)


def lift_suspension(session: Session, actor: Actor, account_id: int) -> None:
    """Let a member sign in again. Raises NotFound, Forbidden."""
    require(Action.SUSPEND_MEMBER, actor)
    account = _held_account(session, account_id)
    if account.state != AccountState.SUSPENDED:
        return
    account.state = AccountState.ACTIVE
    account.version += 1
    outbox.record(session, Queue.INDEX, "member", account_id)
    audit.note(session, actor, "lift-suspension", f"account:{account_id}")


# Roles


def appoint_moderator(session: Session, actor: Actor, account_id: int, *, moderator: bool) -> None:
    """Let a member moderate, or no longer. Counts from their next page on. Raises NotFound, Forbidden."""
    require(Action.APPOINT_MODERATOR, actor)
    _appoint(session, actor, account_id, Role.MODERATOR, has=moderator)


def appoint_editor(session: Session, actor: Actor, account_id: int, *, editor: bool) -> None:
    """Let a member publish and review methods, or no longer. Raises NotFound, Forbidden."""
    require(Action.APPOINT_EDITOR, actor)
    _appoint(session, actor, account_id, Role.EDITOR, has=editor)


def _appoint(session: Session, actor: Actor, account_id: int, role: Role, *, has: bool) -> None:
    account = _held_account(session, account_id)
    if account.state != AccountState.ACTIVE:
        raise Forbidden(N_("The access is closed. Open it again first."))
    if session.get_one(Organisation, account.organisation_id).kind == OrganisationKind.ADVISER:
        raise Forbidden(N_("An adviser can have no role in the network."))
    roles = set(account.roles.split())
    changed = roles | {role.value} if has else roles - {role.value}
    if changed == roles:
        return
    account.roles = " ".join(sorted(changed))
    account.version += 1
    audit.note(session, actor, f"appoint-{role}" if has else f"dismiss-{role}", f"account:{account_id}")


# Forgotten password


def request_reset(session: Session, email: str) -> None:
    """Ask for a reset mail. Whether the address is known is first looked up by the worker: here nothing can be told."""
    outbox.record(session, Queue.MAIL, "reset.requested", 0, email_key=email_key(email))


def new_token(session: Session, account_id: int, purpose: TokenPurpose, new_email: str = "") -> AccountToken:
    """A fresh token; earlier ones for the same purpose stop working."""
    now = clock.now()
    session.execute(
        update(AccountToken)
        .where(AccountToken.account_id == account_id, AccountToken.purpose == purpose, AccountToken.used_at.is_(None))
        .values(used_at=now)
    )
    token = AccountToken(
        account_id=account_id,
        purpose=purpose,
        new_email=new_email,
        nonce=new_nonce(),
        created_at=now,
        expires_at=now + TOKEN_LIFETIME,
    )
    session.add(token)
    session.flush()
    return token


def reset_password(session: Session, secret: str, token: str, password: str) -> tuple[str, Actor]:
    """Set a new password, end every session, and begin one. Raises NotFound, Invalid."""
    found = open_token(session, secret, TokenPurpose.RESET_PASSWORD, token)
    account = _held_account(session, found.account_id)
    _require_active(account)
    _set_password(session, account, password, "password")
    found.used_at = clock.now()
    end_sessions(session, account.id)
    session_token, actor = start_session(session, account.id)
    audit.note(session, actor, "reset-password", f"account:{account.id}")
    return session_token, actor


def _set_password(session: Session, account: Account, password: str, field: str) -> None:
    organisation = session.get_one(Organisation, account.organisation_id)
    passwords.checked(password, field, organisation.name, account.name, account.email.partition("@")[0])
    account.password_hash = passwords.hashed(password)
    account.version += 1
    outbox.record(session, Queue.MAIL, "password.changed", account.id)


# One's own account


def _own_account(session: Session, actor: Actor, password: str) -> Account:
    account = session.get_one(Account, actor.id)
    if not passwords.verify(account.password_hash, password):
        raise Invalid(N_("That is not your present password."), "current_password")
    return account


def change_password(session: Session, actor: Actor, current: str, new: str) -> None:
    """Ends every other session. Raises Invalid."""
    account = _own_account(session, actor, current)
    _set_password(session, account, new, "new_password")
    end_sessions(session, account.id, but=actor.session_id)
    audit.note(session, actor, "change-password", f"account:{account.id}")


def request_address_change(session: Session, actor: Actor, password: str, email: str) -> None:
    """Send a link to the new address; the old one stays until it is followed. Raises Invalid."""
    account = _own_account(session, actor, password)
    if email_key(email) == account.email_key:
        raise Invalid(N_("That is the address you have already."), "email")
    if account_by_email(session, email) is not None:
        raise Invalid(N_("%(email)s already has an account."), "email", email=email)
    token = new_token(session, account.id, TokenPurpose.CHANGE_ADDRESS, clean_line(email))
    outbox.record(session, Queue.MAIL, "address.requested", token.id)


def confirm_address(session: Session, secret: str, token: str) -> str:
    """Take the new address into use and tell the old one. Returns the new address. Raises NotFound, Invalid."""
    found = open_token(session, secret, TokenPurpose.CHANGE_ADDRESS, token)
    account = session.get_one(Account, found.account_id)
    old = account.email
    account.email, account.email_key = found.new_email, email_key(found.new_email)
    account.version += 1
    found.used_at = clock.now()
    try:
        session.flush()
    except IntegrityError as error:
        raise Invalid(N_("%(email)s already has an account."), "", email=found.new_email) from error
    outbox.record(session, Queue.MAIL, "address.changed", account.id, old=old)
    audit.note(session, actor_by_account(session, account.id), "change-address", f"account:{account.id}")
    return account.email


def choose_language(session: Session, actor: Actor, language: str) -> None:
    """Pages and mails come in this language from now on."""
    session.get_one(Account, actor.id).language = language


def edit_profile(session: Session, actor: Actor, name: str, title: str, language: str) -> None:
    """Change what others see of oneself. Raises Invalid."""
    account = session.get_one(Account, actor.id)
    line = _required_line(name, "name", N_("Write your name."))
    if line != account.name:
        reindex_named(session, account.id)
    account.name = line
    account.title = clean_line(title)[:MAX_NAME]
    account.language = language
    account.version += 1
    outbox.record(session, Queue.INDEX, "member", account.id)
