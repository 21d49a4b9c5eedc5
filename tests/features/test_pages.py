"""The pages about the network: what they say at first, and what the secretariat writes in its place."""

import pytest
from sqlalchemy import select

from network.core.page_text import render_page
from network.features.pages.models import SitePageVersion
from tests.pages.client import Page, fields_of
from tests.world import World

PAGES = {
    "/om": "Om På forkant",
    "/regler": "Regler",
    "/kontakt": "Kontakt",
    "/was": "Tilgængelighedserklæring",
    "/privatlivspolitik": "Privatlivspolitik",
}
PATH = "/sekretariat/sider/regler"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_from_the_first_day_and_linked_at_the_foot(world: World, path: str) -> None:
    visitor = world.client()
    assert visitor.page("/").elements("a", href=path)
    shown = visitor.page(path)
    assert PAGES[path] in shown.main
    assert len(shown.elements("h1")) == 1
    assert not shown.elements("h3")
    assert PAGES[path] not in visitor.page(f"{path}?sprog=en").main


def test_the_secretariat_rewrites_a_page_and_everybody_reads_it_at_once(world: World) -> None:
    office = world.client(world.secretariat())
    assert "Regler" in office.page("/sekretariat/sider").main
    opened = office.page(PATH)
    assert "Skriv som til en kollega" in opened.text
    assert office.submit(PATH, body="# Kort\n\nSkriv **pænt**.").location == "/regler"
    shown = world.client().page("/regler")
    for text in ("<h2>Kort</h2>", "<strong>pænt</strong>", "23. november 2026"):
        assert text in world.client().get("/regler").text
    assert "kollega" not in shown.main
    assert 'lang="da"' in world.client().get("/regler?sprog=en").text.partition("<main")[2].partition("</main")[0]
    assert "Ret" not in shown.main
    told = office.page(f"{PATH}/historik")
    assert "Version 1" in told
    assert "Skriv som til en kollega" in told.main
    assert "Der er ikke rettet noget" in office.page("/sekretariat/sider/om/historik").main


def test_a_preview_changes_nothing(world: World) -> None:
    answer = world.client(world.secretariat()).submit(PATH, body="# Kort\n\nSkriv pænt.", preview="1")
    assert answer.status_code == 200
    assert "<h2>Kort</h2>" in answer.text
    assert "kollega" in world.client().page("/regler").main
    assert world.read(select(SitePageVersion.id)) == []


def test_two_who_rewrite_a_page_at_once_see_each_others_words(world: World) -> None:
    first, second = world.client(world.secretariat()), world.client(world.secretariat())
    of_first, of_second = (fields_of(client.page(PATH).form(PATH)) for client in (first, second))
    assert first.post(PATH, data=of_first | {"body": "Den enes regler."}).status_code == 303
    assert first.post(PATH, data=of_first | {"body": "Den enes regler."}).status_code == 303  # sent twice counts once
    answer = second.post(PATH, data=of_second | {"body": "Den andens regler."})
    assert answer.status_code == 409
    assert "Den enes regler." in answer.text
    assert "Den andens regler." in answer.text
    assert second.post(PATH, data=fields_of(Page(answer).form(PATH))).status_code == 303
    assert "Den andens regler." in world.client().page("/regler").main
    assert sorted(world.read(select(SitePageVersion.number))) == [1, 2]


@pytest.mark.parametrize(
    ("body", "message"),
    [("", "Skriv noget først"), ("Ring til 010180-1234", "CPR-nummer"), ("x" * 50_001, "50.001 tegn")],
)
def test_what_cannot_be_used_is_said_and_nothing_is_lost(world: World, body: str, message: str) -> None:
    answer = world.client(world.secretariat()).submit(PATH, body=body)
    assert answer.status_code == 422
    assert message in answer.text
    assert body in answer.text


def test_headings_come_right_below_the_pages_own() -> None:
    assert render_page("## Et\n\n### To\n\n`<h3>`").html == (
        "<h2>Et</h2>\n<h3>To</h3>\n<p><code>&lt;h3&gt;</code></p>\n"
    )
