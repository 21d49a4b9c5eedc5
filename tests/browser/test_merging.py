"""Two threads about one matter become one, and every address that somebody has kept still leads to its post."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import ask, main, reply
from tests.browser.conftest import Visits
from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser

TOPIC = "Tomme og forfaldne boliger"


def two_threads(visit: Visits, mark: str) -> tuple[str, str, str, str]:
    """The addresses of two threads, the permalink of a reply in the first, and what that reply says."""
    kirsten, mette = visit("kirsten.thaarup"), visit("mette.holm")
    ask(kirsten, TOPIC, f"Hvem betaler for at fjerne eternit? ({mark})", "Taget er fra 1974.")
    first = kirsten.url
    mette.goto(first)
    body = f"Ejeren betaler, og vi giver halvdelen. ({mark})"
    permalink = reply(mette, body).locator("a.permalink").get_attribute("href")
    ask(mette, TOPIC, f"Eternit: hvad koster det? ({mark})", "Vi har fire tage.")
    assert permalink is not None
    return first, mette.url, permalink, body


def expect_it_leads_to(page: Page, first: str, permalink: str, second: str, body: str) -> None:
    page.goto(permalink)
    expect(page.locator("article:target")).to_contain_text(body)
    merged = page.url.partition("#")[0]
    assert merged == second.partition("#")[0]
    page.goto(first)
    assert page.url.partition("#")[0] == merged
    expect(page.get_by_role("article").filter(has_text="Taget er fra 1974.")).to_be_visible()
    expect(page.get_by_role("article").filter(has_text="Vi har fire tage.")).to_be_visible()


@pytest.mark.parametrize(
    ("width", "with_scripts"), [(1280, True), (360, True), (360, False)], ids=["wide", "phone", "phone without scripts"]
)
def test_two_threads_are_merged_and_their_permalinks_live(visit: Visits, width: int, with_scripts: bool) -> None:
    first, second, permalink, body = two_threads(visit, f"{width} {with_scripts}")
    sofie = visit("sofie.lindholm", width=width, java_script_enabled=with_scripts)
    sofie.goto(first)
    main(sofie).get_by_role("link", name="Moderér tråden").click()
    main(sofie).get_by_role("link", name="Læg sammen med en anden tråd").click()
    main(sofie).locator("input[name=find]").fill(second)
    main(sofie).get_by_role("button").first.click()
    expect(main(sofie)).to_contain_text("Denne tråd forsvinder")
    main(sofie).locator("input[name=reason]").fill("De to tråde spørger om det samme.")
    main(sofie).get_by_role("button", name="Læg trådene sammen").click()
    expect(sofie.get_by_role("status").first).to_contain_text("Trådene er lagt sammen.")
    reader = visit("kirsten.thaarup", width=width, java_script_enabled=with_scripts)
    expect_it_leads_to(reader, first, permalink, second, body)


def test_a_thread_is_reported_hidden_and_two_are_merged_by_keyboard_alone(visit: Visits) -> None:
    first, second, permalink, body = two_threads(visit, "tastatur")
    kirsten = visit("kirsten.thaarup")
    kirsten.goto(permalink)
    tab_to(kirsten, kirsten.locator("article:target").get_by_role("link", name="Anmeld"))
    kirsten.keyboard.press("Enter")
    tab_to(kirsten, kirsten.get_by_label("Det indeholder personoplysninger"))
    kirsten.keyboard.press("Space")
    tab_to(kirsten, kirsten.get_by_role("button", name="Send anmeldelsen"))
    kirsten.keyboard.press("Enter")
    expect(kirsten.get_by_role("heading", level=1)).to_have_text("Tak, fordi du siger til")

    sofie = visit("sofie.lindholm")
    sofie.goto("/")
    tab_to(sofie, sofie.get_by_role("navigation", name="Hovedmenu").get_by_role("link", name="Gennemsyn"))
    sofie.keyboard.press("Enter")
    case = sofie.get_by_role("article").filter(has_text=body)
    tab_to(sofie, case.get_by_role("link", name="Skjul"))
    sofie.keyboard.press("Enter")
    tab_to(sofie, sofie.get_by_label("Hvorfor bliver det skjult?"))
    sofie.keyboard.type("Vi ser på det.")
    tab_to(sofie, sofie.get_by_role("button", name="Skjul"))
    sofie.keyboard.press("Enter")
    expect(sofie.get_by_role("status").first).to_contain_text("Indlægget er skjult.")

    mette = visit("mette.holm")
    mette.goto(permalink)
    own = mette.locator("article:target")
    tab_to(mette, own.get_by_label("Svar til moderator"))
    mette.keyboard.type("Der står ingen navne.")
    tab_to(mette, own.get_by_role("button", name="Send svaret"))
    mette.keyboard.press("Enter")
    expect(mette.get_by_role("status").first).to_contain_text("Moderatorerne har fået dit svar.")

    sofie.goto("/")
    tab_to(sofie, sofie.get_by_role("navigation", name="Hovedmenu").get_by_role("link", name="Gennemsyn"))
    sofie.keyboard.press("Enter")
    tab_to(sofie, sofie.get_by_role("article").filter(has_text=body).get_by_role("button", name="Vis igen"))
    sofie.keyboard.press("Enter")
    expect(sofie.get_by_role("status").first).to_contain_text("Indlægget er vist igen.")
    sofie.goto(first)
    tab_to(sofie, main(sofie).get_by_role("link", name="Moderér tråden"))
    sofie.keyboard.press("Enter")
    tab_to(sofie, main(sofie).get_by_role("link", name="Læg sammen med en anden tråd"))
    sofie.keyboard.press("Enter")
    tab_to(sofie, main(sofie).locator("input[name=find]"))
    sofie.keyboard.type(second)
    sofie.keyboard.press("Enter")
    tab_to(sofie, main(sofie).locator("input[name=reason]"))
    sofie.keyboard.type("De to tråde spørger om det samme.")
    tab_to(sofie, main(sofie).get_by_role("button", name="Læg trådene sammen"))
    sofie.keyboard.press("Enter")
    expect(sofie.get_by_role("status").first).to_contain_text("Trådene er lagt sammen.")
    expect_it_leads_to(visit("kirsten.thaarup"), first, permalink, second, body)
