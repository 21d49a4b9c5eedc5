"""Inviting advisers, who of them reads what, and ending it; and the page of an adviser."""

import re

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.core import ratelimit
from network.core.access import Audience, Invitable, audience_of
from network.core.addresses import INVITED_URL, advisers_url
from network.core.errors import Invalid, NotFound
from network.core.policy import Action, allows, require
from network.features.advisers import queries, service
from network.features.advisers.forms import InviteAdviserForm, WhereForm
from network.features.municipalities.models import Organisation
from network.features.municipalities.queries import municipality_row
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.identity import current_actor
from network.web.limits import attempt

blueprint = Blueprint("advisers", __name__)
UNUSABLE = 422
WORDS = {"traad": Invitable.THREAD, "dokument": Invitable.DOCUMENT, "plan": Invitable.PLAN}
_PAGES = {"traade": "traad", "dokumenter": "dokument", "strategiplaner": "plan"}
_ADDRESS = re.compile(rf"(?:^|/)({'|'.join(_PAGES)})/(\d{{1,10}})(?!\d)")
KINDS = {Invitable.THREAD: _l("Thread"), Invitable.DOCUMENT: _l("Document"), Invitable.PLAN: _l("Plan")}
WIDE = (Audience.NETWORK, Audience.MUNICIPALITIES)  # others write there, and did not know of the adviser


@blueprint.get(INVITED_URL)
@access(Access.INVITED)
def index() -> str:
    """A member has no such page."""
    actor = current_actor()
    if not actor.is_adviser:
        raise NotFound
    return render_template("advisers/index.html", things=queries.invited_to(session(), actor), kinds=KINDS)


@blueprint.route("/raadgivere/til/<word>/<int:thing_id>", methods=["GET", "POST"])
@access(Access.MEMBERS)
def invite(word: str, thing_id: int) -> Response | str:
    actor, kind = current_actor(), WORDS.get(word)
    if kind is None:
        raise NotFound
    if request.method == "POST":
        attempt((ratelimit.INVITE_BY_ACCOUNT, actor.id))
    with read_session() as reader:
        thing = queries.invitable_thing(reader, actor, kind, thing_id)
        require(Action.INVITE_ADVISER, actor, thing)
        lines = queries.reading_along(queries.adviser_lines(reader, kind, thing_id))
    form = InviteAdviserForm()
    if form.validate_on_submit():
        try:
            service.invite(
                session(),
                actor,
                kind,
                thing_id,
                email=form.email.data or "",
                name=form.name.data or "",
                firm=form.firm.data or "",
                last_day=form.chosen_day,
            )
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The invitation to %(email)s is on its way.", email=form.email.data), "success")
            return redirect(thing.url, 303)  # type: ignore[return-value]
        session().rollback()
    body = render_template(
        "advisers/invite.html",
        form=form,
        thing=thing,
        word=word,
        kind=KINDS[kind],
        lines=lines,
        can_end={line.id for line in lines if allows(Action.END_ADVISER, actor, line)},
        is_wide=kind is Invitable.THREAD and audience_of(thing.audience_term) in WIDE,
        listed=_list_url(thing.organisation_slug, thing.organisation_id),
    )
    return make_response(body, UNUSABLE) if form.is_submitted() else body


def _list_url(slug: str, organisation_id: int) -> str | None:
    """The page of all the municipality's advisers, for who may see it."""
    may = allows(Action.LIST_ADVISERS, current_actor(), Organisation(id=organisation_id))
    return advisers_url(slug) if may else None


@blueprint.route("/kommuner/<slug>/raadgivere", methods=["GET", "POST"])
@access(Access.MEMBERS)
def of_municipality(slug: str) -> Response | str:
    """POST leads to inviting somebody to the page whose address was pasted."""
    actor = current_actor()
    with read_session() as reader:
        municipality = municipality_row(reader, slug)
        require(Action.LIST_ADVISERS, actor, municipality)
        advisers = queries.advisers_of(reader, actor, municipality.id)
    form = WhereForm()
    if form.validate_on_submit():
        found = _ADDRESS.search(form.address.data or "")
        if found is not None:
            url = url_for(".invite", word=_PAGES[found[1]], thing_id=int(found[2]))
            return redirect(url, 303)  # type: ignore[return-value]
        form.address.errors = [_("That is not the address of a thread, a document or a plan.")]
    body = render_template(
        "advisers/of_municipality.html",
        municipality=municipality,
        advisers=advisers,
        form=form,
        kinds=KINDS,
        can_suspend=allows(Action.SUSPEND_MEMBER, actor),
    )
    return make_response(body, UNUSABLE) if form.is_submitted() else body


@blueprint.post("/raadgivere/adgang/<int:access_id>/afslut")
@access(Access.MEMBERS)
def end(access_id: int) -> Response:
    ended = service.end(session(), current_actor(), access_id)
    flash(_("The adviser's access has ended."), "success")
    organisation = session().get_one(Organisation, ended.organisation_id)
    kind, thing_id = service.thing_of(ended)
    url = _list_url(organisation.slug, organisation.id)
    if url is None:  # whoever invited, and answers for nothing else
        try:
            url = queries.invitable_thing(session(), current_actor(), kind, thing_id).url
        except NotFound:  # hidden or withdrawn meanwhile; the access has ended all the same
            url = url_for("start.show")
    return redirect(url, 303)  # type: ignore[return-value]
