"""Nothing that was written is lost: drafts on another device, previews, corrections and their history."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from network.core.clock import COPENHAGEN
from tests.browser.acts import ask, main, reply, sign_in
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

TOPIC = "Natur og kyst som drivkraft"


def kept(page: Page) -> None:
    """Wait until the page says that the draft is on the server."""
    status = main(page).locator("[data-draft-status]")
    expect(status).to_contain_text("Kladden er gemt kl.")
    now = datetime.now(COPENHAGEN)
    told = status.inner_text().rstrip(".").split()[-1]
    assert told in {f"{now:%H.%M}", f"{now - timedelta(minutes=1):%H.%M}"}  # wherever the browser believes to be


def test_a_draft_survives_closing_the_browser_and_opens_in_another_one(visit: Visits) -> None:
    desk = visit("kirsten.thaarup")
    ask(desk, TOPIC, "Hvem har flyttet en redningsstation?", "Den står **for** tæt på kanten.")
    thread = desk.url

    mette = visit("mette.holm")
    mette.goto(thread)
    mette.get_by_label("Dit svar").press_sequentially("Vi flyttede vores i 2019")
    kept(mette)
    mette.get_by_label("Dit svar").press_sequentially(", og det tog to dage.")
    mette.close()  # before the pause of two seconds is over

    phone = visit("mette.holm", width=360)
    phone.goto(thread)
    expect(main(phone)).to_contain_text("er hentet frem")
    expect(phone.get_by_label("Dit svar")).to_have_value("Vi flyttede vores i 2019, og det tog to dage.")
    phone.get_by_role("button", name="Send svar").click()
    expect(phone.get_by_role("article").filter(has_text="og det tog to dage")).to_be_visible()
    expect(phone.get_by_label("Dit svar")).to_have_value("")
    expect(main(phone)).not_to_contain_text("er hentet frem")


def test_two_windows_do_not_write_over_each_other(visit: Visits) -> None:
    one, other = visit("mette.holm"), visit("mette.holm")
    for page in (one, other):
        page.goto("/traade/ny?slags=spoergsmaal")
    one.get_by_label("Tekst").fill("Skrevet i det ene vindue.")
    kept(one)
    other.get_by_label("Tekst").fill("Skrevet i det andet vindue.")
    expect(main(other).locator("[data-draft-status]")).to_contain_text("En nyere kladde er gemt et andet sted")
    visit.watch(other).take()  # the refusal is what was asked for
    other.get_by_role("button", name="Gem kladde").click()
    expect(main(other)).to_contain_text("Skrevet i det ene vindue.")
    expect(other.get_by_label("Tekst")).to_have_value("Skrevet i det andet vindue.")
    visit.watch(other).take()
    other.get_by_role("button", name="Gem kladde").click()
    expect(other.get_by_role("status").first).to_contain_text("Kladden er gemt.")
    other.get_by_role("button", name="Slet kladden").click()
    expect(other.get_by_label("Tekst")).to_have_value("")
    one.get_by_label("Tekst").fill("")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_preview_correction_and_history(visit: Visits, scripts: bool) -> None:
    page = visit(java_script_enabled=scripts)
    sign_in(page, visit.served.sign_ins()["kirsten.thaarup"])
    page.goto("/traade/ny?slags=spoergsmaal")
    page.get_by_label("Emne").select_option(label=TOPIC)
    page.get_by_label("Titel").fill("Hvad gør I med vraget på stranden?")
    page.get_by_label("Tekst").fill("Det er **femten** meter langt.")
    page.get_by_role("button", name="Vis, hvordan det bliver").click()
    shown = page.get_by_role("region", name="Sådan bliver det")
    expect(shown.locator("strong")).to_have_text("femten")
    expect(page.get_by_label("Tekst")).to_have_value("Det er **femten** meter langt.")
    page.get_by_role("button", name="Udgiv tråden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvad gør I med vraget på stranden?")

    main(page).get_by_role("link", name="Ret", exact=True).click()
    page.get_by_label("Tekst").fill("Det er **tyve** meter langt.")
    page.get_by_role("button", name="Gem rettelserne").click()
    expect(page.get_by_role("article").locator("strong", has_text="tyve")).to_be_visible()
    page.get_by_role("link", name="Redigeret").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Indlæggets historik")
    expect(page.locator("ins")).to_contain_text("**tyve**")
    expect(page.locator("del")).to_contain_text("**femten**")


def test_drafts_newer_replies_and_the_check_for_numbers_need_no_javascript(visit: Visits) -> None:
    kirsten = visit("kirsten.thaarup", java_script_enabled=False)
    ask(kirsten, TOPIC, "Hvor mange strandsvaner har I?", "Vi har talt dem to gange.")
    mette = visit("mette.holm", java_script_enabled=False)
    mette.goto(kirsten.url)
    mette.get_by_label("Dit svar").fill("Vi har fyrre, og de hedder 010150-1234.")
    mette.get_by_role("button", name="Gem kladde").click()
    expect(mette.get_by_role("status").first).to_contain_text("Kladden er gemt.")
    mette.goto("/konto/")
    main(mette).get_by_role("link", name="Svar på ”Hvor mange strandsvaner har I?”").click()
    expect(mette.get_by_label("Dit svar")).to_have_value("Vi har fyrre, og de hedder 010150-1234.")

    reply(kirsten, "Nu er det tre gange.")
    mette.get_by_role("button", name="Send svar").click()
    mette.get_by_label("Det er ikke et CPR-nummer").check()
    mette.get_by_role("button", name="Send svar").click()
    expect(main(mette)).to_contain_text("Der er kommet 1 nyt svar, mens du skrev")
    expect(mette.get_by_role("article")).to_contain_text("Nu er det tre gange.")
    visit.watch(mette).take()
    mette.get_by_role("button", name="Send alligevel").click()
    expect(mette.get_by_role("article").filter(has_text="Vi har fyrre")).to_be_visible()
    visit.watch(mette).take()  # 422 is what a form that comes back is answered with
