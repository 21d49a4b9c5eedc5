"""Answering 304 before anything is rendered."""

import hashlib

from flask import Response, current_app, request, session

from network.core.access import Actor
from network.web.language import choose
from network.web.waiting import waiting


def page_tag(actor: Actor, *parts: object) -> str:
    """A tag that changes with the page's data, whoever reads it, what is unread, the language and the templates."""
    build = current_app.extensions["assets"].build + current_app.config["BUILD"]
    # The session stands for the CSRF token in the page's forms.
    reader = f"{actor.id}|{actor.version}|{actor.session_id}|{actor.unread_count}|{waiting()}"
    text = f"{build}|{choose()}|{reader}|{parts!r}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def not_modified(tag: str) -> Response | None:
    """The 304, when the browser holds this very page and no notice waits to be shown."""
    if "_flashes" in session:
        return None
    if not request.if_none_match.contains_weak(tag):
        return None
    response = Response(status=304)
    response.set_etag(tag, weak=True)
    return response


def tagged(body: str, tag: str) -> Response:
    """The page with its tag. Weak: compression changes the bytes, not the page."""
    response = Response(body, mimetype="text/html")
    response.set_etag(tag, weak=True)
    return response
