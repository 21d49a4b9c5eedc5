"""What is told of a post in one row, however many did it: that it was found useful."""

from functools import cache

from sqlalchemy import Executable, bindparam, delete, exists, update
from sqlalchemy.orm import Session

from network.core import clock
from network.core.db import UtcDateTime, dialect_insert, execute
from network.features.accounts.models import Account
from network.features.notifications.delivery import COLUMNS, recipients
from network.features.notifications.models import Notification, NotificationKind, again
from network.features.thanks.models import Thanks
from network.features.threads.models import Post

_author = recipients(NotificationKind.THANKS, bindparam("now", type_=UtcDateTime)).where(Account.id == Post.author_id)


@cache
def _tell(dialect_name: str) -> Executable:
    """A row that is unread says it already; its time stays that of the first thanks that its reader has not seen."""
    row = dialect_insert(dialect_name, Notification).from_select(COLUMNS, _author)
    told: Executable = row.on_conflict_do_update(
        index_elements=["post_id", "account_id"],
        set_=again(row.excluded),
        where=Notification.read_at.is_not(None),
    )
    return told


_told = (Notification.post_id == bindparam("of_post_id"), Notification.kind == NotificationKind.THANKS)
_thanks = exists().where(Thanks.post_id == Notification.post_id).correlate(Notification)
_forget = delete(Notification).where(*_told, ~_thanks)
_nothing_new = (
    update(Notification)
    .where(*_told, Notification.read_at.is_(None), ~_thanks.where(Thanks.created_at >= Notification.created_at))
    .values(read_at=bindparam("at", type_=UtcDateTime))
)


def tell_of_thanks(session: Session, post_id: int) -> None:
    """Somebody found the post useful: its author is told in one row, which is new again when it had been read.

    The caller holds the thread.
    """
    wanted = {"post_id": post_id, "now": clock.now()}
    execute(session, _tell(session.get_bind().dialect.name), wanted)


def withdraw_thanks(session: Session, post_id: int) -> None:
    """Somebody took it back: nothing is told when nobody is left, and nothing is new when those left have been seen."""
    execute(session, _forget, {"of_post_id": post_id})
    execute(session, _nothing_new, {"of_post_id": post_id, "at": clock.now()})
