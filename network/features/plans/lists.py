"""Lists of plans: those changed last, by municipality, or by when they began."""

import base64
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Integer, String, bindparam, select, tuple_

from network.core import cursor
from network.core.access import Actor, Audience, audience_of, readable, reader
from network.core.addresses import plan_url
from network.core.cursor import BadCursor
from network.core.danish_sql import danish_order
from network.core.db import AnySelect, Source, UtcDateTime, at_most, execute
from network.features.municipalities.models import Organisation
from network.features.plans.entry import Step, step_of
from network.features.plans.fields import PHASES
from network.features.plans.models import Phase, Plan, PlanState, PlanTopic, Progress
from network.features.plans.queries import topic_column

PAGE = 50


class Order(StrEnum):
    NEWEST = "newest"
    MUNICIPALITY = "municipality"
    BEGINNING = "beginning"


@dataclass(frozen=True, slots=True)
class PlanRow:
    id: int
    state: PlanState
    slug: str
    title: str
    summary: str
    organisation_name: str
    audience_term: str
    chosen_audience: Audience
    changed_at: datetime
    phase: str
    kept_steps: dict[str, list[str]]
    topic_column: str | None
    place: Any  # what the list is ordered by

    @property
    def url(self) -> str:
        return plan_url(self.id, self.slug)

    @property
    def is_draft(self) -> bool:
        return self.state == PlanState.DRAFT

    @property
    def audience(self) -> Audience:
        return self.chosen_audience if self.is_draft else audience_of(self.audience_term)

    @property
    def steps(self) -> dict[Phase, Step]:
        return {phase: step_of(self.kept_steps.get(phase)) for phase in PHASES}

    @property
    def is_in_phase(self) -> bool:
        """Whether the phase that it is shown with is under way; else it was the last one."""
        return bool(self.phase) and self.steps[Phase(self.phase)].progress == Progress.UNDER_WAY

    @property
    def topic_titles(self) -> str:
        return ", ".join(sorted(line.split("\t", 1)[1] for line in (self.topic_column or "").split("\n") if line))


@dataclass(frozen=True, slots=True)
class PlanList:
    rows: tuple[PlanRow, ...]
    next_cursor: str | None


_row_columns: AnySelect = select(
    Plan.id,
    Plan.state,
    Plan.slug,
    Plan.title,
    Plan.summary,
    Organisation.full_name,
    Plan.audience_term,
    Plan.audience,
    Plan.changed_at,
    Plan.phase,
    Plan.phases,
    topic_column,
).join(Organisation, Organisation.id == Plan.organisation_id)
_with_topic = select(PlanTopic.plan_id).where(PlanTopic.topic_id == bindparam("topic_id"))
_FILTERS = {
    "topic_id": Plan.id.in_(_with_topic),
    "organisation_id": Plan.organisation_id == bindparam("organisation_id"),
    "phase": Plan.phase == bindparam("phase"),
}
_PLACES: dict[Order, Any] = {
    Order.NEWEST: Plan.changed_at,
    Order.MUNICIPALITY: danish_order(Organisation.name),
    Order.BEGINNING: Plan.begins,
}
_is_shared = Plan.state == PlanState.SHARED.value
_is_own = Plan.organisation_id == bindparam("own_organisation_id", type_=Integer)


@cache
def _list_statement(filters: frozenset[str], order: Order, limit: int, *, own: bool, goes_on: bool) -> AnySelect:
    place = _PLACES[order]
    rows = _row_columns.add_columns(place).where(readable(Plan), _is_own if own else _is_shared)
    rows = rows.where(*(_FILTERS[name] for name in sorted(filters)))
    last_id = bindparam("last_id", type_=Integer)
    if order is Order.NEWEST:
        last = tuple_(bindparam("last_place", type_=UtcDateTime), last_id)
        rows = rows.where(tuple_(place, Plan.id) < last) if goes_on else rows
        return at_most(rows.order_by(place.desc(), Plan.id.desc()), limit)
    last = tuple_(bindparam("last_place", type_=String), last_id)
    rows = rows.where(tuple_(place, Plan.id) > last) if goes_on else rows
    return at_most(rows.order_by(place, Plan.id), limit)


def plan_list(
    source: Source,
    actor: Actor,
    *,
    own: bool = False,
    topic_id: int | None = None,
    organisation_id: int | None = None,
    phase: Phase | None = None,
    order: Order = Order.NEWEST,
    after: str = "",
    limit: int = PAGE,
) -> PlanList:
    """Shared plans that the actor may read; with `own` all of their municipality. Raises cursor.BadCursor."""
    given = {"topic_id": topic_id, "organisation_id": organisation_id, "phase": phase}
    chosen = {name: value for name, value in given.items() if value is not None}
    statement = _list_statement(frozenset(chosen), order, limit + 1, own=own, goes_on=bool(after))
    last_place, last_id = _decode(order, after) if after else (None, None)
    wanted = {"last_place": last_place, "last_id": last_id, "own_organisation_id": actor.organisation_id}
    found = [PlanRow(*row) for row in execute(source, statement, reader(actor) | chosen | wanted)]
    more = _encode(order, found[limit - 1]) if len(found) > limit else None
    return PlanList(tuple(found[:limit]), more)


def _encode(order: Order, row: PlanRow) -> str:
    if order is Order.NEWEST:
        return cursor.encode(row.place, row.id)
    return base64.urlsafe_b64encode(f"{row.id}.{row.place}".encode()).decode().rstrip("=")


def _decode(order: Order, after: str) -> tuple[Any, int]:
    if order is Order.NEWEST:
        return cursor.decode(after)
    try:
        raw = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode()
        number, _dot, place = raw.partition(".")
        if int(number).bit_length() > 31 or len(place) > 100 or "\0" in place:
            raise BadCursor(after)
        return place, int(number)
    except ValueError as error:
        raise BadCursor(after) from error
