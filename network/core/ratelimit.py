"""How often something may be tried. Counted in the database, so that limits hold across processes and restarts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Index, bindparam, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from network.core import clock
from network.core.db import Base, UtcDateTime, execute
from network.core.errors import N_, TooMany


class RateEvent(Base):
    """One counted attempt, or several that were counted together."""

    __tablename__ = "rate_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[str]  # "sign-in:address:10.0.0.1"
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    times: Mapped[int] = mapped_column(default=1, server_default="1")

    __table_args__ = (Index("ix_rate_event_bucket_at", "bucket", "at"),)


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    times: int
    window: timedelta

    def bucket(self, who: object) -> str:
        return f"{self.name}:{who}"


SIGN_IN_BY_ADDRESS = Limit("sign-in:address", 30, timedelta(minutes=15))
SIGN_IN_BY_ACCOUNT = Limit("sign-in:account", 10, timedelta(minutes=15))
RESET_BY_ADDRESS = Limit("reset:address", 10, timedelta(hours=1))
RESET_BY_ACCOUNT = Limit("reset:account", 3, timedelta(hours=1))
INVITE_BY_ACCOUNT = Limit("invite:account", 60, timedelta(hours=1))
JOIN_BY_ADDRESS = Limit("join:address", 5, timedelta(hours=1))
JOIN_BY_EMAIL = Limit("join:email", 3, timedelta(days=1))
UPLOAD_BY_ACCOUNT = Limit("upload:account", 120, timedelta(hours=1))
REPORT_BY_ACCOUNT = Limit("report:account", 30, timedelta(hours=1))
THANK_BY_ACCOUNT = Limit("thank:account", 300, timedelta(hours=1))
POST_BY_ACCOUNT = Limit("post:account", 60, timedelta(hours=1))
PREVIEW_BY_ACCOUNT = Limit("preview:account", 300, timedelta(hours=1))
EXPORT_BY_ACCOUNT = Limit("export:account", 30, timedelta(hours=1))
MENTION_BY_ACCOUNT = Limit("mention:account", 600, timedelta(hours=1))
DRAFT_BY_ACCOUNT = Limit("draft:account", 1500, timedelta(hours=1))  # at most one each two seconds of typing


_counted = select(func.coalesce(func.sum(RateEvent.times), 0), func.min(RateEvent.at)).where(
    RateEvent.bucket == bindparam("bucket"), RateEvent.at > bindparam("since")
)
_insert = insert(RateEvent)


def check(session: Session, limit: Limit, who: object) -> None:
    """Raise TooMany when `who` has used the limit up."""
    wanted = {"bucket": limit.bucket(who), "since": clock.now() - limit.window}
    used, first = execute(session, _counted, wanted).one()
    if used >= limit.times:
        wait = (first + limit.window - clock.now()).total_seconds()
        raise TooMany(N_("That is a lot in a short time. Try again in %(minutes)s minutes."), max(1, int(wait)))


def count(session: Session, limit: Limit, who: object, times: int = 1) -> None:
    """Count one attempt, or several."""
    execute(session, _insert, {"bucket": limit.bucket(who), "at": clock.now(), "times": times})


def give_back(session: Session, limit: Limit, who: object) -> None:
    """Take back the newest attempt that was counted: it was none of those that the limit is for."""
    newest = select(func.max(RateEvent.id)).where(RateEvent.bucket == limit.bucket(who)).scalar_subquery()
    session.execute(delete(RateEvent).where(RateEvent.id == newest).execution_options(synchronize_session=False))


def purge(session: Session) -> None:
    """Forget attempts that no limit looks at any more."""
    session.execute(delete(RateEvent).where(RateEvent.at < clock.now() - timedelta(days=1)))
