"""One's own searches: those that are remembered, and those that one is told of."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from network.core.text import clean_line
from network.features.search import recent, saved
from network.features.search.asked import MAX_WORDS, PARAMETERS, understood
from network.features.search.synonyms import current_synonyms
from network.features.search.views import blueprint
from network.ports.search import Query
from network.web.access import Access, access
from network.web.database import session
from network.web.forms import Form
from network.web.identity import current_actor

MOST_NEW = 50  # results at a time
KEPT_PARTS = ("q", "type", *PARAMETERS)


@blueprint.get("/soeg/gemte")
@access(Access.MEMBERS)
def saved_searches() -> str:
    rows = saved.saved_searches(session(), current_actor())
    narrowed = {row.id: understood(session(), dict(parse_qsl(row.address))).narrowed_by() for row in rows}
    return render_template("search/saved.html", rows=rows, narrowed=narrowed)


@blueprint.post("/soeg/gem")
@access(Access.MEMBERS)
def save() -> Response:
    """Keep a search. Its address comes with the form, as the page had it."""
    given = dict(parse_qsl(request.form.get("address", "")[: saved.MAX_ADDRESS]))
    parts = {name: clean_line(given[name])[:MAX_WORDS] for name in KEPT_PARTS if given.get(name)}
    words = parts.get("q", "")
    saved.save(session(), current_actor(), urlencode(parts), words, Form().submission_number())
    flash(_("The search is saved. You are told under the bell when there is something new for it."), "success")
    return redirect(url_for(".saved_searches"), 303)  # type: ignore[return-value]


@blueprint.post("/soeg/gemte/<int:search_id>")
@access(Access.MEMBERS)
def open_saved(search_id: int) -> Response:
    """Show its results, newest first, or take it away."""
    if request.form.get("act") == "remove":
        saved.remove(session(), current_actor(), search_id)
        flash(_("The search is no longer saved."), "success")
        return redirect(url_for(".saved_searches"), 303)  # type: ignore[return-value]
    row = saved.open_saved(session(), current_actor(), search_id)
    return redirect(f"{row.url}&orden=nyeste", 303)  # type: ignore[return-value]


@blueprint.post("/soeg/seneste/ryd")
@access(Access.INVITED)
def clear_recent() -> Response:
    recent.forget()
    flash(_("Your recent searches are forgotten."), "success")
    return redirect(url_for(".show"), 303)  # type: ignore[return-value]


def query_of(reader: Session, arguments: Mapping[str, str], since: datetime) -> Query:
    """What a saved address asks for, of what came after a moment."""
    asked = understood(reader, arguments)
    return Query(
        asked.words,
        kinds=asked.query().kinds,
        facets=asked.facets,
        newest_first=True,
        limit=MOST_NEW,
        since=since,
        synonyms=current_synonyms(reader),
    )
