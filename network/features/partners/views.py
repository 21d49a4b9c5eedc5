"""Partners: the list, a partner's page, taking one in, inviting, and what it says of itself."""

from collections.abc import Iterator

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.access import Role
from network.core.errors import Invalid
from network.core.policy import Action, allows, require
from network.features.accounts import service as accounts
from network.features.accounts.forms import InviteForm
from network.features.municipalities.queries import has_coordinator, organisation_by_slug
from network.features.partners import queries, service
from network.features.partners.forms import PartnerForm, WordsForm
from network.features.portraits.queries import portrait_of
from network.features.portraits.service import Said, describe
from network.web.access import Access, access
from network.web.database import read_session, reading, session
from network.web.identity import current_actor
from network.web.limits import attempt
from network.web.structured import Thing, address, excerpt, publisher, structured, thing, trail

blueprint = Blueprint("partners", __name__)
UNUSABLE = 422


@blueprint.get("/partnere/")
@access(Access.PUBLIC)
def index() -> str:
    can_manage = allows(Action.MANAGE_PARTNERS, current_actor())
    return render_template("partners/index.html", partners=queries.partners(reading()), can_manage=can_manage)


@blueprint.get("/partnere/<slug>")
@access(Access.PUBLIC)
def show(slug: str) -> str:
    actor = current_actor()
    page = queries.partner_page(reading(), actor, slug)
    return render_template("partners/show.html", view=page, structured=structured(actor, lambda: _told(page)))


def _told(page: queries.PartnerPage) -> Iterator[Thing]:
    yield trail(page.partner.full_name, (_("Partners"), "/partnere/"))
    yield thing(
        "Organization",
        name=page.partner.full_name,
        url=address(page.partner.url),
        description=excerpt(page.portrait.html),
        memberOf=publisher(),
    )


@blueprint.route("/sekretariat/partnere", methods=["GET", "POST"])
@access(Access.SECRETARIAT)
def new() -> Response | str:
    form = PartnerForm()
    if form.validate_on_submit():
        try:
            added = service.add(session(), current_actor(), form.name.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("%(name)s is in the network. Now invite its coordinator.", name=added.full_name), "success")
            return redirect(url_for(".show", slug=added.slug), 303)  # type: ignore[return-value]
    body = render_template("partners/new.html", form=form, partners=queries.partners(session()))
    return make_response(body, UNUSABLE) if form.is_submitted() else body


@blueprint.route("/partnere/<slug>/inviter", methods=["GET", "POST"])
@access(Access.MEMBERS)
def invite(slug: str) -> Response | str:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.INVITE_BY_ACCOUNT, actor.id))
    with read_session() as reader:
        partner = queries.partner_row(reader, slug)
        require(Action.INVITE_COLLEAGUE, actor, partner)
        is_first = not has_coordinator(reader, partner.id)
    form = InviteForm()
    if form.validate_on_submit():
        roles = frozenset({Role.COORDINATOR}) if is_first else frozenset[Role]()
        try:
            organisation = organisation_by_slug(session(), slug)
            accounts.invite(session(), actor, organisation, form.email.data, form.name.data or "", roles)
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The invitation to %(email)s is on its way.", email=form.email.data), "success")
            return redirect(partner.url, 303)  # type: ignore[return-value]
        session().rollback()
    body = render_template("partners/invite.html", form=form, partner=partner, as_coordinator=is_first)
    return make_response(body, UNUSABLE) if form.is_submitted() else body


@blueprint.route("/partnere/<slug>/profil", methods=["GET", "POST"])
@access(Access.MEMBERS)
def edit(slug: str) -> Response | str:
    actor = current_actor()
    with read_session() as reader:
        partner = queries.partner_row(reader, slug)
        require(Action.DESCRIBE_MUNICIPALITY, actor, partner)
        form = WordsForm(words=portrait_of(reader, partner.id).markdown)
    if form.validate_on_submit():
        try:
            said = Said(words=form.words.data or "")
            describe(session(), actor, organisation_by_slug(session(), slug), said, not_cpr=form.not_cpr.data)
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The page has been changed."), "success")
            return redirect(partner.url, 303)  # type: ignore[return-value]
        session().rollback()
    body = render_template("partners/edit.html", form=form, partner=partner)
    return make_response(body, UNUSABLE) if form.is_submitted() else body
