"""A member's keys for programs."""

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.errors import Invalid
from network.features.apikeys import queries, service
from network.features.apikeys.forms import KeyForm
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("apikeys", __name__)
UNUSABLE = 422


@blueprint.route("/konto/noegler", methods=["GET", "POST"])
@access(Access.MEMBERS)
def index() -> Response:
    """The new key stands in the answer to the form and nowhere else: it is not kept in a readable way."""
    actor, form, made = current_actor(), KeyForm(), None
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    is_used = False
    if form.validate_on_submit():
        try:
            made = service.make(session(), actor, form.name.data or "", submission=form.submission_number())
        except Invalid as error:
            form.add_error(error)
        else:
            is_used = True
    keys = queries.own_keys(session(), actor)
    base_url = current_app.config["SETTINGS"].base_url
    shown = KeyForm(formdata=None) if is_used else form
    body = render_template("apikeys/index.html", keys=keys, form=shown, made=made, base_url=base_url)
    return make_response(body, UNUSABLE if form.is_submitted() and not is_used else 200)


@blueprint.post("/konto/noegler/<int:key_id>/afslut")
@access(Access.MEMBERS)
def end(key_id: int) -> Response:
    service.end(session(), current_actor(), key_id)
    flash(_("The key opens nothing any more."), "success")
    return redirect(url_for(".index"), 303)  # type: ignore[return-value]
