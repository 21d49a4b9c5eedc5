"""Somebody who is not signed in."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import header, main, search, total
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser


def audiences(page: Page) -> set[str]:
    return {text.strip() for text in main(page).locator("ol.rows .audience").all_inner_texts()}


def results(page: Page, words: str) -> int:
    page.goto("/")
    search(page, words)
    return total(page)


def test_a_visitor_finds_only_what_is_public_and_members_more(visit: Visits) -> None:
    visitor, member = visit(), visit("mette.holm")
    assert 0 < results(visitor, "nedrivning") < results(member, "nedrivning")
    assert len(audiences(visitor)) == 1
    assert len(audiences(member)) > 1


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_visitor_finds_a_public_method_and_fetches_its_pdf(visit: Visits, javascript: bool) -> None:
    visitor = visit(java_script_enabled=javascript, width=1280 if javascript else 360)
    visitor.goto("/")
    search(visitor, "kortlægning tomme boliger")
    main(visitor).get_by_role("link", name="Kortlægning af tomme boliger i fem trin").first.click()
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Kortlægning af tomme boliger i fem trin")
    visitor.goto("/metoder/")
    main(visitor).get_by_role("link", name="Kortlægning af tomme boliger i fem trin").first.click()
    expect(visitor).to_have_title(re.compile("Kortlægning af tomme boliger i fem trin"))
    main(visitor).get_by_role("link", name="Kortlægning af tomme boliger i fem trin").first.click()
    expect(main(visitor)).to_contain_text("PDF")
    with visitor.expect_download() as download:
        main(visitor).get_by_role("link", name="Hent").first.click()
    path = download.value.path()
    assert path.read_bytes().startswith(b"%PDF-")


def test_a_visitor_is_not_shown_a_thread_of_the_members_and_is_asked_to_sign_in(visit: Visits) -> None:
    member = visit("mette.holm")
    member.goto("/traade/")
    row = main(member).get_by_role("listitem").filter(has=member.locator(".audience.network")).first
    url = row.get_by_role("link").get_attribute("href") or ""
    visitor = visit()
    visit.watch(visitor).expected_statuses.add(404)
    visitor.goto(url)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Vi kan ikke finde siden")
    main(visitor).get_by_role("link", name="Log ind").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Log ind")


def test_a_visitor_who_wants_to_ask_signs_in_and_comes_back_to_the_form(visit: Visits) -> None:
    visitor = visit()
    member = visit.served.sign_ins()["kirsten.thaarup"]
    visitor.goto("/")
    main(visitor).get_by_role("link", name="Stil et spørgsmål").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Log ind")
    visitor.get_by_label("Mailadresse").fill(member.email)
    visitor.get_by_label("Adgangskode").fill(member.password)
    main(visitor).get_by_role("button", name="Log ind").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Et spørgsmål")
    expect(header(visitor)).to_contain_text("Kirsten Thaarup")
