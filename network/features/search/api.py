"""Search for programs, and suggestions while one types. Without being signed in, of what everybody may read."""

from typing import Any

from flask import Response, current_app, jsonify, request

from network.core.text import clean_line
from network.features.search import queries
from network.features.search.asked import PARAMETERS, Asked, understood
from network.features.search.hits import ShownHit
from network.features.search.shapes import FacetValue, FoundHit, Result, SearchAnswer
from network.features.search.suggestions import suggestions
from network.features.search.synonyms import current_synonyms
from network.features.search.views import blueprint
from network.ports.search import SearchUnavailable
from network.ports.search.snippets import Segments
from network.web.access import Access, access
from network.web.api import answer, problem
from network.web.database import session
from network.web.identity import current_actor
from network.web.limits import attempt_to_search, attempt_to_suggest
from network.web.transaction import current_ports

# Parameters of the interface → those of the page. Like what is typed there, nothing in them is an error
NAMES = {"q": "q", "kind": "slags", "topic": "emne", "municipality": "kommune", "sort": "orden", "after": "side"}
SORTS = {"newest": "nyeste", "useful": "nyttigste"}


@blueprint.get("/api/v1/search")
@access(Access.PUBLIC)
def api_search() -> Response:
    """`after` is what the answer before called `next`."""
    given = {name: request.args.get(parameter, "") for parameter, name in NAMES.items()}
    given["orden"] = SORTS.get(given["orden"], "")
    given["side"] = given["side"] or "1"
    asked = understood(session(), given)
    if not asked.words:
        return answer(SearchAnswer(0, {}, (), None))
    query = asked.query(synonyms=current_synonyms(session()))
    attempt_to_search()
    try:
        found = queries.search_page(session(), current_ports().search, current_actor(), query)
    except SearchUnavailable:
        response = problem(503, "Not now", "the search index is being rebuilt")
        response.headers["Retry-After"] = "30"
        return response
    results = tuple(_result(group) for group in found.groups)
    more = str(found.number + 1) if found.has_more else None
    return answer(SearchAnswer(found.total, _facets(asked, found.counts), results, more))


def _facets(asked: Asked, counts: Any) -> dict[str, tuple[FacetValue, ...]]:
    shown = {}
    for name, facet in PARAMETERS.items():
        of_facet = counts.get(facet, {})
        values = [value for value in asked.values[name]() if value.term in of_facet] if of_facet else []
        values.sort(key=lambda value: (-of_facet[value.term], value.label))
        shown[facet] = tuple(FacetValue(one.slug, one.label, of_facet[one.term]) for one in values)
    return shown


def _result(group: queries.ShownGroup) -> Result:
    score, hits = round(group.score, 4), tuple(_hit(hit, group.score) for hit in group.hits)
    return Result(group.kind, group.key, _plain(group.title), _whole(group.url), score, group.count, hits)


def _hit(hit: ShownHit, score: float) -> FoundHit:
    title, snippet, at = _plain(hit.title), _plain(hit.snippet), hit.created_at
    return FoundHit(hit.kind, hit.key, title, _whole(hit.url), hit.page, snippet, round(score, 4), at)


def _whole(path: str) -> str:
    return str(current_app.config["SETTINGS"].base_url) + path


def _plain(segments: Segments) -> str:
    return "".join(text for text, _is_marked in segments)


@blueprint.get("/soeg/forslag")
@access(Access.PUBLIC)
def suggest() -> Response:
    """What begins as it is typed."""
    attempt_to_suggest()
    words = clean_line(request.args.get("q", ""))[:100]
    found = suggestions(session(), current_ports().search, current_actor(), words, current_synonyms(session()))
    shown = [{"kind": one.kind, "title": one.title, "context": one.context, "url": one.url} for one in found]
    return jsonify({"suggestions": shown})
