"""Finding, reading and writing strategy plans."""

from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.access import Actor, Invitable
from network.core.cursor import BadCursor
from network.core.db import MAX_ID
from network.core.errors import Invalid, NotFound
from network.core.policy import Action, allows, require
from network.features.advisers.queries import may_invite_to, those_who_read
from network.features.methods.entry import merged
from network.features.plans import queries, service
from network.features.plans.bonds import METHODS, THREADS, bound_to, documents_by_phase, visible_fields
from network.features.plans.forms import PlanForm
from network.features.plans.guide import HEADINGS, MAIN, PHASE_TITLES
from network.features.plans.history import history as plan_history
from network.features.plans.listing import listing
from network.features.plans.lists import plan_list
from network.features.plans.models import Phase
from network.features.plans.pages import CONFLICT, UNUSABLE, current_fields, entry_page, opened_form, shown_clashes
from network.features.plans.queries import PlanView
from network.features.plans.structured import of_plan
from network.features.plans.timeline import shown_phases, timeline
from network.web.access import Access, access
from network.web.choice import chosen_url
from network.web.database import read_session, session
from network.web.identity import current_actor
from network.web.language import said
from network.web.limits import attempt
from network.web.marking import marked_texts
from network.web.structured import structured

blueprint = Blueprint("plans", __name__)


@blueprint.get("/strategiplaner/")
@access(Access.PUBLIC)
def index() -> str:
    actor = current_actor()
    asked = listing(session(), actor, request.args)
    try:
        after = request.args.get("efter", "")
        plans = plan_list(session(), actor, own=asked.own, order=asked.order, after=after, **asked.filters)
    except BadCursor as error:
        raise NotFound from error
    further = {**asked.arguments, "efter": plans.next_cursor}
    return render_template(
        "plans/index.html",
        plans=plans,
        listing=asked,
        timeline=timeline(plans.rows) if asked.as_timeline else None,
        next_url=chosen_url(url_for(".index"), further) if plans.next_cursor else None,
        phases=said(PHASE_TITLES),
        can_start=allows(Action.START_PLAN, actor),
    )


@blueprint.get("/strategiplaner/<int:plan_id>-<slug>")
@access(Access.PUBLIC)
def show(plan_id: int, slug: str) -> Response | str:
    actor = current_actor()
    plan = queries.plan_view(session(), actor, plan_id)
    if slug != plan.slug:
        return redirect(plan.url, 301)  # type: ignore[return-value]
    return render_template(
        "plans/show.html",
        plan=replace(plan, html=marked_texts(plan.html)),
        phase=PHASE_TITLES[Phase(plan.phase)] if plan.phase else "",
        phases=shown_phases(plan.steps, documents_by_phase(session(), actor, plan.id)),
        methods=bound_to(session(), actor, plan.id, METHODS),
        threads=bound_to(session(), actor, plan.id, THREADS),
        headings=HEADINGS,
        main=MAIN,
        can_edit=allows(Action.EDIT_PLAN, actor, plan),
        structured=structured(actor, lambda: of_plan(plan)),
        advisers=those_who_read(session(), Invitable.PLAN, plan.id, is_advised=plan.is_advised),
        can_invite_adviser=may_invite_to(actor, plan, is_plan=True),
    )


@blueprint.route("/strategiplaner/ny", methods=["GET", "POST"])
@access(Access.MEMBERS)
def new() -> Response:
    actor = current_actor()
    require(Action.START_PLAN, actor)
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    with read_session() as reader:  # the writing session would hold the lock while rendering
        form = opened_form(reader, actor, None)
    if not form.is_submitted():
        return entry_page(form, None)
    if form.validate():
        share = not form.keeps_draft
        try:
            entry = form.entry(session(), actor)
            given = {"share": share, "submission": form.submission_number(), "not_cpr": form.not_cpr.data}
            plan_id = service.begin(session(), actor, entry, **given)
        except Invalid as error:
            form.add_error(error)
        else:
            return _saved(actor, plan_id, is_shared=share)
    session().rollback()
    return entry_page(form, None, UNUSABLE)


@blueprint.route("/strategiplaner/<int:plan_id>/ret", methods=["GET", "POST"])
@access(Access.MEMBERS)
def edit(plan_id: int) -> Response:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    with read_session() as reader:
        plan = queries.plan_view(reader, actor, plan_id)
        require(Action.EDIT_PLAN, actor, plan)
        form = opened_form(reader, actor, plan)
        if not form.is_submitted():
            form.take(reader, actor, current_fields(reader, actor, plan))
            form.version.data = str(plan.number)
    if not form.is_submitted():
        return entry_page(form, plan)
    if form.validate():
        share = plan.is_draft and not form.keeps_draft
        try:
            _change(actor, plan, form, share=share)
        except Invalid as error:
            form.add_error(error)
        except service.PlanConflict:
            return _both(actor, plan_id, form)
        else:
            return _saved(actor, plan_id, is_shared=share)
    session().rollback()
    return entry_page(form, plan, UNUSABLE)


def _change(actor: Actor, plan: PlanView, form: PlanForm, *, share: bool) -> None:
    service.change(
        session(),
        actor,
        plan.id,
        form.entry(session(), actor),
        number=form.corrected(),
        share=share,
        submission=form.submission_number(),
        not_cpr=form.not_cpr.data,
    )


def _saved(actor: Actor, plan_id: int, *, is_shared: bool) -> Response:
    plan = queries.plan_view(session(), actor, plan_id)
    if is_shared:
        flash(_("The plan is shared. Others find it by everything that stands in it."), "success")
    elif plan.is_draft:
        flash(_("The draft is saved. Only your own municipality can see it."), "success")
    else:
        flash(_("The plan has been changed."), "success")
    return redirect(plan.url, 303)  # type: ignore[return-value]


def _both(actor: Actor, plan_id: int, form: PlanForm) -> Response:
    """What only one of the two has changed is put together; where both have, one's own text stays in the form and the
    other's stands above it, to read and copy.
    """
    session().rollback()
    with read_session() as reader:
        mine = form.entry(reader, actor).fields()
        plan = queries.plan_view(reader, actor, plan_id)
        others = current_fields(reader, actor, plan)
        try:
            base = visible_fields(reader, actor, queries.fields_of(reader, plan, form.corrected()))
        except NotFound:  # a form that does not say what it changes
            base = others
        both, clashes = merged(base, others, mine)
        form.take(reader, actor, both)
        theirs = shown_clashes(reader, actor, others, clashes)
    form.version.data = str(plan.number)
    return entry_page(form, plan, CONFLICT, is_changed=True, theirs=theirs)


@blueprint.get("/strategiplaner/<int:plan_id>/historik")
@access(Access.MEMBERS)
def history(plan_id: int) -> str:
    before = request.args.get("foer", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else MAX_ID
    told = plan_history(session(), current_actor(), plan_id, number)
    older = told.page.older_than
    return render_template(
        "plans/history.html",
        plan=told.plan,
        versions=told.page.versions,
        headings=HEADINGS,
        older_url=url_for(".history", plan_id=plan_id, foer=older) if older else None,
    )


@blueprint.post("/strategiplaner/<int:plan_id>/slet")
@access(Access.MEMBERS)
def discard(plan_id: int) -> Response:
    service.discard(session(), current_actor(), plan_id)
    flash(_("The draft has been deleted."), "success")
    return redirect(url_for(".index"), 303)  # type: ignore[return-value]
