"""Figures for Prometheus, or whatever else watches over the installation, for who has the token of the settings."""

import hmac
from collections.abc import Iterator

from flask import Blueprint, Response, abort, current_app, request
from sqlalchemy.orm import Session

from network.core import clock, measured, outbox
from network.core.outbox import Queue
from network.web.access import Access, access
from network.web.database import session

blueprint = Blueprint("metrics", __name__)
FORMAT = "text/plain; version=0.0.4"
HELP = {
    "network_outbox_waiting": "What waits for the worker.",
    "network_outbox_oldest_seconds": "How long the oldest of it has waited.",
    "network_outbox_given_up": "What the worker has tried until there was no more sense in it.",
    measured.INDEX_DIFFERING: "Documents in which index and database differed last night; they are mended by then.",
}


@blueprint.get("/metrics")
@access(Access.PUBLIC)
def show() -> Response:
    """For others it is not there."""
    token = current_app.config["SETTINGS"].metrics_token
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(errors="replace"), f"Bearer {token}".encode()):
        abort(404)
    return Response("".join(f"{line}\n" for line in _lines(session())), content_type=FORMAT)


def _lines(session: Session) -> Iterator[str]:
    """The text format of Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/"""
    for name, values in _figures(session).items():
        yield f"# HELP {name} {HELP[name]}"
        yield f"# TYPE {name} gauge"
        for labels, value in values.items():
            yield f"{name}{labels} {value:g}"


def _figures(session: Session) -> dict[str, dict[str, float]]:
    """By name, and by labels as they are written."""
    now = clock.now()
    lags = {queue: outbox.lag(session, queue) for queue in Queue}
    found: dict[str, dict[str, float]] = {
        "network_outbox_waiting": {f'{{queue="{queue}"}}': count for queue, (count, _) in lags.items()},
        "network_outbox_oldest_seconds": {
            f'{{queue="{queue}"}}': (now - oldest).total_seconds() if oldest else 0.0
            for queue, (_, oldest) in lags.items()
        },
        "network_outbox_given_up": {"": outbox.given_up(session)},
    }
    return found | {name: {"": value} for name, value in measured.all_kept(session).items() if name in HELP}
