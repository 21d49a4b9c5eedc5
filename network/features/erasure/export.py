"""Everything that is kept about a member, for themselves: each row that names their account, and what they did.

What proves who somebody is – passwords, sessions, links in mails, keys – is left out.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, or_, select
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.audit import AuditEntry
from network.core.db import Base
from network.features.accounts.models import Account

SECRET = {"password_hash", "fingerprint", "nonce", "submission", "email_key"}


def own_data(session: Session, actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """Rows by table."""
    account: Table = Account.__table__  # type: ignore[assignment]
    found = {"account": _rows(session, account, account.c.id == actor.id)}
    for table in Base.metadata.sorted_tables:
        naming = [key.parent == actor.id for key in table.foreign_keys if key.target_fullname == "account.id"]
        if naming and (rows := _rows(session, table, or_(*naming))):
            found[table.name] = rows
    entries: Table = AuditEntry.__table__  # type: ignore[assignment]
    found["audit_entry"] = _rows(session, entries, entries.c.account_id == actor.id)
    return found


def _rows(session: Session, table: Table, condition: Any) -> list[dict[str, Any]]:
    columns = [column for column in table.columns if column.name not in SECRET]
    rows = session.execute(select(*columns).where(condition).order_by(*table.primary_key.columns))
    return [{name: _plain(value) for name, value in row.items()} for row in rows.mappings()]


def _plain(value: Any) -> Any:
    """As JSON can say it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return None if isinstance(value, bytes) else value
