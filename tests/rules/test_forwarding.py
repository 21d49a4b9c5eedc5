"""Where a request says it comes from and where it wants to go: neither is believed."""

from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from sqlalchemy import select

from network.app import create_app
from network.commands.opened import closing
from network.core.audit import AuditEntry
from network.core.ratelimit import RateEvent
from tests.conftest import HeldClock, settings_for
from tests.pages.client import CheckedClient
from tests.rules.town import Town
from tests.world import PASSWORD, World

FORGED = {
    "X-Forwarded-For": "6.6.6.6",
    "X-Forwarded-Host": "andre.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "444",
    "X-Forwarded-Prefix": "/andre",
    "X-Real-Ip": "6.6.6.6",
    "X-Original-Url": "/sekretariat/kommuner",
    "X-Rewrite-Url": "/sekretariat/kommuner",
    "X-Http-Method-Override": "DELETE",
    "Forwarded": "for=6.6.6.6;host=andre.example;proto=https",
}
ELSEWHERE = (
    "https://andre.example/",
    "//andre.example",
    "///andre.example",
    "/\\andre.example",
    "\\\\andre.example",
    "/\t/andre.example",
    "/\n/andre.example",
    "/\t/[",
    "https:andre.example",
    "javascript:alert(1)",
    "andre.example",
    " //andre.example",
    "/\x00/andre.example",
    "@andre.example",
    "?videre=//andre.example",
)


def test_forged_headers_change_no_answer(town: Town) -> None:
    client = town.world.client()
    for path in ("/", "/konto/", "/emner", town.thread_path("public") + "-fejl", "/findes-ikke"):
        plain, forged = client.get(path), client.get(path, headers=FORGED)
        assert (forged.status_code, forged.location) == (plain.status_code, plain.location)
        assert forged.text == plain.text
        assert "Strict-Transport-Security" not in forged.headers


def _signed_in_from(world: World, client: CheckedClient, **headers: str) -> tuple[str, set[str]]:
    """The address that the audit log and the rate limit name."""
    page = client.page("/log-ind", headers=headers)
    token = page.elements("input", name="csrf_token")[0].get("value")
    fields = {"csrf_token": token, "email": world.email_of(world.member()), "password": PASSWORD}
    assert client.post("/log-ind", data=fields | {"password": "gæt"}, headers=headers).status_code == 422  # counted
    assert client.post("/log-ind", data=fields, headers=headers).status_code == 303
    buckets = world.read(select(RateEvent.bucket).where(RateEvent.bucket.startswith("sign-in:address:")))
    return world.read(select(AuditEntry.address))[-1], {bucket.removeprefix("sign-in:address:") for bucket in buckets}


def test_a_visitor_cannot_choose_the_address_that_is_written_down(world: World) -> None:
    assert _signed_in_from(world, world.client(), **FORGED) == ("127.0.0.1", {"127.0.0.1"})


def test_behind_one_proxy_only_what_that_proxy_added_is_believed(
    world: World, clock: HeldClock, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, world.app.config["SETTINGS"].database_url, NETWORK_PROXIES="1")
    forged = FORGED | {"X-Forwarded-For": "6.6.6.6, 10.0.0.7", "X-Forwarded-Host": "localhost"}
    with closing(create_app(settings)) as app:
        app.test_client_class = CheckedClient
        address, buckets = _signed_in_from(World(app, clock), app.test_client(), **forged)  # type: ignore[arg-type]
    assert (address, buckets) == ("10.0.0.7", {"10.0.0.7"})


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_nowhere_else(world: World, target: str) -> None:
    path = f"/log-ind?videre={quote(target)}"
    form = world.client().page(path).form("/log-ind")
    assert urlsplit(form.get("action")).query in ("", "videre=/", "videre=%2F")
    answer = world.client().submit(path, "/log-ind", email=world.email_of(world.member()), password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")


def test_no_address_redirects_to_another_site(town: Town) -> None:
    thread = town.threads["public"].id
    for path in (
        "//andre.example/emner",
        "//andre.example//emner/",
        "/%2f/andre.example/emner",
        "/\\andre.example",
        "/%5candre.example/emner/",
        "/emner//andre.example",
        f"/traade/{thread}-//andre.example",
        f"/traade/{thread}-%2f%2fandre.example",
        f"/traade/{thread}-https:%2f%2fandre.example",
        f"/traade/{thread}-x?efter=//andre.example",
        "/konto//andre.example",
        "/konto/?next=//andre.example",
        "/sekretariat/kommuner?x=//andre.example",
    ):
        # As a server hands it over: the test client would take what follows two slashes for a host.
        split = urlsplit("http://localhost" + path)
        asked = {"PATH_INFO": unquote(split.path), "QUERY_STRING": split.query}
        location = town.world.client().get("/", environ_overrides=asked).headers.get("Location", "")
        assert urlsplit(location).netloc in ("", "localhost"), path
        assert not location.startswith(("//", "/\\", "\\")), path
