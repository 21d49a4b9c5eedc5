"""Plans as search hits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from network.core.access import Actor, readable, reader
from network.core.addresses import plan_url
from network.core.db import AnySelect, execute
from network.features.municipalities.models import Organisation
from network.features.plans.models import Plan, PlanState


@dataclass(frozen=True, slots=True)
class FoundPlan:
    """A plan as a search hit."""

    id: int
    slug: str
    title: str
    summary: str
    plain: str
    organisation_name: str
    changed_at: datetime
    audience_term: str

    @property
    def url(self) -> str:
        return plan_url(self.id, self.slug)


_found: AnySelect = (
    select(
        Plan.id,
        Plan.slug,
        Plan.title,
        Plan.summary,
        Plan.plain,
        Organisation.full_name,
        Plan.changed_at,
        Plan.audience_term,
    )
    .join(Organisation, Organisation.id == Plan.organisation_id)
    .where(Plan.id.in_(bindparam("ids", expanding=True)), readable(Plan), Plan.state == PlanState.SHARED.value)
)


def found_plans(session: Session, actor: Actor, ids: list[int]) -> dict[int, FoundPlan]:
    """Those of these plans that are shared with the actor."""
    if not ids:
        return {}
    return {row[0]: FoundPlan(*row) for row in execute(session, _found, reader(actor) | {"ids": ids})}
