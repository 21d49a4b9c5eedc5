"""How a text will look is shown before it is sent, and shown only."""

from tests.pages.client import CheckedClient, Page, fields_of
from tests.rules.tables import fingerprints
from tests.rules.walk import changed
from tests.world import LEMVIG, World


def previewed(client: CheckedClient, path: str, action: str, **typed: str) -> Page:
    """Fill in the form and press "Vis, hvordan det bliver"."""
    form = client.page(path).form(action)
    return Page(client.post(action, data=fields_of(form) | typed | {"preview": "1"}))


def test_a_new_thread_is_shown_as_it_will_look_with_everything_still_in_the_form(world: World) -> None:
    client = world.client(world.member())
    before = fingerprints(world.engine)
    page = previewed(
        client,
        "/traade/ny?slags=spoergsmaal",
        "/traade/ny",
        title="Hvad koster det?",
        body="Vi har **tre** huse.",
        audience="own",
    )
    assert page.status == 200
    assert "Sådan bliver det. Det er ikke sendt endnu." in page.main
    assert "tre" in [strong.text for strong in page.elements("strong")]
    kept = fields_of(page.form("/traade/ny"))
    assert (kept["title"], kept["body"], kept["audience"]) == ("Hvad koster det?", "Vi har **tre** huse.", "own")
    assert changed(before, fingerprints(world.engine)) <= {"rate_event"}


def test_a_reply_is_shown_and_then_sent_as_it_was_shown(world: World) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    action = f"/traade/{thread.id}/svar"
    page = previewed(client, f"/traade/{thread.id}-{thread.slug}", action, body="Hos os *85.000*.")
    assert [em.text for em in page.elements("em")] == ["85.000"]
    sent = client.post(action, data=fields_of(page.form(action)))
    assert sent.status_code == 303
    assert [em.text for em in client.page(sent.location.partition("#")[0]).elements("em")] == ["85.000"]


def test_a_preview_goes_through_the_same_sanitiser(world: World) -> None:
    page = previewed(
        world.client(world.member()),
        "/traade/ny?slags=spoergsmaal",
        "/traade/ny",
        body="<script>x</script> [a](javascript:alert(1))",
    )
    assert [script for script in page.elements("script") if not script.get("src")] == []
    assert not any("javascript" in (link.get("href") or "") for link in page.elements("a"))


def test_a_preview_of_nothing_or_of_too_much_says_why_and_keeps_the_text(world: World) -> None:
    client = world.client(world.member())
    assert "Skriv noget først." in previewed(client, "/traade/ny?slags=spoergsmaal", "/traade/ny", title="Tom").main
    page = previewed(client, "/traade/ny?slags=spoergsmaal", "/traade/ny", body="x" * 50_001)
    assert page.status == 422
    assert fields_of(page.form("/traade/ny"))["body"] == "x" * 50_001


def test_a_preview_of_a_reply_to_what_cannot_be_read_is_not_found(world: World) -> None:
    client = world.client(world.member())
    answer = client.post("/traade/999999/svar", data={"body": "x", "preview": "1", "csrf_token": client.csrf()})
    assert answer.status_code == 404
