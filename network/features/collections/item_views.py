"""Putting things into collections, and what is done with them there."""

from flask import Response, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.access import Actor
from network.core.errors import Invalid, NotFound
from network.features.collections import items, queries, service
from network.features.collections.blueprint import blueprint
from network.features.collections.forms import ItemForm, NewCollectionForm
from network.features.collections.kinds import BY_WORD, Kind
from network.features.collections.queries import item_anchor
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.identity import current_actor
from network.web.limits import attempt

UNUSABLE, CONFLICT = 422, 409
INTO = "into"  # the button of one of the actor's own collections


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


@blueprint.route("/samlinger/tilfoej/<word>/<int:thing_id>", methods=["GET", "POST"])
@access(Access.MEMBERS)
def add(word: str, thing_id: int) -> Response:
    """The actor's own collections, each with a button, and a form for a new one."""
    actor, kind = current_actor(), BY_WORD.get(word)
    if kind is None:
        raise NotFound
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    with read_session() as reader:
        thing = queries.thing(reader, actor, kind, thing_id)
        own = queries.own_collections(reader, actor, kind, thing_id)
    form = NewCollectionForm()
    form.offer(actor)
    into = _number(request.form.get(INTO, "")) if INTO in request.form else None
    if form.is_submitted() and (into is not None or form.validate()):
        try:
            number = into or service.make(session(), actor, form.said(), submission=form.submission_number())
            return _added(actor, number, kind, thing_id)
        except Invalid as error:
            form.add_error(error)
    session().rollback()
    body = render_template("collections/add.html", thing=thing, own=own, form=form, word=word)
    return make_response(body, UNUSABLE if form.is_submitted() else 200)


def _added(actor: Actor, collection_id: int, kind: Kind, thing_id: int) -> Response:
    item_id = items.add(session(), actor, collection_id, kind, thing_id)
    collection = queries.collection_view(session(), actor, collection_id)
    flash(_("It lies in the collection “%(title)s” now.", title=collection.title), "success")
    return _at(actor, collection_id, item_anchor(item_id))


def _at(actor: Actor, collection_id: int, anchor: str) -> Response:
    url = queries.collection_view(session(), actor, collection_id).url
    return redirect(f"{url}#{anchor}", 303)  # type: ignore[return-value]


@blueprint.post("/samlinger/<int:collection_id>/ting")
@access(Access.MEMBERS)
def arrange(collection_id: int) -> Response:
    """One form for all that is done with the things: the button that was pressed says what, and with which."""
    actor, form = current_actor(), request.form
    item_id, _dash, number = form.get("move", "").partition("-")
    moved, to = _number(item_id), _number(number)
    removed, back = _number(form.get("remove", "")), _number(form.get("put_back", ""))
    if moved is not None and to is not None:
        items.move(session(), actor, collection_id, moved, to)
        return _at(actor, collection_id, item_anchor(moved))
    if removed is not None:
        title = items.remove(session(), actor, collection_id, removed)
        flash(_("“%(title)s” has been taken out. It can be put back below.", title=title), "success")
        return _at(actor, collection_id, "taget-ud")
    if back is not None:
        title = items.put_back(session(), actor, collection_id, back)
        flash(_("“%(title)s” lies in the collection again.", title=title), "success")
        return _at(actor, collection_id, item_anchor(back))
    raise NotFound


@blueprint.route("/samlinger/<int:collection_id>/ting/<int:item_id>", methods=["GET", "POST"])
@access(Access.MEMBERS)
def introduce(collection_id: int, item_id: int) -> Response:
    """What is said before one of the things."""
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    kept = _kept(actor, collection_id, item_id)
    form = ItemForm()
    if not form.is_submitted():
        form.introduction.data, form.version.data = kept.item.markdown, str(kept.item.version)
        return _page(form, kept, 200)
    if form.validate():
        try:
            given = {"version": form.corrected(), "not_cpr": form.not_cpr.data}
            items.introduce(session(), actor, collection_id, item_id, form.introduction.data or "", **given)
        except Invalid as error:
            form.add_error(error)
        except service.CollectionConflict:
            session().rollback()
            kept = _kept(actor, collection_id, item_id)
            form.version.data = str(kept.item.version)
            return _page(form, kept, CONFLICT)
        else:
            flash(_("The text is saved."), "success")
            return _at(actor, collection_id, item_anchor(item_id))
    session().rollback()
    return _page(form, kept, UNUSABLE)


def _kept(actor: Actor, collection_id: int, item_id: int) -> items.Kept:
    with read_session() as reader:
        return items.kept_item(reader, actor, collection_id, item_id, hold=False)


def _page(form: ItemForm, kept: items.Kept, status: int) -> Response:
    body = render_template("collections/introduce.html", form=form, kept=kept, is_changed=status == CONFLICT)
    return make_response(body, status)
