"""What a plan said before, for those who may change it."""

from dataclasses import dataclass

from network.core.access import Actor
from network.core.db import Source, execute
from network.core.policy import Action, require
from network.features.plans.fields import PHASES, TEXTS, phase_field
from network.features.plans.models import PlanVersion
from network.features.plans.queries import PlanView, plan_view
from network.features.versions.history import VersionPage, version_page, versions_of

COMPARED = ("title", "summary", "advisers", *TEXTS)
CHOSEN = ("grant", "audience", "topics", *map(phase_field, PHASES), "methods", "threads")


@dataclass(frozen=True, slots=True)
class History:
    plan: PlanView
    page: VersionPage


_versions = versions_of(PlanVersion, PlanVersion.plan_id)


def history(source: Source, actor: Actor, plan_id: int, before: int) -> History:
    """Versions older than number `before`. Raises NotFound, Forbidden."""
    plan = plan_view(source, actor, plan_id)
    require(Action.EDIT_PLAN, actor, plan)
    rows = execute(source, _versions, {"owner": plan.id, "before": before, "first": 1})
    return History(plan, version_page(rows, COMPARED, CHOSEN))
