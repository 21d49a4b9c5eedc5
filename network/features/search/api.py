"""Search for programs, and suggestions while one types. Without being signed in, of what everybody may read."""

from typing import Any

from flask import Response, jsonify, request

from network.core.text import clean_line
from network.features.search import queries
from network.features.search.asked import PARAMETERS, Asked, understood
from network.features.search.hits import ShownHit
from network.features.search.suggestions import suggestions
from network.features.search.synonyms import current_synonyms
from network.features.search.views import blueprint
from network.ports.search import SearchUnavailable
from network.ports.search.snippets import Segments
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor
from network.web.transaction import current_ports

# Parameters of the interface → those of the page
NAMES = {"q": "q", "kind": "slags", "topic": "emne", "municipality": "kommune", "sort": "orden", "after": "side"}
SORTS = {"newest": "nyeste", "useful": "nyttigste"}


@blueprint.get("/api/v1/search")
@access(Access.PUBLIC)
def api_search() -> Response:
    """JSON: total, facets, and the results with their best hits. `after` is what the answer before called `next`."""
    given = {name: request.args.get(parameter, "") for parameter, name in NAMES.items()}
    given["orden"] = SORTS.get(given["orden"], "")
    given["side"] = given["side"] or "1"
    asked = understood(session(), given)
    if not asked.words:
        return jsonify({"total": 0, "facets": {}, "results": [], "next": None})
    query = asked.query(synonyms=current_synonyms(session()))
    try:
        found = queries.search_page(session(), current_ports().search, current_actor(), query)
    except SearchUnavailable:
        answer = jsonify({"error": "the search index is being rebuilt"})
        answer.status_code, answer.headers["Retry-After"] = 503, "30"
        return answer
    return jsonify(
        {
            "total": found.total,
            "facets": _facets(asked, found.counts),
            "results": [_result(group) for group in found.groups],
            "next": str(found.number + 1) if found.has_more else None,
        }
    )


def _facets(asked: Asked, counts: Any) -> dict[str, list[dict[str, Any]]]:
    shown = {}
    for name, facet in PARAMETERS.items():
        of_facet = counts.get(facet, {})
        values = [value for value in asked.values[name]() if value.term in of_facet] if of_facet else []
        values.sort(key=lambda value: (-of_facet[value.term], value.label))
        shown[facet] = [{"value": one.slug, "label": one.label, "count": of_facet[one.term]} for one in values]
    return shown


def _result(group: queries.ShownGroup) -> dict[str, Any]:
    return {
        "kind": group.kind,
        "id": group.key,
        "title": _plain(group.title),
        "url": group.url,
        "score": round(group.score, 4),
        "count": group.count,
        "hits": [_hit(hit) for hit in group.hits],
    }


def _hit(hit: ShownHit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "id": hit.key,
        "title": _plain(hit.title),
        "url": hit.url,
        "page": hit.page,
        "snippet": _plain(hit.snippet),
        "created": hit.created_at.isoformat() if hit.created_at else None,
    }


def _plain(segments: Segments) -> str:
    return "".join(text for text, _is_marked in segments)


@blueprint.get("/soeg/forslag")
@access(Access.PUBLIC)
def suggest() -> Response:
    """What begins as it is typed."""
    words = clean_line(request.args.get("q", ""))[:100]
    found = suggestions(session(), current_ports().search, current_actor(), words, current_synonyms(session()))
    shown = [{"kind": one.kind, "title": one.title, "context": one.context, "url": one.url} for one in found]
    return jsonify({"suggestions": shown})
