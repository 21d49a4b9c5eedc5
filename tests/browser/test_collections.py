"""A collection from its first thing to the zip on the case, with and without JavaScript."""

import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import main
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


def _titles(page: Page) -> list[str]:
    return main(page).locator(".item .row-title").all_inner_texts()


def _put(page: Page, title: str) -> None:
    """From a thing's own page into the collection."""
    main(page).get_by_role("link", name="Føj til samling").click()
    row = main(page).get_by_role("listitem").filter(has_text=title)
    row.get_by_role("button", name="Læg den her").click()


@BOTH
def test_a_collection_is_made_ordered_printed_and_put_on_the_case(
    visit: Visits, javascript: bool, tmp_path: Path
) -> None:
    page = visit("mette.holm", java_script_enabled=javascript)
    title = f"Til udvalgsmødet {'i marts' if javascript else 'i april'}"
    page.goto("/metoder/")
    main(page).get_by_role("link", name="Kortlægning af tomme boliger i fem trin").click()
    main(page).get_by_role("link", name="Føj til samling").click()
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Alle medlemmer af netværket").check()
    page.get_by_role("button", name="Lav samlingen og læg den i").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.goto("/bibliotek/")
    main(page).get_by_role("link", name="Nedrivning fra A til Å").click()
    _put(page, title)
    page.goto("/soeg?q=taget er faldet ned")
    main(page).get_by_role("link", name="Ejeren kan ikke findes").first.click()
    _put(page, title)
    before = _titles(page)
    assert [text.split()[0] for text in before] == ["Kortlægning", "Nedrivning", "Ejeren"]

    last = main(page).locator(".item").nth(2)
    last.get_by_role("button", name="Op").click()
    expect(main(page).locator(".item").nth(1)).to_contain_text("Ejeren kan ikke findes")
    main(page).locator(".item").nth(1).get_by_role("link", name="Skriv en tekst").click()
    page.get_by_label("Hvad vil du sige om den?").fill("Læs den, **før** brevet går ud.")
    page.get_by_role("button", name="Gem teksten").click()
    expect(main(page).locator(".item").nth(1)).to_contain_text("Læs den, før brevet går ud.")
    main(page).locator(".item").nth(2).get_by_role("button", name="Tag ud").click()
    expect(main(page).locator(".item")).to_have_count(2)
    main(page).get_by_role("button", name="Læg tilbage").click()
    expect(main(page).locator(".item")).to_have_count(3)

    page.emulate_media(media="print")
    expect(page.get_by_role("banner").locator(".band")).to_be_hidden()
    expect(main(page).locator(".item-actions").first).to_be_hidden()
    expect(main(page).locator(".print-only").first).to_be_visible()
    page.emulate_media(media="screen")

    page.get_by_role("link", name="Journaliseringspakke").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Hent pakken").click()
    path = tmp_path / "pakke.zip"
    download.value.save_as(path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "pakke")
        data = json.loads(archive.read("data.json"))
    assert [entry["kind"] for entry in data["entries"]] == ["method", "thread", "document"]
    index = (tmp_path / "pakke" / "indhold.html").read_text(encoding="utf-8")
    assert "Læs den, <strong>før</strong> brevet går ud." in index
    for entry in data["entries"]:
        assert entry["page"] is None or (tmp_path / "pakke" / entry["page"]).is_file()
    files = list((tmp_path / "pakke" / "filer").iterdir())
    assert any(file.read_bytes().startswith(b"%PDF") for file in files)
