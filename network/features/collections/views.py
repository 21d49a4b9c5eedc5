"""Finding, reading, making and changing collections."""

from dataclasses import replace

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.access import Actor
from network.core.cursor import BadCursor
from network.core.errors import Invalid, NotFound
from network.core.policy import Action, require, require_member
from network.features.collections import item_views, queries, service
from network.features.collections.blueprint import blueprint
from network.features.collections.following import follow as follow_collection
from network.features.collections.forms import CollectionForm
from network.features.collections.lists import MINE, OURS, collection_list
from network.features.collections.queries import CollectionView
from network.web.access import Access, access
from network.web.choice import Choice
from network.web.database import read_session, session
from network.web.identity import current_actor
from network.web.limits import attempt
from network.web.marking import marked_html, sought_terms

__all__ = ["blueprint", "item_views"]  # their routes are the blueprint's too
UNUSABLE, CONFLICT = 422, 409


@blueprint.get("/samlinger/")
@access(Access.PUBLIC)
def index() -> str:
    actor, shown = current_actor(), request.args.get("vis", "")
    if shown not in ("", MINE, OURS):
        raise NotFound
    if shown:
        require_member(actor)
    try:
        found = collection_list(session(), actor, shown=shown, after=request.args.get("efter", ""))
    except BadCursor as error:
        raise NotFound from error
    next_url = url_for(".index", vis=shown or None, efter=found.next_cursor) if found.next_cursor else None
    choices = _choices(shown) if actor.is_member else ()
    return render_template("collections/index.html", collections=found, shown=shown, choices=choices, next_url=next_url)


def _choices(shown: str) -> tuple[Choice, ...]:
    return (
        Choice(_("All"), url_for(".index"), shown == ""),
        Choice(_("My municipality's"), url_for(".index", vis=OURS), shown == OURS),
        Choice(_("Mine"), url_for(".index", vis=MINE), shown == MINE),
    )


@blueprint.get("/samlinger/<int:collection_id>-<slug>")
@access(Access.PUBLIC)
def show(collection_id: int, slug: str) -> Response | str:
    actor = current_actor()
    collection = queries.collection_view(session(), actor, collection_id)
    if slug != collection.slug:
        return redirect(collection.url, 301)  # type: ignore[return-value]
    found = queries.contents(session(), actor, collection)
    can_keep, terms = queries.can_keep(actor, collection), sought_terms()
    if terms:
        collection = replace(collection, html=marked_html(collection.html, terms))
        found = replace(found, items=tuple(replace(one, html=marked_html(one.html, terms)) for one in found.items))
    return render_template(
        "collections/show.html",
        collection=collection,
        items=found.items,
        removed=found.removed if can_keep else (),
        can_keep=can_keep,
        base=current_app.config["SETTINGS"].base_url,
        unseen=queries.unseen_count(collection, found.items) if can_keep else 0,
    )


@blueprint.route("/samlinger/ny", methods=["GET", "POST"])
@access(Access.MEMBERS)
def new() -> Response:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    form = CollectionForm()
    form.offer(actor)
    if form.validate_on_submit():
        try:
            given = {"submission": form.submission_number(), "not_cpr": form.not_cpr.data}
            number = service.make(session(), actor, form.said(), **given)
        except Invalid as error:
            form.add_error(error)
        else:
            flash(_("The collection is there. Put things into it from their own pages."), "success")
            return _to(actor, number)
    session().rollback()
    return _form_page(form, None, UNUSABLE if form.is_submitted() else 200)


def _to(actor: Actor, collection_id: int) -> Response:
    return redirect(queries.collection_view(session(), actor, collection_id).url, 303)  # type: ignore[return-value]


def _form_page(form: CollectionForm, collection: CollectionView | None, status: int) -> Response:
    """On a conflict the collection is shown as it is now, and one's own words stand in the form."""
    is_changed = status == CONFLICT
    body = render_template("collections/edit.html", form=form, collection=collection, is_changed=is_changed)
    return make_response(body, status)


@blueprint.route("/samlinger/<int:collection_id>/ret", methods=["GET", "POST"])
@access(Access.MEMBERS)
def edit(collection_id: int) -> Response:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    collection = _kept(actor, collection_id)
    form = CollectionForm()
    form.offer(actor, collection.chosen)
    if not form.is_submitted():
        form.title.data, form.introduction.data = collection.title, collection.markdown
        form.audience.data, form.version.data = collection.chosen, str(collection.version)
        return _form_page(form, collection, 200)
    if form.validate():
        try:
            given = {"version": form.corrected(), "not_cpr": form.not_cpr.data}
            service.change(session(), actor, collection_id, form.said(), **given)
        except Invalid as error:
            form.add_error(error)
        except service.CollectionConflict:
            session().rollback()
            collection = _kept(actor, collection_id)
            form.version.data = str(collection.version)
            return _form_page(form, collection, CONFLICT)
        else:
            flash(_("The collection has been changed."), "success")
            return _to(actor, collection_id)
    session().rollback()
    return _form_page(form, collection, UNUSABLE)


def _kept(actor: Actor, collection_id: int) -> CollectionView:
    with read_session() as reader:  # the writing session would hold the lock while rendering
        collection = queries.collection_view(reader, actor, collection_id)
    require(Action.KEEP_COLLECTION, actor, collection)
    return collection


@blueprint.post("/samlinger/<int:collection_id>/slet")
@access(Access.MEMBERS)
def discard(collection_id: int) -> Response:
    service.discard(session(), current_actor(), collection_id)
    flash(_("The collection is deleted. You can take that back here for 30 days."), "success")
    return _to(current_actor(), collection_id)


@blueprint.post("/samlinger/<int:collection_id>/gendan")
@access(Access.MEMBERS)
def take_back(collection_id: int) -> Response:
    service.take_back(session(), current_actor(), collection_id)
    flash(_("The collection is back."), "success")
    return _to(current_actor(), collection_id)


@blueprint.post("/samlinger/<int:collection_id>/foelg")
@access(Access.MEMBERS)
def follow(collection_id: int) -> Response:
    follows = request.form.get("follow") == "1"
    collection = follow_collection(session(), current_actor(), collection_id, follows=follows)
    text = _("You follow the collection.") if follows else _("You do not follow the collection any more.")
    flash(text, "success")
    return redirect(collection.url, 303)  # type: ignore[return-value]
