"""The audit log: who did what, on what, when and from where. Rows are only ever added; a trigger refuses the rest."""

from datetime import datetime

from sqlalchemy.orm import Mapped, Session, mapped_column

from network.core import clock
from network.core.access import Actor
from network.core.db import Base, UtcDateTime


class AuditEntry(Base):
    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None]  # no foreign key: an entry outlives the account
    act: Mapped[str]  # "sign-in", "invite", …
    subject: Mapped[str] = mapped_column(default="")  # "organisation:12"
    address: Mapped[str] = mapped_column(default="")  # the network address it came from
    reason: Mapped[str | None]  # in the words of whoever did it


def note(
    session: Session, actor: Actor, act: str, subject: str = "", address: str = "", reason: str | None = None
) -> None:
    """Write one entry in the current transaction. Never put a secret in `subject`."""
    entry = AuditEntry(at=clock.now(), account_id=actor.id, act=act, subject=subject, address=address, reason=reason)
    session.add(entry)
