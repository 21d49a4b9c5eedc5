"""A call for experience: opened by its kind, answered under a hidden name, and read as a table."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import main
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

TITLE = "Hvad koster jeres gadekær om året?"


def call(page: Page, deadline: str) -> None:
    page.get_by_label("Sidste dag for svar").fill(deadline)
    page.get_by_role("button", name="Udgiv tråden").click()


@pytest.mark.parametrize(("with_script", "width"), [(True, 1280), (False, 360)])
def test_a_call_is_opened_answered_without_a_name_and_read_as_a_table(
    visit: Visits, with_script: bool, width: int
) -> None:
    page = visit("mette.holm", width=width, java_script_enabled=with_script)
    page.goto("/traade/")
    main(page).get_by_role("link", name="Skriv noget andet").click()
    if page.get_by_role("heading", level=1).inner_text() == "Hvad vil du skrive?":  # else a draft has been brought back
        main(page).get_by_role("link", name="En efterlysning").click()
    else:
        page.goto("/traade/ny?slags=efterlysning")
    page.get_by_label("Emne", exact=True).select_option(label="Natur og kyst som drivkraft")
    page.get_by_label("Titel").fill(TITLE)
    page.get_by_label("Hvad skal hvert svar indeholde?").fill("Pris\nHvem passer det")
    page.get_by_label("Hvad skal svarene bruges til?").fill("Et notat.")
    call(page, "1-1-2020")
    expect(page.get_by_role("heading", name="Noget mangler eller er forkert")).to_be_visible()
    expect(page.get_by_label("Hvad skal hvert svar indeholde?")).to_have_value("Pris\nHvem passer det")
    call(page, f"{datetime.now(UTC) + timedelta(days=60):%d-%m-%Y}")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)

    other = visit("kirsten.thaarup", width=width, java_script_enabled=with_script)
    other.goto(page.url)
    other.get_by_label("Pris").fill("12.000 kr.")
    other.get_by_label("Skjul mit navn").check()
    other.get_by_role("button", name="Send svar").click()
    expect(main(other)).to_contain_text("Navnet er skjult for andre")

    page.reload()
    expect(main(page)).not_to_contain_text("Kirsten Thaarup")
    page.get_by_role("link", name="Se svarene som tabel").click()
    expect(page.get_by_role("row").filter(has_text="12.000 kr.")).to_contain_text("Navn skjult")
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent til regneark").click()
    assert "12.000 kr." in download.value.path().read_text(encoding="utf-8-sig")
    if with_script:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Kopiér tabellen").click()
        expect(main(page)).to_contain_text("Tabellen er kopieret")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.splitlines()[1].split("\t")[1] == "12.000 kr."


def test_another_kind_is_chosen_on_the_way_and_what_was_written_stays(visit: Visits) -> None:
    page = visit("mette.holm", width=360, java_script_enabled=False)
    page.goto("/traade/ny?slags=spoergsmaal")
    page.get_by_label("Titel").fill("Vi har lavet et gadekær")
    page.get_by_text("Skriv noget andet i stedet").click()
    page.get_by_role("button", name="En erfaring").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("En erfaring")
    expect(page.get_by_label("Titel")).to_have_value("Vi har lavet et gadekær")
    expect(page.get_by_label("Hvad virkede?")).to_be_visible()
