"""What all answers to programs have in common: JSON, also for what went wrong, by the key that is sent along."""

from typing import Any

import msgspec
from flask import Flask, Response, request

from network.web.identity import API, current_actor

JSON = "application/json"


def answer(value: Any, status: int = 200) -> Response:
    """A value as JSON, with a tag by which the same is not sent twice."""
    response = Response(msgspec.json.encode(value), status, content_type=JSON)
    if status == 200:
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response


def problem(status: int, title: str, detail: str, parameter: str | None = None) -> Response:
    """What went wrong (RFC 9457)."""
    told: dict[str, Any] = {"status": status, "title": title, "detail": detail}
    if parameter:
        told["parameter"] = parameter
    return Response(msgspec.json.encode(told), status, content_type="application/problem+json")


def _refuse_unknown_key() -> Response | None:
    """A program with a key that has ended must not think that it sees all that its member may."""
    if not request.path.startswith(API) or "Authorization" not in request.headers or current_actor().is_signed_in:
        return None
    response = problem(401, "Unauthorized", "The key is not known, or it has ended.")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _vary(response: Response) -> Response:
    if request.path.startswith(API):
        response.vary.add("Authorization")
    return response


def init_api(app: Flask) -> None:
    app.before_request(_refuse_unknown_key)
    app.after_request(_vary)
