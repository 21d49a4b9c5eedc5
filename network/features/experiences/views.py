"""Telling and reading experience, and wanting to try a method."""

from dataclasses import replace

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core import ratelimit
from network.core.access import Actor
from network.core.errors import N_, Forbidden, Invalid
from network.core.policy import Action, allows, require
from network.features.attachments.queries import Owner, files_of_card
from network.features.attachments.uploads import receive
from network.features.experiences import queries, service
from network.features.experiences.forms import AGAIN, ORIGINS, STAGES, CardForm
from network.features.experiences.queries import CardView
from network.features.experiences.reach import reaches_no_more
from network.features.methods.queries import MethodView, method_view
from network.features.municipalities.queries import municipalities_taking_part
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.forms import audience_choices, choices
from network.web.identity import current_actor
from network.web.limits import attempt
from network.web.marking import marked_texts

blueprint = Blueprint("experiences", __name__)
UNUSABLE, CONFLICT = 422, 409


def _form(reader: Session, actor: Actor, method: MethodView) -> CardForm:
    """With the choices that the actor has; nobody is offered more readers than the method itself has."""
    form = CardForm()
    form.copied_from.choices = choices(_("No municipality in particular"), municipalities_taking_part(reader))
    offered = [
        choice for choice in audience_choices(actor) if reaches_no_more(_term(str(choice.value), actor), method.term)
    ]
    form.audience.choices = offered
    if not form.is_submitted() and form.audience.data not in {choice.value for choice in offered} and offered:
        form.audience.data = offered[0].value
    return form


def _term(audience: str, actor: Actor) -> str:
    return f"own:{actor.organisation_id}" if audience == "own" else audience


@blueprint.route("/metoder/<int:method_id>/erfaring", methods=["GET", "POST"])
@access(Access.MEMBERS)
def new(method_id: int) -> Response:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    with read_session() as reader:  # the writing session would hold the lock while rendering
        method = method_view(reader, actor, method_id)
        require(Action.TELL_EXPERIENCE, actor)
        if not method.is_shared:
            raise Forbidden(N_("The method is not shared."))
        form = _form(reader, actor, method)
    if not form.is_submitted():
        return _page(form, method, None, 200)
    if receive(form, actor):
        return _page(form, method, None, UNUSABLE if form.errors else 200)
    if form.validate():
        try:
            given = {"submission": form.submission_number(), "not_cpr": form.not_cpr.data}
            card_id = service.add(session(), actor, method_id, form.new_card(), **given)
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("Thank you. Your experience stands at the method now."), "success")
            return redirect(url_for(".show", card_id=card_id), 303)  # type: ignore[return-value]
    session().rollback()
    return _page(form, method, None, UNUSABLE)


def _page(
    form: CardForm, method: MethodView, card: CardView | None, status: int, *, is_changed: bool = False
) -> Response:
    body = render_template("experiences/edit.html", form=form, method=method, card=card, is_changed=is_changed)
    return make_response(body, status)


@blueprint.get("/erfaringer/<int:card_id>")
@access(Access.PUBLIC)
def show(card_id: int) -> str:
    actor = current_actor()
    card = queries.card_view(session(), actor, card_id)
    labels = {"stages": STAGES, "origins": ORIGINS, "agains": AGAIN}
    can_edit = allows(Action.EDIT_EXPERIENCE, actor, card)
    files = files_of_card(session(), card.id)
    card = replace(card, html=marked_texts(card.html))
    return render_template("experiences/show.html", card=card, files=files, can_edit=can_edit, **labels)


@blueprint.route("/erfaringer/<int:card_id>/ret", methods=["GET", "POST"])
@access(Access.MEMBERS)
def edit(card_id: int) -> Response:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    with read_session() as reader:
        card = queries.card_view(reader, actor, card_id)
        require(Action.EDIT_EXPERIENCE, actor, card)
        method = method_view(reader, actor, card.method_id)
        form = _form(reader, actor, method)
        if not form.is_submitted():
            form.take(card)
            form.show_attached(files_of_card(reader, card_id))
    if not form.is_submitted():
        return _page(form, method, card, 200)
    if receive(form, actor, Owner(card_id=card_id)):
        return _page(form, method, card, UNUSABLE if form.errors else 200)
    if form.validate():
        try:
            changed = {"version": form.corrected(), "not_cpr": form.not_cpr.data}
            service.change(session(), actor, card_id, form.new_card(), **changed)
        except Invalid as error:
            form.add_error(error)
        except service.CardConflict:
            session().rollback()
            form.version.data = str(card.version)
            return _page(form, method, card, CONFLICT, is_changed=True)
        else:
            flash(_("The card has been changed."), "success")
            return redirect(url_for(".show", card_id=card_id), 303)  # type: ignore[return-value]
    session().rollback()
    return _page(form, method, card, UNUSABLE)


@blueprint.post("/erfaringer/<int:card_id>/slet")
@access(Access.MEMBERS)
def remove(card_id: int) -> Response:
    method = method_view(session(), current_actor(), service.remove(session(), current_actor(), card_id))
    flash(_("The card is deleted."), "success")
    return redirect(method.url, 303)  # type: ignore[return-value]


@blueprint.post("/metoder/<int:method_id>/proev")
@access(Access.MEMBERS)
def wish(method_id: int) -> Response:
    wants = request.form.get("wants") == "1"
    method = service.wish(session(), current_actor(), method_id, wants=wants)
    if wants:
        flash(_("Those who have tried it are told that you want to. You see them below: call one of them."), "success")
    else:
        flash(_("Your municipality no longer stands among those who want to try it."), "success")
    return redirect(method.url + "#vil-proeve", 303)  # type: ignore[return-value]
