"""One transaction a request, ended in one place: after the view, before the response leaves."""

from collections.abc import Callable
from typing import Any, cast

from flask import Flask, Response, current_app, g, request
from flask import session as cookie

from network.core import clock
from network.web.database import SAFE_METHODS, db
from network.web.templates import TranslatedEnvironment
from network.wiring import Ports

WROTE = "wrote"  # in the cookie of who is signed in: when this browser last sent something that the worker takes in


class NetworkFlask(Flask):
    """Flask that commits what its views did. One that fails, or answers with an error, changes nothing."""

    jinja_environment = TranslatedEnvironment  # type: ignore[assignment]
    ports: Ports

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No function here is a coroutine, and Flask would look at a dozen of them with each request."""
        return func

    def dispatch_request(self) -> Response:
        response = self.make_response(super().dispatch_request())
        finish(response)
        return response


def current_ports() -> Ports:
    """The ports of the application that handles this request."""
    return cast(NetworkFlask, current_app).ports


def after_commit(act: Callable[[], None]) -> None:
    """Do `act` once this request's transaction stands."""
    g.setdefault("after_commit", []).append(act)


def finish(response: Response) -> None:
    """Commit when the view succeeded, and wake the worker when the outbox got something to do."""
    if request.method in SAFE_METHODS:
        return
    session = db.session()
    if response.status_code >= 400:
        session.rollback()
        return
    woken = session.info.pop("outbox", False)
    session.commit()
    for act in g.pop("after_commit", ()):
        act()
    if woken:
        current_ports().jobs.wake()
        if "_user_id" in cookie:
            cookie[WROTE] = clock.now().timestamp()
