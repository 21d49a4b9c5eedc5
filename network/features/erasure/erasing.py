"""Taking a person out of the database. What they have written for others stays, by “Tidligere medlem”. Nothing commits.

Whatever belongs to an account alone – a row that its table would delete along with the account – is deleted. What
others have been given stays, and so does the account's row, without name, address or password.
"""

from collections.abc import Iterator

from sqlalchemy import Column, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from network.core import clock
from network.core.audit import AuditEntry
from network.core.db import Base
from network.core.outbox import OutboxRow, Queue
from network.features.accounts.models import Account, AccountState, Invitation
from network.features.collections.models import PRIVATE, Collection
from network.features.events.models import EventSeat
from network.features.events.seats import move_up
from network.features.joining.models import JoinRequest
from network.features.members.named import reindex_named
from network.features.methods.models import Method, MethodKeeper, MethodState
from network.features.publishing.models import Article, Event
from network.features.thanks.models import Thanks

NAME = "Tidligere medlem"
KEPT = {Thanks.__tablename__}  # a number that others read; by whom is no longer told
ACCOUNT_MAILS = ("address.requested", "address.changed", "password.changed")  # their rows may hold an address


def erase_account(session: Session, account: Account) -> None:
    """Once more changes nothing. Its caller holds the account."""
    if account.state == AccountState.ERASED:
        return
    account_id, key = account.id, account.email_key
    upcoming = _seats_to_come(session, account_id)
    reindex_named(session, account_id)
    _delete_drafts(session, account_id)
    for column in own_columns():
        session.execute(delete(column.table).where(column == account_id))
    for article_id in upcoming:
        move_up(session, article_id)
    _forget_address(session, account_id, key)
    account.name, account.title, account.roles, account.language = NAME, "", "", "da"
    account.email = account.email_key = f"slettet-{account_id}@invalid"
    account.password_hash, account.reply_mail_stopped_at = None, None
    account.state = AccountState.ERASED
    account.version += 1
    session.flush()


def own_columns() -> Iterator[Column[int]]:
    """Of every table whose rows go when an account goes: the column that names it."""
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            is_own = key.target_fullname == "account.id" and key.ondelete == "CASCADE"
            if is_own and table.name not in KEPT:
                yield key.parent


def _seats_to_come(session: Session, account_id: int) -> list[int]:
    """Events that have a seat more from now on; they are held, so that nobody else gives it away."""
    seats = select(EventSeat.article_id).join(Event, Event.article_id == EventSeat.article_id)
    to_come = seats.where(EventSeat.account_id == account_id, EventSeat.is_waiting.is_(False))
    ids = session.scalars(to_come.where(Event.starts_at > clock.now())).all()
    return list(session.scalars(select(Article.id).where(Article.id.in_(ids)).order_by(Article.id).with_for_update()))


def _delete_drafts(session: Session, account_id: int) -> None:
    """What nobody else could ever read: methods that were only begun, and collections for oneself."""
    by_others = exists().where(MethodKeeper.method_id == Method.id, MethodKeeper.account_id != account_id)
    begun = and_(Method.owner_id == account_id, Method.state == MethodState.DRAFT.value, ~by_others)
    session.execute(delete(Method).where(begun).execution_options(synchronize_session=False))
    private = and_(Collection.owner_id == account_id, Collection.audience == PRIVATE)
    session.execute(delete(Collection).where(private).execution_options(synchronize_session=False))


def _forget_address(session: Session, account_id: int, key: str) -> None:
    """Where the name, the mail address or the network address stands beside the account."""
    nobody = {"email": "", "email_key": "", "name": ""}
    closed = (
        Invitation.accepted_at.is_not(None),
        Invitation.withdrawn_at.is_not(None),
        Invitation.expires_at < clock.now(),
    )
    invited = or_(Invitation.account_id == account_id, and_(Invitation.email_key == key, or_(*closed)))
    session.execute(update(Invitation).where(invited).values(**nobody))
    asked = JoinRequest.email.ilike(key.replace("\\", "\\\\").replace("_", r"\_").replace("%", r"\%"), escape="\\")
    answered = (asked, JoinRequest.answered_at.is_not(None))  # one that waits is somebody's who wants to come back
    session.execute(update(JoinRequest).where(*answered).values(name="", title="", email=""))
    mails = and_(OutboxRow.queue == Queue.MAIL, OutboxRow.event.in_(ACCOUNT_MAILS))
    session.execute(delete(OutboxRow).where(mails, OutboxRow.subject_id == account_id))
    theirs = or_(AuditEntry.account_id == account_id, AuditEntry.subject == f"account:{account_id}")
    session.execute(update(AuditEntry).where(theirs).values(address="", reason=None))
