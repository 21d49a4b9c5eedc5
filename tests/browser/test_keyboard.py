"""By keyboard alone, and always seeing where one is."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import account_menu, header, main, reply, search_until_found
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

REACHED_WITHIN = 150  # presses of Tab
OUTLINE = """() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
}"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus; what has it on the way must show it."""
    expect(target).to_have_count(1)
    for _ in range(REACHED_WITHIN):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTLINE), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"not reached by {REACHED_WITHIN} presses of Tab: {target}")


def test_a_thread_is_found_read_and_answered_by_keyboard_alone(visit: Visits) -> None:
    page = visit("kirsten.thaarup")
    page.goto("/")
    skip = page.get_by_role("link", name="Gå til indholdet")
    tab_to(page, skip)
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(main(page)).to_be_focused()
    tab_to(page, main(page).get_by_role("link", name="Stil et spørgsmål"))

    page.reload()
    tab_to(page, page.get_by_role("navigation", name="Hovedmenu").get_by_role("link", name="Emner"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Emner")

    tab_to(page, header(page).locator("input[type=search]"))
    page.keyboard.type("asbest")
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("navigation", name="Vis").get_by_role("link", name="Tråde"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Vis").locator("[aria-current]")).to_have_text("Tråde")
    tab_to(page, main(page).locator("ol.rows a").first)
    title = main(page).locator("ol.rows a").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    tab_to(page, page.get_by_label("Dit svar"))
    page.keyboard.type("Skrevet uden mus.")
    tab_to(page, page.get_by_role("button", name="Send svar"))
    page.keyboard.press("Space")
    expect(page.locator("article:target")).to_contain_text("Skrevet uden mus.")


def test_what_nobody_has_asked_is_asked_answered_marked_and_found_by_keyboard_alone(visit: Visits) -> None:
    title = "Hvem passer de gamle gadekær?"
    page = visit("kirsten.thaarup")
    page.goto("/")
    tab_to(page, header(page).get_by_role("combobox"))
    page.keyboard.type("gadekær andemad")
    page.keyboard.press("Enter")
    expect(main(page).get_by_role("combobox")).to_have_value("gadekær andemad")
    tab_to(page, page.get_by_role("navigation", name="Hovedmenu").get_by_role("link", name="Emner"))
    page.keyboard.press("Enter")
    tab_to(page, main(page).get_by_role("link", name="Natur og kyst som drivkraft", exact=True))
    page.keyboard.press("Enter")
    tab_to(page, main(page).get_by_role("link", name="Stil et spørgsmål"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Titel"))
    page.keyboard.type(title)
    tab_to(page, page.get_by_label("Tekst"))  # on the way through what may answer it already: no trap there
    page.keyboard.type("De gror til i andemad.")
    tab_to(page, page.get_by_role("button", name="Vis, hvordan det bliver"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Sådan bliver det.")).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Udgiv tråden"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    mette = visit("mette.holm")
    mette.goto(page.url)
    reply(mette, "Vi lader spejderne høste andemaden.")

    page.reload()
    tab_to(page, page.get_by_role("button", name="Markér som bedste svar"))
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Bedste svar, skrevet af Mette Holm")).to_be_visible()
    found = search_until_found(page, "spejderne andemaden", title)
    tab_to(page, found.get_by_role("link", name=title))
    page.keyboard.press("Enter")
    expect(page.locator("article:target")).to_contain_text("spejderne høste")


def test_the_account_menu_opens_and_closes_by_keyboard(visit: Visits) -> None:
    page = visit("kirsten.thaarup")
    page.goto("/")
    summary = account_menu(page)
    tab_to(page, summary)
    page.keyboard.press("Enter")
    tab_to(page, header(page).get_by_role("link", name="Min konto"))
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(header(page).get_by_role("link", name="Min konto")).to_be_hidden()
    page.keyboard.press("Enter")
    tab_to(page, header(page).get_by_role("link", name="Min konto"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Min konto")
