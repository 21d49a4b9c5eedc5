"""The versions of what has several fields – methods, plans, what is published – and what each changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute

from network.core.db import AnySelect
from network.core.worddiff import Piece, history_diff
from network.features.accounts.models import Account
from network.features.municipalities.models import Organisation

VERSIONS_A_PAGE = 10


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
    chosen: tuple[str, ...]  # names of what is told by choosing, and is another than before


@dataclass(frozen=True, slots=True)
class VersionPage:
    versions: tuple[Version, ...]  # newest first
    older_than: int | None  # a version; None when all are shown


def versions_of(model: Any, owner: InstrumentedAttribute[int]) -> AnySelect:
    """Rows for `version_page`; parameters: owner, before, and first, the oldest that is shown."""
    return (
        select(model.number, model.fields, Account.name, Organisation.full_name, model.at)
        .outerjoin(Account, Account.id == model.edited_by_id)
        .outerjoin(Organisation, Organisation.id == Account.organisation_id)
        .where(
            owner == bindparam("owner", type_=Integer),
            model.number < bindparam("before", type_=Integer),
            model.number >= bindparam("first", type_=Integer),
        )
        .order_by(model.number.desc())
        .limit(VERSIONS_A_PAGE + 1)
    )


def version_page(found: Iterable[Sequence[Any]], compared: Sequence[str], chosen: Sequence[str] = ()) -> VersionPage:
    """`compared` are the names of fields that are written, `chosen` of those that are told by choosing."""
    rows = list(found)
    shown = rows[:VERSIONS_A_PAGE]
    earlier = [*rows[1:], None][: len(shown)]
    versions = tuple(_version(row, older, compared, chosen) for row, older in zip(shown, earlier, strict=True))
    return VersionPage(versions, shown[-1][0] if len(rows) > VERSIONS_A_PAGE else None)


def _version(
    row: Sequence[Any], older: Sequence[Any] | None, compared: Sequence[str], chosen: Sequence[str]
) -> Version:
    number, fields, name, organisation, at = row
    before: Mapping[str, Any] = older[1] if older else {}
    changes = tuple(
        FieldChange(field, history_diff(before.get(field, ""), fields.get(field, "")))
        for field in compared
        if before.get(field, "") != fields.get(field, "")
    )
    others = tuple(field for field in chosen if older and before.get(field) != fields.get(field))
    return Version(number, name or "", organisation or "", at, changes, others)
