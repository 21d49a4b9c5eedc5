"""Municipalities: the list, a municipality's page, inviting, and the secretariat's list of participants."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.access import Role
from network.core.errors import Invalid
from network.core.policy import Action, allows, require
from network.features.accounts import service as accounts
from network.features.accounts.forms import InviteForm
from network.features.library.queries import document_list
from network.features.municipalities import queries, service
from network.features.municipalities.forms import ParticipantForm
from network.features.plans.guide import PHASE_TITLES
from network.features.plans.lists import plan_list
from network.features.portraits.forms import CYCLE
from network.features.portraits.queries import portrait_of
from network.features.search.similar import answered_count
from network.features.threads.lists import thread_list
from network.web.access import Access, access
from network.web.database import session
from network.web.forms import choices
from network.web.identity import current_actor
from network.web.language import said
from network.web.limits import attempt

blueprint = Blueprint("municipalities", __name__)
RECENT = 5  # threads, and documents, on a municipality's page


@blueprint.get("/kommuner/")
@access(Access.PUBLIC)
def index() -> str:
    found = queries.municipalities(session(), participating=True)
    return render_template("municipalities/index.html", municipalities=found)


@blueprint.get("/kommuner/<slug>")
@access(Access.PUBLIC)
def show(slug: str) -> str:
    actor = current_actor()
    page = queries.municipality_page(session(), actor, slug)
    threads = thread_list(session(), actor, organisation_id=page.municipality.id, limit=RECENT)
    documents = document_list(session(), actor, organisation_id=page.municipality.id, limit=RECENT)
    plans = plan_list(session(), actor, organisation_id=page.municipality.id, limit=RECENT)
    return render_template(
        "municipalities/show.html",
        view=page,
        threads=threads,
        documents=documents,
        plans=plans,
        phases=said(PHASE_TITLES),
        portrait=portrait_of(session(), page.municipality.id),
        cycle=said(CYCLE),
        can_describe=allows(Action.DESCRIBE_MUNICIPALITY, actor, page.municipality),
    )


@blueprint.route("/kommuner/<slug>/inviter", methods=["GET", "POST"])
@access(Access.MEMBERS)
def invite(slug: str) -> Response | str:
    if request.method == "POST":
        attempt((ratelimit.INVITE_BY_ACCOUNT, current_actor().id))
    page = queries.municipality_page(session(), current_actor(), slug)
    organisation = queries.organisation_by_slug(session(), slug)
    require(Action.INVITE_COLLEAGUE, current_actor(), organisation)
    form = InviteForm()
    # The first person a municipality gets is its coordinator.
    as_coordinator = not any(Role.COORDINATOR in member.roles for member in page.members)
    if form.validate_on_submit():
        try:
            roles = frozenset({Role.COORDINATOR}) if as_coordinator else frozenset[Role]()
            accounts.invite(session(), current_actor(), organisation, form.email.data, form.name.data or "", roles)
            flash(_("The invitation to %(email)s is on its way.", email=form.email.data), "success")
            return redirect(url_for(".show", slug=slug), 303)  # type: ignore[return-value]
        except Invalid as error:
            form.add_error(error)
    body = render_template("municipalities/invite.html", form=form, view=page, as_coordinator=as_coordinator)
    return make_response(body, 422) if form.is_submitted() else body


@blueprint.route("/sekretariat/kommuner", methods=["GET", "POST"])
@access(Access.SECRETARIAT)
def manage() -> Response | str:
    candidates = queries.municipalities(session(), participating=False)
    form = ParticipantForm()
    form.municipality.choices = choices(_("Choose a municipality"), ((row.slug, row.full_name) for row in candidates))
    if form.validate_on_submit():
        organisation = queries.organisation_by_slug(session(), form.municipality.data)
        service.add_participant(session(), current_actor(), organisation)
        flash(_("%(name)s takes part from now on. Invite its coordinator.", name=organisation.full_name), "success")
        return redirect(url_for(".invite", slug=organisation.slug), 303)  # type: ignore[return-value]
    participants = queries.municipalities(session(), participating=True)
    answered = answered_count(session())
    body = render_template("municipalities/manage.html", form=form, participants=participants, answered=answered)
    return make_response(body, 422) if form.is_submitted() else body
