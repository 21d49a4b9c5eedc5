"""News comes out at its hour, by itself; a member takes a seat and gives it up. With and without JavaScript."""

import time
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from network.core.clock import COPENHAGEN
from tests.browser.acts import main, search_until_found
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


def _soon() -> datetime:
    """The next full minute that leaves time to press the button."""
    return (datetime.now(COPENHAGEN) + timedelta(seconds=80)).replace(second=0, microsecond=0)


def test_news_is_planned_by_the_secretariat_and_comes_out_by_itself(visit: Visits) -> None:
    sofie, title = visit("sofie.lindholm"), "Kajkanten åbner igen"
    sofie.goto("/nyheder/")
    main(sofie).get_by_role("link", name="Skriv en nyhed").click()
    sofie.get_by_label("Titel").fill(title)
    sofie.get_by_label("Hvad handler det om?").fill("Efter to år med hegn kan man gå tørskoet til færgen.")
    sofie.get_by_role("textbox", name="Tekst").fill("# Hvornår\n\nFra **lørdag**.")
    sofie.get_by_role("button", name="Vis, hvordan det bliver").click()
    expect(main(sofie).get_by_role("heading", name="Hvornår", exact=True)).to_be_visible()
    soon = _soon()
    sofie.get_by_label("Udgives den").fill(f"{soon:%d-%m-%Y}")
    sofie.get_by_label("Klokken").fill(f"{soon:%H.%M}")
    sofie.get_by_role("button", name="Udgiv").click()
    expect(main(sofie)).to_contain_text("Det udkommer af sig selv")
    address = sofie.url

    visitor = visit()
    assert visitor.request.get(address).status == 404
    time.sleep(max(0.0, (soon - datetime.now(COPENHAGEN)).total_seconds() + 0.5))
    visitor.goto("/")
    main(visitor).get_by_role("link", name=title).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(title)
    search_until_found(visitor, "tørskoet", title)
    assert title in visitor.request.get("/feed").text()


@BOTH
def test_a_member_takes_a_seat_and_gives_it_up(visit: Visits, javascript: bool) -> None:
    mette = visit("mette.holm", java_script_enabled=javascript)
    mette.goto("/arrangementer/")
    main(mette).get_by_role("link", name="Årsmøde: kunsten at vælge fra").click()
    mette.get_by_role("button", name="Tilmeld mig").click()
    expect(mette.get_by_role("complementary")).to_contain_text("Du har en plads.")
    mette.get_by_role("button", name="Meld mig fra").click()
    expect(mette.get_by_role("button", name="Tilmeld mig")).to_be_visible()
