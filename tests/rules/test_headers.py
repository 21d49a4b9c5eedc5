"""Headers and cookies that hold on every route and every status."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from network.app import create_app
from network.commands.opened import closing
from tests.conftest import HeldClock, settings_for
from tests.pages.client import CheckedClient
from tests.rules.answers import answers
from tests.rules.crawl import visit
from tests.rules.town import ROLES, VISITOR, Town
from tests.rules.walk import Walk
from tests.world import World

Headers = Iterable[tuple[str, str]]
SECURE = {"NETWORK_BASE_URL": "https://netvaerk.example.dk"}
NEVER_KEPT = ("/konto", "/log-ind", "/sekretariat", "/invitation", "/adgangskode")
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def lacking(headers: Headers, *, https: bool = False) -> list[str]:
    """What is missing or wrong in an answer's headers."""
    given = {name.lower(): value for name, value in headers}
    directives = given.get("content-security-policy", "").split(";")
    policy = {name: value for name, _, value in (directive.strip().partition(" ") for directive in directives)}
    is_download = "attachment" in given.get("content-disposition", "")
    expected = {"default-src": "'none'", "frame-ancestors": "'none'", "sandbox": ""} if is_download else POLICY
    found = [] if policy == expected else [f"content security policy {policy}"]
    wanted = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "strict-transport-security": "max-age=31536000; includeSubDomains" if https else None,
    }
    found += [f"{name}: {given.get(name)}" for name, value in wanted.items() if given.get(name) != value]
    found += [name for name in ("server", "x-powered-by") if name in given]
    return found + ([] if given.get("cache-control") else ["no Cache-Control"])


def wrong_cookies(headers: Headers, *, https: bool = False) -> list[str]:
    """Cookies that a script, another site or another path could use."""
    wanted = {"httponly", "samesite=lax", "path=/"} | ({"secure"} if https else set())
    prefix = "__Host-session=" if https else "session="
    cookies = [value for name, value in headers if name == "Set-Cookie"]
    attributes = [{part.strip().lower() for part in cookie.split(";")[1:]} for cookie in cookies]
    return [
        cookie
        for cookie, given in zip(cookies, attributes, strict=True)
        if not cookie.startswith(prefix) or not wanted <= given or any(part.startswith("domain") for part in given)
    ]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_carries_the_headers_and_guards_its_cookie(walk_of: Callable[[str], Walk], role: str) -> None:
    visits = list(walk_of(role))
    assert {page.path: found for page in visits if (found := lacking(page.headers))} == {}
    assert {page.path: found for page in visits if (found := wrong_cookies(page.headers))} == {}
    assert any(page.header("Set-Cookie") for page in visits)


@pytest.mark.parametrize("role", ROLES)
def test_no_cache_keeps_what_belongs_to_one_reader(walk_of: Callable[[str], Walk], role: str) -> None:
    for page in walk_of(role):
        cache = page.header("Cache-Control")
        if page.path.startswith(NEVER_KEPT):
            assert cache == "no-store", page.path
        elif page.path.startswith("/static/"):
            assert cache == "public, max-age=31536000, immutable", page.path
        elif role == VISITOR or page.path.startswith("/api/"):  # where a cookie says nothing
            assert cache == "no-cache", page.path
        else:
            assert set(cache.split(", ")) == {"private", "no-cache"}, page.path


def test_links_from_mails_lie_in_no_cache(town: Town) -> None:
    for link in (town.invitation, town.reset, town.address, "/invitation/findes-ikke"):
        assert visit(town.world.client(), link).header("Cache-Control") == "no-store"


def test_every_status_carries_the_headers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    for what, status, answer in answers(world, monkeypatch):
        assert answer.status_code == status, what
        assert lacking(answer.headers) == [], what
        assert wrong_cookies(answer.headers) == [], what
        seen.append(status)
    assert {200, 301, 302, 303, 304, 308, 400, 401, 403, 404, 405, 413, 422, 429, 500, 503} == set(seen)


def test_behind_https_every_status_asks_for_https_and_the_cookie_is_bound_to_the_host(
    world: World, clock: HeldClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = world.app.config["SETTINGS"].database_url
    cookies = 0
    with closing(create_app(settings_for(tmp_path, url, **SECURE))) as app:
        app.test_client_class = CheckedClient
        app.ports.search.clear()
        for what, status, answer in answers(World(app, clock), monkeypatch):
            assert answer.status_code == status, what
            assert lacking(answer.headers, https=True) == [], what
            assert wrong_cookies(answer.headers, https=True) == [], what
            cookies += "Set-Cookie" in answer.headers
    assert cookies
