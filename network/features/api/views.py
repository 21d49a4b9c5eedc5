"""The interface for programs: it reads and changes nothing, as a visitor, or as the member whose key is sent along."""

from collections.abc import Callable

from flask import Blueprint, Response, current_app, request

from network.core.cursor import BadCursor
from network.features.api.endpoints import AFTER, ENDPOINTS, Endpoint, Unusable
from network.features.api.openapi import document
from network.features.api.reading import Asked
from network.web.access import Access, access
from network.web.api import answer, problem
from network.web.database import session
from network.web.identity import current_actor
from network.web.limits import attempt_to_read

TITLES = {400: "Bad parameter", 404: "Not found"}
blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


def _asked(endpoint: Endpoint) -> Asked:
    """What the address asks, for the endpoint's query. Raises Unusable."""
    names = endpoint.names
    allowed = {*names, *((AFTER,) if endpoint.pages else ())}
    for name, values in request.args.lists():
        if name not in allowed:
            raise Unusable(name, f"known are: {', '.join(sorted(allowed))}" if allowed else "it takes no parameters")
        if len(values) > 1:
            raise Unusable(name, "it can be given once")
    given = {
        names[name].argument: names[name].read(session(), request.args[name]) for name in names if name in request.args
    }
    return given | ({AFTER: request.args.get(AFTER, "")} if endpoint.pages else {})


def _show(endpoint: Endpoint, number: int | None = None) -> Response:
    attempt_to_read()
    base_url: str = current_app.config["SETTINGS"].base_url
    try:
        asked = dict(_asked(endpoint))
        if number is not None:
            asked["number"] = number
        found = endpoint.read(session(), current_actor(), asked, lambda path: base_url + path)
    except Unusable as error:
        return problem(error.status, TITLES[error.status], error.detail, error.parameter)
    except BadCursor:
        return problem(404, TITLES[404], "no list goes on here: give what an answer before called `next`", AFTER)
    return answer(found)


def _view(endpoint: Endpoint) -> Callable[..., Response]:
    def show(number: int | None = None) -> Response:
        return _show(endpoint, number)

    return access(Access.PUBLIC)(show)


for _endpoint in ENDPOINTS:
    _rule = _endpoint.path.replace("{id}", "<int:number>")
    blueprint.add_url_rule(_rule, endpoint=_endpoint.name, view_func=_view(_endpoint), methods=["GET"])


@blueprint.get("/openapi.json")
@access(Access.PUBLIC)
def openapi() -> Response:
    """The document for programs (OpenAPI 3.1)."""
    return answer(document(current_app.config["SETTINGS"].base_url))
