"""Asking to join, which everybody may, and the secretariat's answers."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.errors import Invalid
from network.features.accounts.queries import email_key
from network.features.joining import queries, service
from network.features.joining.forms import AnswerForm, AskForm
from network.features.joining.models import RequestState
from network.features.municipalities.queries import municipalities, organisation_by_slug
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.forms import choices
from network.web.identity import current_actor
from network.web.limits import attempt, client_address

blueprint = Blueprint("joining", __name__)
UNUSABLE = 422


@blueprint.route("/bliv-med", methods=["GET", "POST"])
@access(Access.PUBLIC)
def ask() -> Response | str:
    form = AskForm()
    with read_session() as reader:
        known = [(row.slug, row.full_name) for row in municipalities(reader)]
    form.municipality.choices = choices(_("Choose a municipality"), known)
    if not form.is_submitted():
        asked = request.args.get("kommune", "")
        form.municipality.data = asked if asked in dict(known) else ""
    if form.validate_on_submit():
        attempt((ratelimit.JOIN_BY_ADDRESS, client_address()), (ratelimit.JOIN_BY_EMAIL, email_key(form.email.data)))
        try:
            organisation = organisation_by_slug(session(), form.municipality.data)
            given = {"submission": form.submission_number(), "not_cpr": form.not_cpr.data}
            service.ask(session(), organisation, form.asked(), **given)
        except Invalid as error:
            form.add_error(error)
            session().rollback()
        else:
            flash(_("Thank you. The secretariat reads it and answers by mail."), "success")
            return redirect(url_for("municipalities.show", slug=organisation.slug), 303)  # type: ignore[return-value]
    body = render_template("joining/ask.html", form=form)
    return make_response(body, UNUSABLE) if form.is_submitted() else body


@blueprint.get("/sekretariat/anmodninger")
@access(Access.SECRETARIAT)
def index() -> str:
    return render_template("joining/index.html", requests=queries.join_requests(session(), current_actor()))


@blueprint.route("/sekretariat/anmodninger/<int:request_id>", methods=["GET", "POST"])
@access(Access.SECRETARIAT)
def answer(request_id: int) -> Response | str:
    actor = current_actor()
    with read_session() as reader:
        asked = queries.join_request(reader, actor, request_id)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            if form.decision.data == RequestState.ACCEPTED:
                service.accept(session(), actor, request_id, keep_domain=form.keep_domain.data)
                flash(
                    _("%(name)s takes part from now on. The invitation is on its way.", name=asked.organisation_name),
                    "success",
                )
            else:
                service.refuse(session(), actor, request_id, form.reason.data or "")
                flash(_("The refusal is on its way to %(email)s.", email=asked.email), "success")
        except Invalid as error:
            form.add_error(error)
            session().rollback()
        else:
            return redirect(url_for(".index"), 303)  # type: ignore[return-value]
    body = render_template("joining/answer.html", form=form, asked=asked)
    return make_response(body, UNUSABLE) if form.is_submitted() else body
