"""Finding, reading and writing methods."""

from dataclasses import replace

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core import ratelimit
from network.core.access import Actor
from network.core.cursor import BadCursor
from network.core.db import MAX_ID
from network.core.errors import Invalid, NotFound
from network.core.policy import Action, require
from network.features.experiences.forms import AGAIN, STAGES
from network.features.experiences.shown import experience_of
from network.features.methods import history as versions
from network.features.methods import keeping_views, queries, service
from network.features.methods.blueprint import blueprint
from network.features.methods.documents import documents_of
from network.features.methods.entry import merged
from network.features.methods.forms import MethodForm
from network.features.methods.guide import BESIDE, COSTS, HEADINGS, KINDS, LICENCES, MAIN, SHORT
from network.features.methods.listing import listing
from network.features.methods.lists import method_list
from network.features.methods.pages import CONFLICT, UNUSABLE, entry_page, number_in, opened_form
from network.features.methods.queries import MethodView
from network.features.methods.structured import of_method
from network.features.plans.queries import plans_using
from network.features.sources.queries import consent_of, contributors, threads_of_method
from network.web.access import Access, access
from network.web.database import read_session, session
from network.web.identity import current_actor
from network.web.language import said
from network.web.limits import attempt
from network.web.marking import marked_texts
from network.web.structured import structured

__all__ = ["blueprint", "keeping_views"]  # their routes are the blueprint's too


@blueprint.get("/metoder/")
@access(Access.PUBLIC)
def index() -> str:
    actor = current_actor()
    asked = listing(session(), actor, request.args)
    try:
        after = request.args.get("efter", "")
        methods = method_list(session(), actor, own=asked.own, after=after, **asked.filters)
    except BadCursor as error:
        raise NotFound from error
    next_url = url_for(".index", **asked.arguments, efter=methods.next_cursor) if methods.next_cursor else None
    return render_template("methods/index.html", methods=methods, listing=asked, next_url=next_url, costs=said(COSTS))


@blueprint.get("/metoder/<int:method_id>-<slug>")
@access(Access.PUBLIC)
def show(method_id: int, slug: str) -> Response | str:
    actor = current_actor()
    method = queries.method_view(session(), actor, method_id)
    if slug != method.slug:
        chosen = request.query_string.decode("ascii", "ignore")
        return redirect(f"{method.url}?{chosen}" if chosen else method.url, 301)  # type: ignore[return-value]
    return render_template(
        "methods/show.html",
        method=replace(method, html=marked_texts(method.html)),
        rights=queries.rights(actor, method),
        keepers=queries.keepers(session(), method),
        documents=documents_of(session(), actor, method.id),
        main=MAIN,
        beside=BESIDE,
        headings=HEADINGS,
        kinds=KINDS,
        costs=COSTS,
        licences=LICENCES,
        experience=experience_of(session(), actor, method),
        bound=threads_of_method(session(), actor, method.id),
        contributors=contributors(session(), actor, method.id),
        plans=plans_using(session(), actor, method.id),
        consent=consent_of(session(), method),
        stages=said(STAGES),
        agains=said(AGAIN),
        missing=", ".join(str(SHORT[name]) for name in method.missing),
        structured=structured(actor, lambda: of_method(method)),
    )


@blueprint.route("/metoder/ny", methods=["GET", "POST"])
@access(Access.MEMBERS)
def new() -> Response:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    with read_session() as reader:  # the writing session would hold the lock while rendering
        form = opened_form(reader, actor, None)
    if not form.is_submitted():
        return entry_page(form, None)
    if form.validate():
        share = not form.keeps_draft
        try:
            given = {"share": share, "submission": form.submission_number(), "not_cpr": form.not_cpr.data}
            method_id = service.begin(session(), actor, form.entry(), **given)
        except Invalid as error:
            form.add_error(error)
        else:
            return _saved(actor, method_id, is_shared=share)
    session().rollback()
    return entry_page(form, None, UNUSABLE)


@blueprint.route("/metoder/<int:method_id>/ret", methods=["GET", "POST"])
@access(Access.MEMBERS)
def edit(method_id: int) -> Response:
    actor = current_actor()
    if request.method == "POST":
        attempt((ratelimit.POST_BY_ACCOUNT, actor.id))
    with read_session() as reader:
        method = queries.method_view(reader, actor, method_id)
        require(Action.EDIT_METHOD, actor, method)
        form = opened_form(reader, actor, method)
        if not form.is_submitted():
            form.take(versions.fields_of(reader, method, method.number))
            form.keywords.data = queries.chosen_keywords(reader, method)
            form.version.data = str(method.number)
    if not form.is_submitted():
        return entry_page(form, method)
    if form.validate():
        share = method.is_draft and not form.keeps_draft
        try:
            _change(actor, method, form, share=share)
        except Invalid as error:
            form.add_error(error)
        except service.MethodConflict:
            return _both(actor, method_id, form)
        else:
            return _saved(actor, method_id, is_shared=share)
    session().rollback()
    return entry_page(form, method, UNUSABLE)


def _change(actor: Actor, method: MethodView, form: MethodForm, *, share: bool) -> None:
    service.change(
        session(),
        actor,
        method.id,
        form.entry(),
        number=form.corrected(),
        share=share,
        submission=form.submission_number(),
        not_cpr=form.not_cpr.data,
    )


def _saved(actor: Actor, method_id: int, *, is_shared: bool) -> Response:
    method = queries.method_view(session(), actor, method_id)
    if is_shared:
        flash(_("The method is shared. Others find it by everything that stands in it."), "success")
    elif method.is_draft:
        flash(_("The draft is saved. Nobody but those who keep it can see it."), "success")
    else:
        flash(_("The method has been changed. What it said before stands in its history."), "success")
    return redirect(method.url, 303)  # type: ignore[return-value]


def _both(actor: Actor, method_id: int, form: MethodForm) -> Response:
    """What only one of the two has changed is put together; where both have, one's own text stays in the form and the
    other's stands above it, to read and copy.
    """
    session().rollback()
    mine = form.entry().fields()
    with read_session() as reader:
        method = queries.method_view(reader, actor, method_id)
        others = versions.fields_of(reader, method, method.number)
        try:
            base = versions.fields_of(reader, method, form.corrected())
        except NotFound:  # a form that does not say what it changes
            base = others
    both, clashes = merged(base, others, mine)
    form.take(both)
    form.version.data = str(method.number)
    return entry_page(form, method, CONFLICT, others=others, clashes=clashes)


@blueprint.get("/metoder/<int:method_id>/historik")
@access(Access.PUBLIC)
def history(method_id: int) -> str:
    actor = current_actor()
    before = number_in(request.args.get("foer", "")) or MAX_ID
    shown = versions.history(session(), actor, method_id, before)
    older_url = url_for(".history", method_id=method_id, foer=shown.page.older_than) if shown.page.older_than else None
    return render_template(
        "methods/history.html",
        method=shown.method,
        versions=shown.page.versions,
        older_url=older_url,
        headings=HEADINGS,
        can_edit=queries.rights(actor, shown.method).can_edit,
    )


@blueprint.post("/metoder/<int:method_id>/gendan")
@access(Access.MEMBERS)
def restore(method_id: int) -> Response:
    actor = current_actor()
    number = number_in(request.form.get("number", ""))
    if number is None:
        raise NotFound
    service.restore(session(), actor, method_id, number)
    flash(_("Version %(number)s is back as the newest one.", number=number), "success")
    return redirect(queries.method_view(session(), actor, method_id).url, 303)  # type: ignore[return-value]
