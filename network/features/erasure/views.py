"""What is kept about oneself, and having it erased."""

import json

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.errors import Invalid
from network.features.accounts.queries import member_card
from network.features.erasure import service
from network.features.erasure.export import own_data
from network.features.erasure.forms import EraseForm, EraseOwnForm
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.downloads import send_made
from network.web.identity import current_actor, end_session
from network.web.limits import attempt

blueprint = Blueprint("erasure", __name__)
UNUSABLE = 422


@blueprint.get("/konto/oplysninger")
@access(Access.INVITED)
def show() -> str:
    return render_template("erasure/show.html")


@blueprint.get("/konto/oplysninger.json")
@access(Access.INVITED)
def export() -> Response:
    body = json.dumps(own_data(session(), current_actor()), ensure_ascii=False, indent=1).encode()
    return send_made(body, "mine-oplysninger.json", "application/json; charset=utf-8")


@blueprint.route("/konto/slet", methods=["GET", "POST"])
@access(Access.INVITED)
def erase_own() -> Response | str:
    form = EraseOwnForm()
    if form.validate_on_submit():
        try:
            attempt((ratelimit.SIGN_IN_BY_ACCOUNT, f"own:{current_actor().id}"))
            service.erase_own(session(), current_actor(), form.current_password.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            end_session()
            flash(_("Your account has been erased. Thank you for what you gave."), "success")
            return redirect(url_for("start.show"), 303)  # type: ignore[return-value]
    body = render_template("erasure/erase_own.html", form=form)
    return make_response(body, UNUSABLE) if form.is_submitted() else body


@blueprint.route("/sekretariat/medlemmer/<int:account_id>/slet", methods=["GET", "POST"])
@access(Access.SECRETARIAT)
def erase(account_id: int) -> Response | str:
    with read_session() as reader:
        member = member_card(reader, account_id)
    form = EraseForm()
    if form.validate_on_submit():
        service.erase(session(), current_actor(), account_id)
        flash(_("The account of %(name)s has been erased.", name=member.name), "success")
        return redirect(member.organisation_url, 303)  # type: ignore[return-value]
    body = render_template("erasure/erase.html", form=form, member=member)
    return make_response(body, UNUSABLE) if form.is_submitted() else body
