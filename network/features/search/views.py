"""The search page."""

from dataclasses import replace
from math import ceil
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core.text import clean_line
from network.features.drafts import service as drafts
from network.features.drafts.places import Place
from network.features.search import missed, recent, service
from network.features.search.answers import Answer, answer
from network.features.search.asked import understood
from network.features.search.guide import composed, examples, form_fields
from network.features.search.own_writing import await_own_writing
from network.features.search.queries import PAGE_SIZE
from network.features.search.related import Alike, like_document, like_method, like_thread
from network.features.search.similar import place_of
from network.features.search.similar import similar as find_similar
from network.features.search.synonyms import current_synonyms
from network.features.search.why import Reason, reasons
from network.ports.search import SearchUnavailable
from network.ports.search.query_text import conditions_of, plain_words
from network.web.access import Access, access
from network.web.database import READ, db, session
from network.web.forms import Form, new_number
from network.web.identity import current_actor
from network.web.limits import attempt_to_search, attempt_to_suggest
from network.web.transaction import current_ports

blueprint = Blueprint("search", __name__)
MAX_TITLE = 160  # characters of a question that begins with what was sought


@blueprint.get("/soeg")
@access(Access.PUBLIC)
def show() -> Response | str:
    asked = understood(session(), request.args)
    actor, index = current_actor(), current_ports().search
    if not asked.words:
        return render_template("search/show.html", asked=asked, words="", results=None, recent=recent.recent())
    attempt_to_search()
    if actor.is_signed_in:
        recent.remember(asked.words)
        await_own_writing(db.engines[READ])
    try:
        found = answer(session(), index, actor, asked)
    except SearchUnavailable:
        body = render_template("search/unavailable.html", asked=asked, words=asked.words)
        return make_response(body, 503, {"Retry-After": "30"})
    results = found.results
    if results.total and not results.groups and asked.number > 1:  # there were more when the page before was made
        return redirect(asked.address(side=ceil(results.total / PAGE_SIZE)), 302)  # type: ignore[return-value]
    if results.terms and not results.total and actor.is_member and not asked.is_narrowed:
        missed.note_while_reading(db.engine, asked.words)
    return render_template(
        "search/show.html",
        asked=asked,
        recent=(),
        submission=new_number(),
        reasons=_asked_why(found) if actor.is_secretariat else {},
        words=asked.words,
        results=results,
        meant=found.meant,
        put_right=found.put_right,
        title=plain_words(found.put_right or asked.words)[:MAX_TITLE],
        facets=asked.facet_views(results.counts),
        closest=found.closest,
    )


def _asked_why(found: Answer) -> dict[str, Reason]:
    """Why the one result stands there that the address names."""
    results = found.results
    groups = tuple(group for group in results.groups if group.key == request.args.get("hvorfor", ""))
    if not groups:
        return {}
    typed = conditions_of(replace(found.query, synonyms={})).terms
    return reasons(session(), groups, results.terms, typed, max(group.score for group in results.groups))


@blueprint.get("/soeg/lignende")
@access(Access.MEMBERS)
def similar() -> str:
    """A part of the page on which a question is written."""
    attempt_to_suggest()
    title, synonyms = clean_line(request.args.get("titel", "")), current_synonyms(session())
    found = find_similar(session(), current_ports().search, current_actor(), title, synonyms)
    return render_template("search/similar.html", hits=found)


@blueprint.post("/soeg/besvaret")
@access(Access.MEMBERS)
def answered() -> Response:
    """What somebody was about to ask is answered by what already stands here."""
    actor, form = current_actor(), Form()
    url = place_of(session(), actor, request.form.get("answer", ""))
    number = form.submission_number()
    if number:
        service.answered(session(), actor, request.form["answer"], number)
        drafts.delete_own(session(), actor, Place())
    flash(_("Good that the answer was here already. Your question has not been published."), "success")
    return redirect(url, 303)  # type: ignore[return-value]


@blueprint.get("/soeg/hjaelp")
@access(Access.PUBLIC)
def guide() -> str:
    """How one asks."""
    return render_template(
        "search/guide.html",
        examples=examples(),
        fields=form_fields(understood(session(), {})),
        address=lambda words: url_for(".show", q=words),
    )


@blueprint.get("/soeg/udvidet")
@access(Access.PUBLIC)
def compose() -> Response:
    """The form of the guide leads to an ordinary search, which can be passed on and changed."""
    parts: dict[str, Any] = composed(request.args)
    return redirect(url_for(".show", **parts), 302)  # type: ignore[return-value]


@blueprint.get("/traade/<int:thread_id>/lignende")
@access(Access.PUBLIC)
def like_this_thread(thread_id: int) -> str:
    return _alike(like_thread(session(), current_ports().search, current_actor(), thread_id))


@blueprint.get("/dokumenter/<int:document_id>/lignende")
@access(Access.PUBLIC)
def like_this_document(document_id: int) -> str:
    return _alike(like_document(session(), current_ports().search, current_actor(), document_id))


@blueprint.get("/metoder/<int:method_id>/lignende")
@access(Access.PUBLIC)
def like_this_method(method_id: int) -> str:
    return _alike(like_method(session(), current_ports().search, current_actor(), method_id))


def _alike(alike: Alike) -> str:
    return render_template("search/alike.html", alike=alike)
