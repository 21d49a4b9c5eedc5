"""The page of a municipality's members for its coordinator and the secretariat, and handing over."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core import ratelimit
from network.core.access import Actor, Role
from network.core.errors import Invalid, NotFound
from network.core.policy import Action, allows, require
from network.features.accounts import service as accounts
from network.features.accounts.queries import actor_by_account, open_invitations
from network.features.handover import service
from network.features.handover.forms import DomainsForm, HandoverForm
from network.features.handover.holdings import Holdings, holdings
from network.features.handover.service import Terms
from network.features.municipalities.domains import domains_of, set_domains, typed_domains
from network.features.municipalities.models import Organisation
from network.features.municipalities.queries import (
    MemberRow,
    MunicipalityRow,
    every_member,
    municipality_row,
    organisation_by_slug,
)
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.forms import choices
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("handover", __name__)
UNUSABLE = 422


@blueprint.route("/kommuner/<slug>/medlemmer", methods=["GET", "POST"])
@access(Access.MEMBERS)
def members(slug: str) -> Response | str:
    """POST sets the mail domains, which is the secretariat's to do."""
    actor = current_actor()
    with read_session() as reader:
        municipality = municipality_row(reader, slug)
        require(Action.HAND_OVER, actor, municipality)
        known = ", ".join(domains_of(reader, municipality.id))
        people = every_member(reader, municipality.id)
        invitations = open_invitations(reader, municipality.id)
    form = DomainsForm(domains=known)
    if form.validate_on_submit():
        try:
            set_domains(session(), actor, organisation_by_slug(session(), slug), typed_domains(form.domains.data or ""))
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The mail domains have been changed."), "success")
            return redirect(url_for(".members", slug=slug), 303)  # type: ignore[return-value]
    body = render_template(
        "handover/members.html",
        municipality=municipality,
        people=people,
        invitations=invitations,
        domains=known,
        form=form,
        can_set_domains=allows(Action.MANAGE_PARTICIPATION, actor),
        can_suspend=allows(Action.SUSPEND_MEMBER, actor),
        can_invite=municipality.participation != "none",
    )
    return make_response(body, UNUSABLE) if form.is_submitted() else body


@blueprint.post("/kommuner/<slug>/invitationer/<int:invitation_id>/tilbage")
@access(Access.MEMBERS)
def withdraw(slug: str, invitation_id: int) -> Response:
    organisation = organisation_by_slug(session(), slug)
    email = accounts.withdraw_invitation(session(), current_actor(), organisation, invitation_id)
    flash(_("The invitation to %(email)s does not work any more.", email=email), "success")
    return redirect(url_for(".members", slug=slug), 303)  # type: ignore[return-value]


@blueprint.route("/konto/overdrag", methods=["GET", "POST"])
@access(Access.MEMBERS)
def own() -> Response | str:
    """Handing over what is one's own, before one leaves."""
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.INVITE_BY_ACCOUNT, actor.id))
    with read_session() as reader:
        people = every_member(reader, actor.organisation_id or 0)
        leaver = next(person for person in people if person.id == actor.id)
        colleagues = _open(people, leaver)
        held = _held(reader, colleagues, leaver)
    form = _offered(actor, leaver, colleagues)
    if form.validate_on_submit():
        try:
            organisation = session().get_one(Organisation, actor.organisation_id)
            _hand_over(actor, organisation, leaver, form)
        except Invalid as error:
            form.add_error(error)
            session().rollback()
        else:
            flash(_("What you had has been handed over. Your access is open as before."), "success")
            return redirect(url_for("accounts.show"), 303)  # type: ignore[return-value]
    coordinates = Role.COORDINATOR in leaver.roles
    body = render_template("handover/own.html", colleagues=colleagues, held=held, form=form, coordinates=coordinates)
    return make_response(body, UNUSABLE) if form.is_submitted() else body


def _open(people: Sequence[MemberRow], leaver: MemberRow) -> list[MemberRow]:
    """The colleagues who can take over."""
    return [person for person in people if person.id != leaver.id and not person.is_suspended]


def _held(reader: Session, colleagues: Sequence[MemberRow], leaver: MemberRow) -> Holdings | None:
    return holdings(reader, actor_by_account(reader, colleagues[0].id), leaver.id) if colleagues else None


@blueprint.route("/kommuner/<slug>/medlemmer/<int:account_id>/overdrag", methods=["GET", "POST"])
@access(Access.MEMBERS)
def hand_over(slug: str, account_id: int) -> Response | str:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.INVITE_BY_ACCOUNT, actor.id))
    with read_session() as reader:
        municipality = municipality_row(reader, slug)
        require(Action.HAND_OVER, actor, municipality)
        people = every_member(reader, municipality.id)
        leaver = next((person for person in people if person.id == account_id), None)
        if leaver is None:
            raise NotFound
        colleagues = _open(people, leaver)
        held = _held(reader, colleagues, leaver)
    form = _offered(actor, leaver, colleagues)
    if form.validate_on_submit():
        try:
            _hand_over(actor, organisation_by_slug(session(), slug), leaver, form)
        except Invalid as error:
            form.add_error(error)
            session().rollback()
        else:
            return _handed_over(municipality, leaver)
    body = render_template(
        "handover/give.html", municipality=municipality, leaver=leaver, colleagues=colleagues, held=held, form=form
    )
    return make_response(body, UNUSABLE) if form.is_submitted() else body


def _offered(actor: Actor, leaver: MemberRow, colleagues: list[MemberRow]) -> HandoverForm:
    """The form with what this actor may choose for this leaver."""
    form = HandoverForm()
    form.colleague.choices = choices(_("Choose a colleague"), ((str(person.id), person.name) for person in colleagues))
    if Role.COORDINATOR not in leaver.roles:
        del form.as_coordinator
    if leaver.is_suspended or leaver.id == actor.id or not allows(Action.SUSPEND_MEMBER, actor):
        del form.close, form.reason
    if not (leaver.is_suspended or leaver.id == actor.id or "close" in form):
        del form.drafts
    return form


def _hand_over(actor: Actor, organisation: Organisation, leaver: MemberRow, form: HandoverForm) -> None:
    closes = "close" in form and form.close.data
    terms = Terms(
        drafts="drafts" in form and form.drafts.data,
        as_coordinator="as_coordinator" in form and form.as_coordinator.data,
        close_reason=(form.reason.data or "") if closes else None,
    )
    service.hand_over(session(), actor, organisation, leaver.id, int(form.colleague.data), terms)


def _handed_over(municipality: MunicipalityRow, leaver: MemberRow) -> Response:
    flash(_("What %(name)s had has been handed over.", name=leaver.name), "success")
    return redirect(url_for(".members", slug=municipality.slug), 303)  # type: ignore[return-value]
