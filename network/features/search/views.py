"""The search page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from network.core.text import clean_line
from network.features.drafts import service as drafts
from network.features.drafts.places import Place
from network.features.search import queries, service
from network.features.search.similar import place_of
from network.features.search.similar import similar as find_similar
from network.ports.search import Query, SearchUnavailable
from network.web.access import Access, access
from network.web.choice import Choice
from network.web.database import session
from network.web.forms import Form
from network.web.identity import current_actor
from network.web.transaction import current_ports

blueprint = Blueprint("search", __name__)
KINDS = {
    "traade": frozenset({"thread", "reply"}),
    "metoder": frozenset({"method", "experience"}),
    "dokumenter": frozenset({"document", "page"}),
    "planer": frozenset({"plan"}),
}
MAX_WORDS = 300  # characters of the query that are repeated in addresses


def searched_words() -> str:
    """What is sought, without characters that no page may hold."""
    return clean_line(request.args.get("q", ""))


@blueprint.context_processor
def _addresses() -> dict[str, Callable[..., str]]:
    return {"search_address": address}


@blueprint.get("/soeg")
@access(Access.PUBLIC)
def show() -> Response | str:
    words = searched_words()
    if not words:
        return render_template("search/show.html", words="", results=None, closest=())
    kind = request.args.get("type", "")
    newest_first = request.args.get("orden") == "nyeste"
    query = Query(
        text=words,
        kinds=KINDS.get(kind, frozenset()),
        newest_first=newest_first,
        offset=(_page_number() - 1) * queries.PAGE_SIZE,
        limit=queries.PAGE_SIZE,
    )
    try:
        found = queries.search_page(session(), current_ports().search, current_actor(), query, _with_words(words))
    except SearchUnavailable:
        body = render_template("search/unavailable.html", words=words)
        return make_response(body, 503, {"Retry-After": "30"})
    closest = () if found.total else _closest(words)
    return render_template(
        "search/show.html",
        words=words,
        results=found,
        closest=closest,
        choices=_choices(kind),
        orders=_orders(newest_first),
    )


def _closest(words: str) -> tuple[queries.ShownHit, ...]:
    """What has some of the words, where nothing has all of them."""
    wanted = " ".join(word for word in words.split() if not word.startswith("-"))
    return find_similar(session(), current_ports().search, current_actor(), wanted)


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


def _choices(kind: str) -> tuple[Choice, ...]:
    labels = (
        *(("", _("Everything")), ("traade", _("Threads"))),
        *(("metoder", _("Methods")), ("dokumenter", _("Documents"))),
        ("planer", _("Plans")),
    )
    return tuple(Choice(label, address(type=name, side=None), name == kind) for name, label in labels)


def _orders(newest_first: bool) -> tuple[Choice, ...]:
    return (
        Choice(_("Best match"), address(orden=None, side=None), not newest_first),
        Choice(_("Newest first"), address(orden="nyeste", side=None), newest_first),
    )


def _page_number() -> int:
    value = request.args.get("side", "1")
    return min(max(int(value), 1), queries.MAX_PAGE) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _with_words(words: str) -> Callable[[str], str]:
    tail = "?" + urlencode({"q": words[:MAX_WORDS]})
    return lambda url: url + tail


def address(**changes: str | int | None) -> str:
    """This search's address with some of its parts changed."""
    kept = {name: clean_line(request.args.get(name, "")) for name in ("q", "type", "orden")}
    parts = {**kept, **changes}
    given: dict[str, Any] = {name: value for name, value in parts.items() if value}
    return url_for("search.show", **given)
