"""The search page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core.text import clean_line
from network.features.drafts import service as drafts
from network.features.drafts.places import Place
from network.features.search import missed, queries, recent, service
from network.features.search.asked import MAX_WORDS, Asked, understood
from network.features.search.guide import composed, examples, form_fields
from network.features.search.hits import ShownHit
from network.features.search.own_writing import await_own_writing
from network.features.search.related import Alike, like_document, like_method, like_thread
from network.features.search.similar import closest, place_of
from network.features.search.similar import similar as find_similar
from network.features.search.spelling import corrected
from network.features.search.synonyms import current_synonyms
from network.features.search.why import Reason, reasons
from network.ports.search import SearchUnavailable
from network.web.access import Access, access
from network.web.database import db, session
from network.web.forms import Form, new_number
from network.web.identity import current_actor
from network.web.transaction import current_ports

blueprint = Blueprint("search", __name__)
FEW = 2  # results; with so few, something else may have been meant
MOST_CLOSE = 10  # of what comes closest


@blueprint.get("/soeg")
@access(Access.PUBLIC)
def show() -> Response | str:
    asked = understood(session(), request.args)
    actor, index = current_actor(), current_ports().search
    if not asked.words:
        return render_template("search/show.html", asked=asked, words="", results=None, recent=recent.recent())
    if actor.is_signed_in:
        recent.remember(asked.words)
        await_own_writing(db.engine)
    synonyms = current_synonyms(session())
    try:
        query = asked.query(synonyms=synonyms)
        found = queries.search_page(session(), index, actor, query, with_words(asked.words))
        meant = corrected(session(), index, actor, asked.words, synonyms) if found.total <= FEW else ""
    except SearchUnavailable:
        body = render_template("search/unavailable.html", asked=asked, words=asked.words)
        return make_response(body, 503, {"Retry-After": "30"})
    if not found.total and actor.is_member and not asked.is_narrowed:
        missed.note_while_reading(db.engine, asked.words)
    return render_template(
        "search/show.html",
        asked=asked,
        recent=(),
        submission=new_number(),
        reasons=_asked_why(found) if actor.is_secretariat else {},
        words=asked.words,
        results=found,
        meant=meant,
        facets=asked.facet_views(found.counts),
        closest=_closest(asked, meant, found) if found.total <= FEW and not asked.is_narrowed else (),
    )


def _asked_why(found: queries.SearchPage) -> dict[str, Reason]:
    """Why the one result stands there that the address names."""
    named = request.args.get("hvorfor", "")
    return reasons(session(), tuple(group for group in found.groups if group.key == named), found.terms)


def _closest(asked: Asked, meant: str, found: queries.SearchPage) -> tuple[ShownHit, ...]:
    """What has some of the words, where little has all of them: the same question with a wider net."""
    wanted = " ".join(word for word in (meant or asked.words).split() if not word.startswith("-"))
    shown = frozenset(group.key for group in found.groups)
    return closest(session(), current_ports().search, current_actor(), wanted, shown, MOST_CLOSE)


@blueprint.get("/soeg/lignende")
@access(Access.MEMBERS)
def similar() -> str:
    """A part of the page on which a question is written."""
    found = find_similar(session(), current_ports().search, current_actor(), clean_line(request.args.get("titel", "")))
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


def with_words(words: str) -> Callable[[str], str]:
    """Adds the words to an address within the network, so that the page marks them."""
    tail = urlencode({"q": words[:MAX_WORDS]})

    def add(url: str) -> str:
        path, hash_sign, anchor = url.partition("#")
        return f"{path}{'&' if '?' in path else '?'}{tail}{hash_sign}{anchor}"

    return add


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
