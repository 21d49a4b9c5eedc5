"""One answer of every status that the site gives, for rules that hold whatever happened."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from network.core.access import Audience
from network.ports.search import SearchUnavailable
from tests.pages.client import fields_of
from tests.world import LEMVIG, LOLLAND, World


def answers(world: World, patch: pytest.MonkeyPatch) -> Iterator[tuple[str, int, TestResponse]]:
    """What was done, the status it should give, and the answer."""
    author, reader = world.member(LOLLAND), world.member(LEMVIG)
    thread = world.thread(author)
    path, client, visitor = f"/traade/{thread.id}-{thread.slug}", world.client(reader), world.client()
    csrf = client.csrf()
    yield "a thread", 200, (shown := client.get(path))
    yield "the same again", 304, client.get(path, headers={"If-None-Match": shown.headers["ETag"]})
    yield "an old address", 301, client.get(f"/traade/{thread.id}-gammel")
    yield "a post", 302, client.get("/indlaeg/1")
    yield "a reply", 303, client.post(f"/traade/{thread.id}/svar", data={"body": "Ja.", "csrf_token": csrf})
    yield "no slash at the end", 308, client.get("/emner")
    yield "a stale form", 400, client.post("/traade/ny", data={"title": "Et spørgsmål"})
    yield "a form of somebody who was signed out", 401, visitor.post("/traade/ny", data={"title": "Et spørgsmål"})
    yield "another's page", 403, client.get("/kommuner/lemvig/inviter")
    yield "a form of another site", 403, client.post("/log-ud", headers={"Origin": "https://andre.example"})
    yield "nothing", 404, client.get("/findes-ikke")
    yield "another's thread", 404, client.get(_private(world))
    yield "a wrong method", 405, client.delete("/emner/")
    yield "an empty question", 422, client.post("/traade/ny", data={"csrf_token": csrf})
    yield "too much", 413, client.post("/bibliotek/del", data={"file": (io.BytesIO(bytes(6 << 20)), "stor.txt")})
    yield from _unlucky(world, visitor, client, patch)


def _private(world: World) -> str:
    thread = world.thread(world.member("0550"), audience=Audience.OWN)
    return f"/traade/{thread.id}-{thread.slug}"


def _unlucky(
    world: World, visitor: Any, client: FlaskClient, patch: pytest.MonkeyPatch
) -> Iterator[tuple[str, int, TestResponse]]:
    form = {"csrf_token": fields_of(visitor.page("/log-ind").form("/log-ind"))["csrf_token"]}
    for _ in range(3):
        visitor.post("/adgangskode/glemt", data=form | {"email": "mig@lolland.example"})
    yield "too often", 429, visitor.post("/adgangskode/glemt", data=form | {"email": "mig@lolland.example"})
    _fail(world, patch, "pages.about", ZeroDivisionError())
    yield "our fault", 500, client.get("/om")
    _fail(world, patch, "pages.about", OperationalError("", {}, Exception("database is locked")))
    yield "a busy database", 503, client.get("/om")
    patch.setattr(type(world.app.ports.search), "search", _unavailable)
    yield "no index", 503, client.get("/soeg?q=hus")


def _fail(world: World, patch: pytest.MonkeyPatch, endpoint: str, error: Exception) -> None:
    def view() -> None:
        raise error

    view.access = world.app.view_functions[endpoint].access  # type: ignore[attr-defined]
    patch.setitem(world.app.view_functions, endpoint, view)


def _unavailable(*_: object) -> None:
    raise SearchUnavailable("gone")
