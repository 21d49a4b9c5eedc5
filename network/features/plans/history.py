"""What a plan said before, for those who may change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, select

from network.core.access import Actor
from network.core.db import AnySelect, Source, execute
from network.core.policy import Action, require
from network.core.worddiff import Piece, history_diff
from network.features.accounts.models import Account
from network.features.municipalities.models import Organisation
from network.features.plans.fields import PHASES, TEXTS, phase_field
from network.features.plans.models import PlanVersion
from network.features.plans.queries import PlanView, plan_view

VERSIONS_A_PAGE = 10
COMPARED = ("title", "summary", "advisers", *TEXTS)
CHOSEN = ("grant", "audience", "topics", *map(phase_field, PHASES), "methods", "threads")


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
class History:
    plan: PlanView
    versions: tuple[Version, ...]  # newest first
    older_than: int | None  # a version; None when all are shown


_versions: AnySelect = (
    select(PlanVersion.number, PlanVersion.fields, Account.name, Organisation.full_name, PlanVersion.at)
    .outerjoin(Account, Account.id == PlanVersion.edited_by_id)
    .outerjoin(Organisation, Organisation.id == Account.organisation_id)
    .where(PlanVersion.plan_id == bindparam("plan_id"), PlanVersion.number < bindparam("before", type_=Integer))
    .order_by(PlanVersion.number.desc())
    .limit(VERSIONS_A_PAGE + 1)
)


def history(source: Source, actor: Actor, plan_id: int, before: int) -> History:
    """Versions older than number `before`. Raises NotFound, Forbidden."""
    plan = plan_view(source, actor, plan_id)
    require(Action.EDIT_PLAN, actor, plan)
    rows = list(execute(source, _versions, {"plan_id": plan.id, "before": before}))
    shown = rows[:VERSIONS_A_PAGE]
    earlier = [*rows[1:], None][: len(shown)]
    versions = tuple(_version(row, older) for row, older in zip(shown, earlier, strict=True))
    return History(plan, versions, shown[-1].number if len(rows) > VERSIONS_A_PAGE else None)


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
