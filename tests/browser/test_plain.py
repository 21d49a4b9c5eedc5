"""Every task without JavaScript."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.acts import ask, main, reply, search_until_found, share, sign_in
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

DATA = Path(__file__).parent.parent / "data"
TITLE = "Hvordan får I kørt mælkejungerne væk fra rastepladsen?"


def test_signing_in_asking_replying_sharing_and_searching_need_no_javascript(visit: Visits) -> None:
    kirsten = visit(java_script_enabled=False)
    sign_in(kirsten, visit.served.sign_ins()["kirsten.thaarup"])
    ask(kirsten, "Natur og kyst som drivkraft", TITLE, "Der står **fyrre** mælkejunger.")
    expect(kirsten.get_by_role("article").locator("strong", has_text="fyrre")).to_be_visible()
    thread = kirsten.url

    mette = visit("mette.holm", java_script_enabled=False)
    mette.goto(thread)
    expect(reply(mette, "Vi gav mælkejungerne til museet.")).to_contain_text("Lolland Kommune")
    assert mette.url.partition("#")[0] == thread

    kirsten.reload()
    kirsten.get_by_role("button", name="Markér som bedste svar").click()
    expect(kirsten.get_by_role("heading", name="Bedste svar, skrevet af Mette Holm")).to_be_visible()

    kirsten.goto("/bibliotek/del")
    expect(main(kirsten).locator("label", has_text="Vælg en fil")).to_be_visible()
    kirsten.get_by_label("Fil").set_input_files(DATA / "referat-utf8.txt")
    assert kirsten.get_by_label("Fil").evaluate("field => getComputedStyle(field).opacity") == "1"  # names the file
    share(kirsten, DATA / "referat-utf8.txt", "Referat om mælkejungerne", "Skrevet ned samme aften.")
    expect(main(kirsten)).to_contain_text("Tekst")
    search_until_found(kirsten, "mælkejunger", "Referat om mælkejungerne")
    assert search_until_found(kirsten, "mælkejunger", TITLE).locator("mark").count() >= 2
    kirsten.get_by_role("navigation", name="Vis").get_by_role("link", name="Dokumenter").click()
    expect(main(kirsten).get_by_role("link", name=TITLE)).to_have_count(0)


def test_a_form_with_errors_keeps_what_was_written_and_names_each_field(visit: Visits) -> None:
    page = visit("mette.holm", java_script_enabled=False)
    page.goto("/traade/ny?slags=spoergsmaal")
    page.get_by_label("Titel").fill("")  # a draft may have been brought back
    page.get_by_label("Tekst").fill("En lang forklaring, som ikke må gå tabt.")
    page.get_by_role("button", name="Udgiv tråden").click()
    expect(page.get_by_role("heading", name="Noget mangler eller er forkert")).to_be_visible()
    expect(page.get_by_label("Tekst")).to_have_value("En lang forklaring, som ikke må gå tabt.")
    page.get_by_role("link", name="Titel:").click()
    expect(page.get_by_label("Titel")).to_be_focused()
