"""Municipalities: the list, a municipality's page, inviting, and the secretariat's list of participants."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.access import Role
from network.core.addresses import municipality_url
from network.core.errors import Invalid, NotFound
from network.core.policy import Action, allows, require
from network.features.accounts import service as accounts
from network.features.accounts.forms import InviteForm
from network.features.experiences.forms import STAGES
from network.features.joining.queries import waiting_requests
from network.features.municipalities import queries, service
from network.features.municipalities.forms import PARTICIPATIONS, ParticipantForm
from network.features.municipalities.listing import listing
from network.features.municipalities.models import Organisation, Participation
from network.features.municipalities.structured import of_municipality
from network.features.peers.places import neighbours
from network.features.peers.queries import peers
from network.features.plans.guide import PHASE_TITLES
from network.features.portraits.forms import CYCLE
from network.features.search.similar import answered_count
from network.web.access import Access, access
from network.web.database import reading, session
from network.web.forms import choices
from network.web.identity import current_actor
from network.web.language import said
from network.web.limits import attempt
from network.web.structured import structured

blueprint = Blueprint("municipalities", __name__)
PEERS = 4  # that are alike


@blueprint.get("/kommuner/")
@access(Access.PUBLIC)
def index() -> str:
    return render_template("municipalities/index.html", listing=listing(session(), request.args))


@blueprint.get("/kommuner/<slug>")
@access(Access.PUBLIC)
def show(slug: str) -> Response | str:
    actor, source = current_actor(), reading()
    try:
        page = queries.municipality_page(source, actor, slug)
    except NotFound:
        named = queries.organisation_named(session(), slug)
        if named is None or named.code is None:
            raise
        return redirect(municipality_url(named.slug), 301)  # type: ignore[return-value]
    phase = page.portrait.cycle_phase
    return render_template(
        "municipalities/show.html",
        view=page,
        given=page.contents,
        phases=said(PHASE_TITLES),
        stages=said(STAGES),
        stands=said(CYCLE)[phase] if phase else "",
        takes_part=said(PARTICIPATIONS)[page.municipality.participation],
        neighbours=neighbours(page.municipality.code),
        peers=peers(source, actor, page.municipality.id, limit=PEERS),
        structured=structured(actor, lambda: of_municipality(page)),
        can_describe=allows(Action.DESCRIBE_MUNICIPALITY, actor, page.municipality),
        can_see_figures=allows(Action.SEE_OWN_FIGURES, actor, page.municipality),
    )


@blueprint.route("/kommuner/<slug>/inviter", methods=["GET", "POST"])
@access(Access.MEMBERS)
def invite(slug: str) -> Response | str:
    if request.method == "POST":
        attempt((ratelimit.INVITE_BY_ACCOUNT, current_actor().id))
    municipality = queries.municipality_row(session(), slug)
    organisation = queries.organisation_by_slug(session(), slug)
    require(Action.INVITE_COLLEAGUE, current_actor(), organisation)
    form = InviteForm()
    # The first person a municipality gets is its coordinator.
    as_coordinator = not queries.has_coordinator(session(), organisation.id)
    if form.validate_on_submit():
        try:
            roles = frozenset({Role.COORDINATOR}) if as_coordinator else frozenset[Role]()
            accounts.invite(session(), current_actor(), organisation, form.email.data, form.name.data or "", roles)
            flash(_("The invitation to %(email)s is on its way.", email=form.email.data), "success")
            return redirect(url_for(".show", slug=slug), 303)  # type: ignore[return-value]
        except Invalid as error:
            form.add_error(error)
    body = render_template(
        "municipalities/invite.html", form=form, municipality=municipality, as_coordinator=as_coordinator
    )
    return make_response(body, 422) if form.is_submitted() else body


@blueprint.route("/sekretariat/kommuner", methods=["GET", "POST"])
@access(Access.SECRETARIAT)
def manage() -> Response | str:
    every = queries.municipalities(session())
    form = ParticipantForm()
    form.municipality.choices = choices(_("Choose a municipality"), ((row.slug, row.full_name) for row in every))
    if form.validate_on_submit():
        organisation = queries.organisation_by_slug(session(), form.municipality.data)
        try:
            service.set_participation(session(), current_actor(), organisation, Participation(form.participation.data))
        except Invalid as error:
            form.add_error(error)
        else:
            return _taking_part(organisation)
    body = render_template(
        "municipalities/manage.html",
        form=form,
        participants=[row for row in every if row.participation != Participation.NONE],
        participations=said(PARTICIPATIONS),
        answered=answered_count(session()),
        waiting=waiting_requests(session()),
    )
    return make_response(body, 422) if form.is_submitted() else body


def _taking_part(organisation: Organisation) -> Response:
    """To inviting the first of a municipality that has joined; else back to the list."""
    if organisation.participation == Participation.NONE:
        flash(_("%(name)s is no longer in the network. What it wrote stays.", name=organisation.full_name), "success")
    elif queries.has_coordinator(session(), organisation.id):
        flash(_("It has been changed how %(name)s takes part.", name=organisation.full_name), "success")
    else:
        flash(_("%(name)s takes part from now on. Invite its coordinator.", name=organisation.full_name), "success")
        return redirect(url_for(".invite", slug=organisation.slug), 303)  # type: ignore[return-value]
    return redirect(url_for(".manage"), 303)  # type: ignore[return-value]
