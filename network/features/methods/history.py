"""What a method said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor
from network.core.db import AnySelect, execute
from network.core.errors import NotFound
from network.core.worddiff import Piece, history_diff
from network.features.accounts.models import Account
from network.features.methods.fields import TEXTS
from network.features.methods.models import MethodVersion
from network.features.methods.queries import MethodView, method_view
from network.features.municipalities.models import Organisation

VERSIONS_A_PAGE = 10
COMPARED = ("title", "summary", *TEXTS)
CHOSEN = ("kind", "cost_band", "licence", "audience", "topics", "keywords", "documents")


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version, and what it changed in the one before."""

    number: int
    author_name: str  # empty when the account has been erased
    organisation_name: str
    at: datetime
    changes: tuple[FieldChange, ...]
    chosen: tuple[str, ...]  # names of the choices that are others than before


@dataclass(frozen=True, slots=True)
class History:
    method: MethodView
    versions: tuple[Version, ...]  # newest first
    older_than: int | None  # a version; None when all are shown


_versions: AnySelect = (
    select(MethodVersion.number, MethodVersion.fields, Account.name, Organisation.full_name, MethodVersion.at)
    .outerjoin(Account, Account.id == MethodVersion.edited_by_id)
    .outerjoin(Organisation, Organisation.id == Account.organisation_id)
    .where(
        MethodVersion.method_id == bindparam("method_id"),
        MethodVersion.number < bindparam("before", type_=Integer),
        MethodVersion.number >= bindparam("first", type_=Integer),
    )
    .order_by(MethodVersion.number.desc())
    .limit(VERSIONS_A_PAGE + 1)
)


def history(session: Session, actor: Actor, method_id: int, before: int) -> History:
    """Versions older than number `before`; what was written for fewer than now its keepers read alone.

    Raises NotFound.
    """
    method = method_view(session, actor, method_id)
    first = 1 if actor.id in method.keeper_ids else method.open_from
    rows = list(execute(session, _versions, {"method_id": method.id, "before": before, "first": first}))
    shown = rows[:VERSIONS_A_PAGE]
    earlier = [*rows[1:], None][: len(shown)]
    versions = tuple(_version(row, older) for row, older in zip(shown, earlier, strict=True))
    return History(method, versions, shown[-1].number if len(rows) > VERSIONS_A_PAGE else None)


def _version(row: Sequence[Any], older: Sequence[Any] | None) -> Version:
    number, fields, name, organisation, at = row
    before: Mapping[str, Any] = older[1] if older else {}
    changes = tuple(
        FieldChange(field, history_diff(before.get(field, ""), fields.get(field, "")))
        for field in COMPARED
        if before.get(field, "") != fields.get(field, "")
    )
    chosen = tuple(field for field in CHOSEN if older and before.get(field) != fields.get(field))
    return Version(number, name or "", organisation or "", at, changes, chosen)


_fields: AnySelect = select(MethodVersion.fields).where(
    MethodVersion.method_id == bindparam("method_id"), MethodVersion.number == bindparam("number", type_=Integer)
)


def fields_of(session: Session, method: MethodView, number: int) -> dict[str, Any]:
    """What a version of a method that the actor keeps says. Raises NotFound."""
    found: dict[str, Any] | None = execute(session, _fields, {"method_id": method.id, "number": number}).scalar()
    if found is None:
        raise NotFound
    return found
