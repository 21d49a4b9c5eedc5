"""A municipality joins and a leaver is handed over; a planner finds peers; the map is walked through by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import accept_invitation, main
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser
PASSWORD = "tolv grønne flasker øl"


def _heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_a_municipality_joins_its_coordinator_invites_and_a_leaver_is_handed_over(visit: Visits) -> None:
    visitor = visit(java_script_enabled=False)
    visitor.goto("/kommuner/assens")
    main(visitor).get_by_role("link", name="Bed om at være med").click()
    expect(visitor.get_by_label("Kommune").locator("option:checked")).to_have_text("Assens Kommune")
    visitor.get_by_label("Dit navn").fill("Ida Havn")
    visitor.get_by_label("Arbejdsmail").fill("ida@assens.example")
    visitor.get_by_label("Hvorfor vil I gerne være med?").fill("Vi skriver landsbyplan.")
    visitor.get_by_role("button", name="Bed om at være med").click()
    expect(visitor.get_by_role("status").first).to_contain_text("Sekretariatet læser den og svarer på mail.")

    sofie = visit("sofie.lindholm", java_script_enabled=False)
    sofie.goto("/sekretariat/anmodninger")
    main(sofie).get_by_role("link", name="Assens Kommune").click()
    expect(main(sofie)).to_contain_text("Vi skriver landsbyplan.")
    sofie.get_by_label("Ja: kommunen er med").check()
    sofie.get_by_role("button", name="Send svaret").click()
    expect(sofie.get_by_role("status").first).to_contain_text("Assens Kommune er med fra nu af.")

    ida = visit(java_script_enabled=False)
    accept_invitation(ida, "ida@assens.example", "Ida Havn", "planchef", PASSWORD)
    ida.goto("/kommuner/assens/inviter")
    ida.get_by_label("Mailadresse").fill("lone@assens.example")
    ida.get_by_role("button", name="Send invitationen").click()
    lone = visit(java_script_enabled=False)
    accept_invitation(lone, "lone@assens.example", "Lone Leaver", "planlægger", PASSWORD)
    lone.goto("/metoder/ny")
    lone.get_by_label("Titel").fill("Havnen set fra vandet")
    lone.get_by_label("Hvad er det?").fill("Vi ser på havnen fra en jolle, før vi tegner.")
    lone.get_by_label("Emne", exact=True).select_option(label="Natur og kyst som drivkraft")
    lone.get_by_role("button", name="Del metoden").click()
    _heading(lone, "Havnen set fra vandet")

    ida.goto("/kommuner/assens")
    main(ida).get_by_role("link", name="Medlemmer og invitationer").click()
    main(ida).get_by_role("link", name="Overdrag til en kollega fra Lone Leaver").click()
    _heading(ida, "Overdrag fra Lone Leaver")
    expect(ida.get_by_role("complementary")).to_contain_text("én metode")
    ida.get_by_label("Hvem overtager?").select_option(label="Ida Havn")
    ida.get_by_role("button", name="Overdrag").click()
    expect(ida.get_by_role("status").first).to_contain_text("Det, Lone Leaver havde, er overdraget.")
    ida.goto("/metoder/?vis=mine")
    expect(main(ida).get_by_role("link", name="Havnen set fra vandet")).to_be_visible()

    lone.goto("/konto/")
    main(lone).get_by_role("link", name="Det, vi gemmer om dig").click()
    main(lone).get_by_role("link", name="Slet min konto").click()
    lone.get_by_label("Nuværende adgangskode").fill(PASSWORD)
    lone.get_by_role("button", name="Slet min konto for altid").click()
    expect(lone.get_by_role("status").first).to_contain_text("Din konto er slettet.")
    ida.goto("/kommuner/assens/medlemmer")
    expect(main(ida)).not_to_contain_text("Lone Leaver")


def test_a_planner_finds_peers_and_asks_them(visit: Visits) -> None:
    mette = visit("mette.holm")
    mette.goto("/")
    peers = mette.get_by_role("complementary").locator("section", has_text="Kommuner som jer")
    expect(peers).to_contain_text("deler udfordringer:")
    peers.get_by_role("link").first.click()
    expect(main(mette).get_by_role("heading", name="Naboer og ligesindede")).to_be_visible()
    main(mette).get_by_role("link", name="Alle naboer og ligesindede, også som tabel").click()
    expect(main(mette).get_by_role("table")).to_be_visible()
    main(mette).get_by_role("link", name="Spørg naboerne").click()
    mette.get_by_label("Emne", exact=True).select_option(label="Tomme og forfaldne boliger")
    mette.get_by_label("Titel").fill("Hvordan skriver I landsbyerne ind i planstrategien?")
    mette.get_by_role("textbox", name="Tekst").fill("Vi begynder i næste uge.")
    mette.get_by_label("Vis det for dem på samme trin i plancyklussen").check()
    mette.get_by_role("button", name="Udgiv tråden").click()
    _heading(mette, "Hvordan skriver I landsbyerne ind i planstrategien?")


def test_the_map_is_walked_through_by_keyboard(visit: Visits) -> None:
    page = visit()
    page.goto("/kommuner/kort")
    skip = main(page).get_by_role("link", name="Spring kortet over, og gå til listen")
    skip.focus()
    page.keyboard.press("Tab")
    mark = page.locator("svg a:focus")
    expect(mark).to_have_count(1)
    name = mark.locator("text").text_content() or ""
    expect(mark.locator("text")).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    page.go_back()
    skip.press("Enter")
    expect(page.locator("#liste")).to_be_focused()
