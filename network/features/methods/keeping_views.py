"""Who keeps a method, whether it still holds, and letting a draft go."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core.errors import N_, Forbidden, Invalid
from network.core.policy import Action, require
from network.features.experiences.queries import others_have_tried
from network.features.methods import keeping, queries, withdrawing
from network.features.methods.blueprint import blueprint
from network.features.methods.forms import KeepersForm, WithdrawForm
from network.features.methods.pages import UNUSABLE
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.identity import current_actor


def _back_to(method_id: int) -> Response:
    return redirect(queries.method_view(session(), current_actor(), method_id).url, 303)  # type: ignore[return-value]


@blueprint.route("/metoder/<int:method_id>/ejere", methods=["GET", "POST"])
@access(Access.MEMBERS)
def keepers(method_id: int) -> Response:
    actor = current_actor()
    with read_session() as reader:
        method = queries.method_view(reader, actor, method_id)
        require(Action.EDIT_METHOD, actor, method)
        form = KeepersForm(keepers="\n".join(keeper.email for keeper in queries.keepers(reader, method)))
    if form.validate_on_submit():
        try:
            keeping.choose_keepers(session(), actor, method_id, (form.keepers.data or "").splitlines())
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("It is saved who keeps the method."), "success")
            return _back_to(method_id)
    session().rollback()
    body = render_template("methods/keepers.html", method=method, form=form)
    return make_response(body, UNUSABLE if form.is_submitted() else 200)


@blueprint.route("/metoder/<int:method_id>/traek-tilbage", methods=["GET", "POST"])
@access(Access.MEMBERS)
def withdraw(method_id: int) -> Response:
    actor = current_actor()
    with read_session() as reader:
        method = queries.method_view(reader, actor, method_id)
        require(Action.EDIT_METHOD, actor, method)
        if not method.is_shared:
            raise Forbidden(N_("The method is not shared."))
        is_built_on = others_have_tried(reader, method_id, method.organisation_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            withdrawing.withdraw(session(), actor, method_id, form.reason.data or "")
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The method is withdrawn."), "success")
            return _back_to(method_id)
    session().rollback()
    body = render_template("methods/withdraw.html", method=method, form=form, is_built_on=is_built_on)
    return make_response(body, UNUSABLE if form.is_submitted() else 200)


@blueprint.post("/metoder/<int:method_id>/del-igen")
@access(Access.MEMBERS)
def share_again(method_id: int) -> Response:
    keeping.share_again(session(), current_actor(), method_id)
    flash(_("The method is shared again."), "success")
    return _back_to(method_id)


@blueprint.post("/metoder/<int:method_id>/overtag")
@access(Access.MEMBERS)
def take_over(method_id: int) -> Response:
    keeping.take_over(session(), current_actor(), method_id)
    flash(_("The method is yours now. Look it through, so that others can rely on it."), "success")
    return _back_to(method_id)


@blueprint.post("/metoder/<int:method_id>/gennemgaaet")
@access(Access.MEMBERS)
def still_holds(method_id: int) -> Response:
    keeping.still_holds(session(), current_actor(), method_id)
    flash(_("Thank you. You are asked again in a year."), "success")
    return _back_to(method_id)


@blueprint.post("/metoder/<int:method_id>/godkend")
@access(Access.MEMBERS)
def review(method_id: int) -> Response:
    is_good = request.form.get("good") == "1"
    keeping.review(session(), current_actor(), method_id, is_good=is_good)
    if is_good:
        flash(_("It stands at the method that an editor has reviewed it."), "success")
    else:
        flash(_("The method is no longer marked as reviewed."), "success")
    return _back_to(method_id)


@blueprint.post("/metoder/<int:method_id>/slet")
@access(Access.MEMBERS)
def discard(method_id: int) -> Response:
    keeping.discard(session(), current_actor(), method_id)
    flash(_("The draft is deleted."), "success")
    return redirect(url_for(".index", vis="mine"), 303)  # type: ignore[return-value]
