"""Writing a plan, at any stage, and sharing it. No function commits."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from network.core import audit, clock, outbox
from network.core.access import Actor, Audience, writable_audiences
from network.core.cpr import NOT_CPR, passed_over
from network.core.db import AnySelect, execute
from network.core.errors import N_, Forbidden, Invalid, NetworkError
from network.core.outbox import Queue
from network.core.policy import Action, require
from network.core.slugs import slugify
from network.features.plans.bonds import DOCUMENTS, METHODS, THREADS, lay, unreadable
from network.features.plans.entry import Entry, Written, current_phase, first_month, written
from network.features.plans.models import Plan, PlanState, PlanTopic, PlanVersion
from network.features.plans.queries import PlanView, plan_view
from network.features.topics.models import Topic
from network.features.topics.offered import offered_topic

KIND = "plan"
UNTITLED = "uden-titel"


class PlanConflict(NetworkError):
    """The plan was changed since the form was opened."""

    def __init__(self) -> None:
        super().__init__(N_("The plan has been changed since you opened it."))


_of_submission: AnySelect = select(PlanVersion.plan_id).where(
    PlanVersion.submission == bindparam("submission"), PlanVersion.edited_by_id == bindparam("actor_id")
)
_insert_version = insert(PlanVersion)


def offered_audiences(actor: Actor, plan: PlanView | None) -> tuple[Audience, ...]:
    """Whom the actor may write a plan for. “My own municipality” would be another one for the secretariat."""
    at_home = plan is None or actor.organisation_id == plan.organisation_id
    offered = tuple(audience for audience in writable_audiences(actor) if at_home or audience is not Audience.OWN)
    return offered if plan is None or plan.audience in offered else (*offered, plan.audience)


def begin(
    session: Session,
    actor: Actor,
    entry: Entry,
    *,
    share: bool,
    submission: str | None = None,
    not_cpr: bool = False,
) -> int:
    """A new plan of the actor's municipality, as its draft or shared at once; returns its id.

    The same submission twice is one plan. Raises Forbidden, Invalid.
    """
    require(Action.START_PLAN, actor)
    text = _checked(session, actor, entry, share=share, before=None)
    if submission is not None:
        earlier = execute(session, _of_submission, {"submission": submission, "actor_id": actor.id}).scalar()
        if earlier is not None:
            return int(earlier)
    has_number = _passed_over(text, not_cpr=not_cpr)
    now = clock.now()
    plan = Plan(
        organisation_id=actor.organisation_id,
        author_id=actor.id,
        title=text.title,
        slug=slugify(text.title) or UNTITLED,
        audience=entry.audience,
        audience_term=Audience.OWN.term(actor.organisation_id or 0),
        created_at=now,
        changed_at=now,
    )
    try:
        with session.begin_nested():
            session.add(plan)
            session.flush()
            _add_version(session, actor, plan.id, 1, entry, submission)
    except IntegrityError:
        other = execute(session, _of_submission, {"submission": submission, "actor_id": actor.id}).scalar()
        if other is None:
            raise
        return int(other)
    _write(session, actor, plan, entry, text, share=share)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"plan:{plan.id}")
    return plan.id


def change(
    session: Session,
    actor: Actor,
    plan_id: int,
    entry: Entry,
    *,
    number: int,
    share: bool = False,
    submission: str | None = None,
    not_cpr: bool = False,
) -> None:
    """Put an entry in the place of version `number`; `share` makes a draft one that others read.

    The same submission twice counts once. Raises NotFound, Forbidden, Invalid, and PlanConflict when the plan has
    another version by now.
    """
    view = plan_view(session, actor, plan_id, hold=True)
    require(Action.EDIT_PLAN, actor, view)
    text = _checked(session, actor, entry, share=share or not view.is_draft, before=view)
    if submission and execute(session, _of_submission, {"submission": submission, "actor_id": actor.id}).first():
        return
    if number != view.number:
        raise PlanConflict
    has_number = _passed_over(text, not_cpr=not_cpr)
    plan = session.get_one(Plan, plan_id, populate_existing=True)
    _add_version(session, actor, plan_id, view.number + 1, entry, submission)
    _write(session, actor, plan, entry, text, share=share)
    if has_number:
        audit.note(session, actor, NOT_CPR, f"plan:{plan_id}")


def discard(session: Session, actor: Actor, plan_id: int) -> None:
    """Delete a draft for good. Raises NotFound, Forbidden."""
    view = plan_view(session, actor, plan_id, hold=True)
    require(Action.EDIT_PLAN, actor, view)
    if not view.is_draft:
        raise Forbidden(N_("The plan is shared. Choose “Only my own municipality” to take it back."))
    session.execute(delete(Plan).where(Plan.id == plan_id))
    audit.note(session, actor, "plan-discard", f"plan:{plan_id}")


def _checked(session: Session, actor: Actor, entry: Entry, *, share: bool, before: PlanView | None) -> Written:
    text = written(entry, is_shared=share)
    if entry.audience not in offered_audiences(actor, before):
        raise Invalid(N_("You cannot write to that audience."), "audience")
    bonds = ((DOCUMENTS, tuple(entry.documents)), (METHODS, entry.methods), (THREADS, entry.threads))
    if any(unreadable(session, actor, kind, ids) for kind, ids in bonds):
        raise Invalid(N_("Something that you have chosen is not there any more."))
    return text


def _passed_over(text: Written, *, not_cpr: bool) -> bool:
    lines = {"title": text.title, "summary": text.summary, "advisers": text.advisers}
    return passed_over({**lines, **text.texts}, not_cpr=not_cpr)


def _add_version(
    session: Session, actor: Actor, plan_id: int, number: int, entry: Entry, submission: str | None
) -> None:
    version = {
        "plan_id": plan_id,
        "number": number,
        "fields": entry.fields(),
        "edited_by_id": actor.id,
        "at": clock.now(),
        "submission": submission,
    }
    execute(session, _insert_version, version)


def _write(session: Session, actor: Actor, plan: Plan, entry: Entry, text: Written, *, share: bool) -> None:
    """The plan becomes what the entry says, under its next number."""
    plan.number += 1
    plan.title, plan.slug = text.title, slugify(text.title) or UNTITLED
    plan.summary, plan.advisers, plan.grant = text.summary, text.advisers, entry.grant
    plan.texts, plan.html, plan.plain = text.texts, text.html, text.plain
    plan.phases = {phase.value: step.kept() for phase, step in entry.steps.items() if step.is_told}
    plan.phase, plan.begins = current_phase(entry.steps) or "", first_month(entry.steps)
    plan.audience, plan.changed_at = entry.audience, clock.now()
    if share:
        plan.state, plan.shared_at = PlanState.SHARED, plan.shared_at or clock.now()
    if plan.state != PlanState.DRAFT:
        plan.audience_term = entry.audience.term(plan.organisation_id)
    session.flush()
    _choose_topics(session, plan.id, entry.topics)
    lay(session, actor, plan.id, DOCUMENTS, {number: {"phase": phase} for number, phase in entry.documents.items()})
    lay(session, actor, plan.id, METHODS, {number: {} for number in entry.methods})
    lay(session, actor, plan.id, THREADS, {number: {} for number in entry.threads})
    if plan.state != PlanState.DRAFT:
        outbox.record(session, Queue.INDEX, KIND, plan.id)


def _choose_topics(session: Session, plan_id: int, slugs: Sequence[str]) -> None:
    found = {topic.slug: topic for topic in session.scalars(select(Topic).where(Topic.slug.in_(slugs)))}
    kept = set(session.scalars(select(PlanTopic.topic_id).where(PlanTopic.plan_id == plan_id)))
    try:
        ids = {
            offered_topic(topic, topic.id if topic and topic.id in kept else None).id for topic in map(found.get, slugs)
        }
    except Invalid as error:
        raise Invalid(error.message, "topics", **error.values) from error
    session.execute(delete(PlanTopic).where(PlanTopic.plan_id == plan_id))
    for number in sorted(ids):
        execute(session, insert(PlanTopic), {"plan_id": plan_id, "topic_id": number})
