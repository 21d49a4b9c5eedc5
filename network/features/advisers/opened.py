"""What is open to whom: the pieces that other features ask with. They read no content."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, select

from network.core.access import Invitable
from network.core.db import AnySelect, Source, execute
from network.features.advisers.models import COLUMNS, AdviserAccess, is_open
from network.features.municipalities.models import Organisation

_of_account: AnySelect = select(*COLUMNS.values()).where(AdviserAccess.account_id == bindparam("account_id"), is_open())


def opened_keys(source: Source, account_id: int) -> frozenset[str]:
    """The keys of all that an adviser may read beside what is public."""
    rows = execute(source, _of_account, {"account_id": account_id})
    return frozenset(kind.key(number) for row in rows for kind, number in zip(COLUMNS, row, strict=True) if number)


def opened_to(account_id: Any, model: Any) -> ColumnElement[bool]:
    """For `readable_by_member`: whether the thing is open to the account."""
    column = COLUMNS[model.invitable]
    return exists().where(AdviserAccess.account_id == account_id, column == model.id, is_open())


def has_advisers(kind: Invitable, thing_id: Any) -> ColumnElement[bool]:
    """Whether the thing is open to anybody."""
    return exists().where(COLUMNS[kind] == thing_id, is_open())


def reads_anything(source: Source, account_id: int) -> bool:
    """Whether anything is open to the adviser."""
    return bool(opened_keys(source, account_id))


_newest: AnySelect = (
    select(Organisation.full_name)
    .join(AdviserAccess, AdviserAccess.organisation_id == Organisation.id)
    .where(AdviserAccess.account_id == bindparam("account_id"), is_open())
    .order_by(AdviserAccess.created_at.desc(), AdviserAccess.id.desc())
    .limit(1)
)


def invited_last_by(source: Source, account_id: int) -> str | None:
    """The municipality that has opened something to the adviser last; None when nothing is open."""
    row = execute(source, _newest, {"account_id": account_id}).first()
    return str(row[0]) if row else None
