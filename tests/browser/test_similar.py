"""Before a question is asked: with JavaScript while the title is typed, without it beside the preview."""

import pytest
from playwright.sync_api import expect

from tests.browser.acts import main
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

TITLE = "Hvem har prøvet at bruge nedlagte skoler i landsbyen?"


def test_what_may_answer_is_shown_while_the_title_is_typed_and_enter_publishes_nothing_else(visit: Visits) -> None:
    page = visit("mette.holm")
    page.goto("/traade/ny?slags=spoergsmaal")
    page.get_by_label("Titel").press_sequentially(TITLE)
    place = main(page).locator(".similar")
    expect(place.get_by_role("heading", name="Før du spørger")).to_be_visible()
    expect(place.get_by_role("listitem").first.locator("mark").first).to_be_visible()
    page.get_by_label("Titel").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Et spørgsmål")
    expect(page.get_by_label("Titel")).to_have_value(TITLE)


def test_without_javascript_the_preview_shows_them_and_one_of_them_ends_the_question(visit: Visits) -> None:
    page = visit("kirsten.thaarup", width=360, java_script_enabled=False)
    page.goto("/traade/ny?slags=spoergsmaal")
    page.get_by_label("Titel").fill(TITLE)
    page.get_by_label("Tekst").fill("Vi har tre tomme skoler.")
    page.get_by_role("button", name="Vis, hvordan det bliver").click()
    expect(page.get_by_label("Tekst")).to_have_value("Vi har tre tomme skoler.")
    place = main(page).locator(".similar")
    title = place.get_by_role("link").first.inner_text().splitlines()[0].split(" (")[0]
    place.get_by_role("button", name="Det her svarer på det").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Godt, at svaret lå her i forvejen")
    expect(page.get_by_role("heading", level=1)).to_contain_text(title[:20])
