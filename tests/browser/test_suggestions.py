"""What a search may be about, while it is typed: by keyboard, by mouse, and left out without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.acts import header, main
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

BOX = "Søg i hele netværket"


def _type(page: Page, words: str) -> None:
    box = header(page).get_by_role("combobox", name=BOX)
    box.press_sequentially(words)
    expect(header(page).get_by_role("option").first).to_be_visible()


def test_the_arrow_keys_choose_escape_takes_back_and_enter_opens(visit: Visits) -> None:
    page = visit("mette.holm")
    page.goto("/emner/")
    _type(page, "landsb")
    box, options = header(page).get_by_role("combobox", name=BOX), header(page).get_by_role("option")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(header(page).locator("[data-suggest-status]")).to_have_text(re.compile(r"^\d+ forslag$"))
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    box.press("ArrowUp")  # back to the words as they were typed
    expect(options.first).to_have_attribute("aria-selected", "false")
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("landsb")
    box.press_sequentially("y")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    title = options.first.evaluate("option => option.firstChild.textContent")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_suggestion_is_chosen_with_the_mouse_and_leaving_the_box_closes_them(visit: Visits) -> None:
    page = visit("mette.holm", width=360)
    page.goto("/soeg")
    box, options = main(page).get_by_role("combobox", name=BOX), main(page).get_by_role("option")
    box.press_sequentially("landsb")
    expect(options.first).to_be_visible()
    box.blur()
    expect(options).to_have_count(0)
    box.press("End")
    box.press_sequentially("y")
    title = options.first.evaluate("option => option.firstChild.textContent")
    options.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_enter_searches_for_the_words_while_nothing_is_chosen(visit: Visits) -> None:
    page = visit("mette.holm")
    page.goto("/emner/")
    _type(page, "landsby")
    header(page).get_by_role("combobox", name=BOX).press("Enter")
    expect(page).to_have_url(re.compile(r"/soeg\?q=landsby$"))
    expect(main(page).locator("mark").first).to_be_visible()


def test_without_javascript_the_box_is_a_search_field_and_asks_nobody_while_one_types(visit: Visits) -> None:
    page = visit("mette.holm", java_script_enabled=False)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/forslag" in request.url else None)
    page.goto("/emner/")
    box = header(page).get_by_role("searchbox", name=BOX)
    box.press_sequentially("landsby")
    expect(header(page).get_by_role("listbox")).to_have_count(0)
    box.press("Enter")
    expect(main(page).locator("mark").first).to_be_visible()
    assert asked == []
