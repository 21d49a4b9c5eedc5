"""Having an account erased, by oneself or by the secretariat. No function commits."""

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from network.core import audit, clock
from network.core.access import Actor, Role
from network.core.audit import AuditEntry
from network.core.errors import N_, Forbidden, Invalid, NotFound
from network.core.policy import Action, require
from network.features.accounts import passwords
from network.features.accounts.models import Account, AccountState
from network.features.erasure.erasing import erase_account

ADDRESSES_KEPT = timedelta(days=365)  # network addresses in the audit log


def erase_own(session: Session, actor: Actor, password: str) -> None:
    """Raises SignInRequired, Forbidden, Invalid."""
    account = _held(session, actor.id or 0)
    if not passwords.verify(account.password_hash, password):
        raise Invalid(N_("That is not your present password."), "current_password")
    _erase(session, actor, account)


def erase(session: Session, actor: Actor, account_id: int) -> None:
    """Raises SignInRequired, Forbidden, NotFound."""
    require(Action.ERASE_MEMBER, actor)
    _erase(session, actor, _held(session, account_id))


def _held(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    if account is None or account.state == AccountState.ERASED:
        raise NotFound
    return account


def _erase(session: Session, actor: Actor, account: Account) -> None:
    if Role.SECRETARIAT.value in account.roles.split() and not _has_other_secretariat(session, account.id):
        raise Forbidden(N_("Nobody else has access for the secretariat. Invite somebody first."))
    erase_account(session, account)
    audit.note(session, actor, "erase", f"account:{account.id}")


def _has_other_secretariat(session: Session, account_id: int) -> bool:
    others = select(func.count(Account.id)).where(
        Account.roles.contains(Role.SECRETARIAT.value),
        Account.state == AccountState.ACTIVE,
        Account.password_hash.is_not(None),
        Account.id != account_id,
    )
    return bool(session.scalar(others))


def forget_addresses(session: Session) -> None:
    """Network addresses leave the audit log after a year; who did what stays."""
    old = (AuditEntry.address != "", AuditEntry.at < clock.now() - ADDRESSES_KEPT)
    session.execute(update(AuditEntry).where(*old).values(address="").execution_options(synchronize_session=False))
