"""The page on which a plan is written: as it is opened, and as it comes back."""

from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core.access import Actor, Audience
from network.features.plans.bonds import METHODS, THREADS, bound_to, documents_by_phase, readable_of
from network.features.plans.fields import PHASES, documents_field, phase_field
from network.features.plans.forms import BOUND, PlanForm
from network.features.plans.guide import HEADINGS, MAIN, PHASE_TITLES, PROGRESS, PROMPTS
from network.features.plans.models import Progress
from network.features.plans.months import typed_month
from network.features.plans.queries import PlanView, fields_of
from network.features.plans.service import offered_audiences
from network.features.topics.groups import grouped_choices
from network.features.topics.queries import topics_by_group
from network.web.forms import AUDIENCES

UNUSABLE, CONFLICT = 422, 409


@dataclass(frozen=True, slots=True)
class PhaseFields:
    """The fields of a phase in the form."""

    title: Any
    progress: Any
    begins: Any
    ends: Any
    documents: Any
    is_open: bool


def opened_form(reader: Session, actor: Actor, plan: PlanView | None) -> PlanForm:
    """The form with the choices that the actor has."""
    form = PlanForm(topics=request.args.getlist("emne"))
    kept = tuple(topic.slug for topic in plan.topics) if plan else ()
    form.topics.choices, form.topic_headings = grouped_choices(topics_by_group(reader, kept))
    form.audience.choices = [(audience.value, AUDIENCES[audience]) for audience in offered_audiences(actor, plan)]
    return form


def current_fields(reader: Session, actor: Actor, plan: PlanView) -> dict[str, Any]:
    """What the plan says now, with what of its documents, methods and threads the actor may read."""
    documents = documents_by_phase(reader, actor, plan.id)
    bound = {documents_field(phase): documents[phase] for phase in PHASES}
    bound |= {
        name: bound_to(reader, actor, plan.id, kind) for name, kind in (("methods", METHODS), ("threads", THREADS))
    }
    ids = {name: [thing.id for thing in things] for name, things in bound.items()}
    return fields_of(reader, plan, plan.number) | ids


def entry_page(
    form: PlanForm,
    plan: PlanView | None,
    status: int = 200,
    *,
    is_changed: bool = False,
    theirs: tuple[tuple[str, str], ...] = (),
) -> Response:
    """`is_changed`: somebody else has changed it meanwhile; `theirs`: what they wrote where both have, by heading."""
    body = render_template(
        "plans/edit.html",
        form=form,
        plan=plan,
        prompts=PROMPTS,
        main=MAIN,
        phases=tuple(_phase_fields(form, phase) for phase in PHASES),
        is_changed=is_changed,
        theirs=theirs,
    )
    return make_response(body, status)


def _phase_fields(form: PlanForm, phase: Any) -> PhaseFields:
    name = phase_field(phase)
    progress, begins, ends = (form[f"{name}_{part}"] for part in ("progress", "begins", "ends"))
    documents = form[documents_field(phase)]
    is_told = progress.data not in (None, Progress.AHEAD.value) or any(f.data for f in (begins, ends, documents))
    is_wrong = any(f.errors for f in (progress, begins, ends, documents))
    return PhaseFields(PHASE_TITLES[phase], progress, begins, ends, documents, is_told or is_wrong)


def shown_clashes(
    reader: Session, actor: Actor, others: dict[str, Any], clashes: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """What somebody else wrote, by the headings of the fields."""
    return tuple((str(HEADINGS[name]), _shown(reader, actor, name, others[name])) for name in clashes)


def _shown(reader: Session, actor: Actor, name: str, value: Any) -> str:
    if name in BOUND:
        return "\n".join(bound.line for bound in readable_of(reader, actor, BOUND[name], value))
    if name.startswith("phase_"):
        progress, begins, ends = value
        months = " – ".join(map(typed_month, (begins, ends))) if begins or ends else _("no months")
        return f"{PROGRESS[Progress(progress)]}, {months}"
    if name == "audience":
        return str(AUDIENCES[Audience(value)])
    return ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
