"""Reading a plan: its page, and what has to be known to change it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Integer, bindparam, literal, select

from network.core.access import Actor, Audience, readable, reader
from network.core.addresses import member_url, municipality_url, plan_url, topic_url
from network.core.danish_order import danish_key
from network.core.db import AnySelect, Source, execute
from network.core.errors import NotFound
from network.core.statements import lines
from network.features.accounts.models import Account
from network.features.methods.queries import Link
from network.features.municipalities.models import Organisation
from network.features.plans.entry import Step, step_of
from network.features.plans.fields import PHASES
from network.features.plans.models import Phase, Plan, PlanMethod, PlanState, PlanTopic, PlanVersion
from network.features.topics.models import Topic


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as it stands. Whoever holds one has been let through."""

    id: int
    organisation_id: int
    state: PlanState
    title: str
    slug: str
    summary: str
    advisers: str
    grant: int | None
    texts: dict[str, str]
    html: dict[str, str]
    kept_steps: dict[str, list[str]]
    phase: str
    chosen: str  # the audience
    number: int
    changed_at: datetime
    shared_at: datetime | None
    author_id: int | None
    author_name: str | None  # None: the account has been erased
    organisation_name: str
    organisation_slug: str
    topic_column: str | None
    is_advised: bool  # opened to an external adviser once

    @property
    def url(self) -> str:
        return plan_url(self.id, self.slug)

    @property
    def municipality_url(self) -> str:
        return municipality_url(self.organisation_slug)

    @property
    def audience(self) -> Audience:
        return Audience(self.chosen)

    @property
    def is_draft(self) -> bool:
        return self.state == PlanState.DRAFT

    @property
    def author_url(self) -> str | None:
        return member_url(self.author_id, self.author_name) if self.author_id and self.author_name else None

    @property
    def steps(self) -> dict[Phase, Step]:
        return {phase: step_of(self.kept_steps.get(phase)) for phase in PHASES}

    @property
    def topics(self) -> tuple[Link, ...]:
        pairs = (line.split("\t", 1) for line in (self.topic_column or "").split("\n") if line)
        found = (Link(slug, title, topic_url(slug)) for slug, title in pairs)
        return tuple(sorted(found, key=lambda link: danish_key(link.title)))

    def section(self, name: str) -> Markup:
        return Markup(self.html.get(name, ""))  # noqa: S704 -- sanitised when it was written, by core.text


topic_column = (
    select(lines(Topic.slug + literal("\t") + Topic.title))
    .select_from(PlanTopic)
    .join(Topic, Topic.id == PlanTopic.topic_id)
    .where(PlanTopic.plan_id == Plan.id)
    .correlate(Plan)
    .scalar_subquery()
)
_view: AnySelect = (
    select(
        Plan.id,
        Plan.organisation_id,
        Plan.state,
        Plan.title,
        Plan.slug,
        Plan.summary,
        Plan.advisers,
        Plan.grant,
        Plan.texts,
        Plan.html,
        Plan.phases,
        Plan.phase,
        Plan.audience,
        Plan.number,
        Plan.changed_at,
        Plan.shared_at,
        Plan.author_id,
        Account.name,
        Organisation.full_name,
        Organisation.slug,
        topic_column,
        Plan.is_advised,
    )
    .join(Organisation, Organisation.id == Plan.organisation_id)
    .outerjoin(Account, Account.id == Plan.author_id)
    .where(Plan.id == bindparam("plan_id"), readable(Plan))
)
_held: AnySelect = select(Plan.id).where(Plan.id == bindparam("plan_id"), readable(Plan)).with_for_update(of=Plan)


def plan_view(source: Source, actor: Actor, plan_id: int, *, hold: bool = False) -> PlanView:
    """A plan that the actor may read; `hold` keeps it from changing until the transaction ends. Raises NotFound."""
    wanted = reader(actor) | {"plan_id": plan_id}
    if hold:
        execute(source, _held, wanted)  # first: what a statement that had to wait reads beside is what was before
    row = execute(source, _view, wanted).first()
    if row is None:
        raise NotFound
    return PlanView(*row)


_fields: AnySelect = select(PlanVersion.fields).where(
    PlanVersion.plan_id == bindparam("plan_id"), PlanVersion.number == bindparam("number", type_=Integer)
)


def fields_of(source: Source, plan: PlanView, number: int) -> dict[str, Any]:
    """What a version says of a plan that the actor may change. Raises NotFound."""
    found: dict[str, Any] | None = execute(source, _fields, {"plan_id": plan.id, "number": number}).scalar()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class UsingPlan:
    """A plan on the page of a method."""

    title: str
    url: str
    organisation_name: str


_using: AnySelect = (
    select(Plan.id, Plan.slug, Plan.title, Organisation.full_name)
    .join(PlanMethod, PlanMethod.plan_id == Plan.id)
    .join(Organisation, Organisation.id == Plan.organisation_id)
    .where(PlanMethod.method_id == bindparam("method_id"), Plan.state == PlanState.SHARED.value, readable(Plan))
    .order_by(Plan.changed_at.desc(), Plan.id.desc())
    .limit(10)
)


def plans_using(source: Source, actor: Actor, method_id: int) -> tuple[UsingPlan, ...]:
    """The shared plans that use a method, as far as the actor may read them."""
    rows = execute(source, _using, reader(actor) | {"method_id": method_id})
    return tuple(UsingPlan(title, plan_url(number, slug), name) for number, slug, title, name in rows)
