"""The same on a phone, by touch. That no page is wider than the screen is watched on each of them."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import account_menu, header, main
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

WIDTH = 360
TITLE = "Hvem slår græsset på de mange små nedlagte stationspladser?"


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, page.url


def test_a_phone_does_for_signing_in_asking_replying_and_searching(visit: Visits) -> None:
    page = visit(width=WIDTH, has_touch=True, is_mobile=True)
    member = visit.served.sign_ins()["mette.holm"]
    page.goto("/")
    assert_fits(page)
    header(page).get_by_role("link", name="Log ind").tap()
    page.get_by_label("Mailadresse").fill(member.email)
    page.get_by_label("Adgangskode").fill(member.password)
    main(page).get_by_role("button", name="Log ind").tap()

    account_menu(page).tap()
    expect(header(page).get_by_role("link", name="Min konto")).to_be_in_viewport(ratio=1)
    expect(header(page)).to_contain_text("Lolland Kommune")
    assert_fits(page)
    account_menu(page).tap()

    menu = page.get_by_role("navigation", name="Hovedmenu")
    expect(menu.get_by_role("link", name="Udgivelser")).to_be_hidden()
    menu.get_by_text("Menu").tap()
    for name in ("Arrangementer", "Udgivelser"):
        expect(menu.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    assert_fits(page)
    menu.get_by_role("link", name="Emner").tap()
    main(page).get_by_role("link", name="Stil et spørgsmål").tap()
    page.get_by_label("Emne").select_option(label="Natur og kyst som drivkraft")
    page.get_by_label("Titel").fill(TITLE)
    page.get_by_label("Tekst").fill("https://www.eksempel.example/" + "etmegetlangtord" * 10)
    page.get_by_role("button", name="Overskrift").tap()
    assert_fits(page)
    page.get_by_role("button", name="Udgiv tråden").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert_fits(page)

    page.get_by_label("Dit svar").fill("| Sted | Timer |\n| --- | --- |\n| Nordby station | 14 |")
    page.get_by_role("button", name="Send svar").tap()
    expect(page.get_by_role("cell", name="Nordby station")).to_be_visible()
    assert_fits(page)


def test_the_answers_to_a_call_are_cards_on_a_phone_and_still_a_table_to_those_who_hear_it(visit: Visits) -> None:
    page = visit("mette.holm", width=WIDTH)
    page.goto("/traade/?type=efterlysning")
    main(page).get_by_role("link", name="Hvad kostede jeres landsbyplaner").first.click()
    main(page).get_by_role("link", name="tabel").first.click()
    assert_fits(page)
    row = page.get_by_role("row", name="Bornholms Regionskommune")
    expect(row.get_by_role("rowheader")).to_have_text("Bornholms Regionskommune")
    cell = row.get_by_role("cell", name="38.000 kr.")
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content").startswith('"Pris i alt"')
    expect(page.get_by_role("columnheader", name="Pris i alt")).to_have_count(1)
    region = page.get_by_role("region", name="Svarene efter kommune")
    assert region.evaluate("table => table.scrollWidth <= table.clientWidth")
    page.goto("/kommuner/")  # whose rows are a line each
    listed = page.get_by_role("region", name="Deltager")
    assert listed.evaluate("table => table.scrollWidth <= table.clientWidth")
    expect(listed.get_by_role("row", name="Lolland Kommune").get_by_role("cell").first).to_have_text("Region Sjælland")
    page.go_back()
    page.set_viewport_size({"width": 1280, "height": 800})
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == "none"


def test_a_long_name_makes_no_page_wider(visit: Visits) -> None:
    page = visit("sofie.lindholm", width=WIDTH, has_touch=True, is_mobile=True)
    page.goto("/kommuner/vejen/inviter")
    page.get_by_label("Mailadresse").fill("annemarie.kristoffersen.vestergaard@vejen.example")
    main(page).get_by_role("button").last.tap()
    expect(page.get_by_role("region", name="Invitationer, der venter på svar")).to_contain_text("annemarie")
    assert_fits(page)
    page.goto("/kommuner/vejen/medlemmer")
    expect(main(page)).to_contain_text("annemarie")
    assert_fits(page)
    page.goto("/")
    assert_fits(page)
    page.locator(".account-name").evaluate("name => { name.textContent = 'Annemarie Kristoffersen-Vestergaard' }")
    assert_fits(page)


def test_a_phone_finds_a_page_of_a_document_and_reads_it(visit: Visits) -> None:
    page = visit("mette.holm", width=WIDTH, has_touch=True, is_mobile=True)
    page.goto("/")
    header(page).locator("input[type=search]").fill("landsbyfornyelse")
    header(page).get_by_role("button", name="Søg").tap()
    expect(main(page).get_by_role("status")).to_contain_text("resultat")
    assert_fits(page)
    page.get_by_role("navigation", name="Vis").get_by_role("link", name="Dokumenter").tap()
    hit = main(page).get_by_role("listitem").filter(has_text="side ").filter(has=page.locator("mark")).first
    hit.get_by_role("link").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Side ")
    expect(main(page).locator("mark").first).to_be_visible()
    assert_fits(page)
