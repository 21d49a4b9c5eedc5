"""A colleague's file: its page at once, its text in a moment, found by what stands inside, and back unchanged."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import main, search_until_found, share
from tests.browser.conftest import Visits
from tests.browser.served import Served

pytestmark = pytest.mark.browser

DATA = Path(__file__).parent.parent / "data"
READ_WITHIN = 20_000  # milliseconds
FILES = {
    "rapport.pdf": "PDF",
    "rapport.docx": "Word",
    "temadag.pptx": "PowerPoint",
    "rapport.odt": "OpenDocument-tekst",
    "referat-utf8.txt": "Tekst",
}


def downloaded(page: Page) -> bytes:
    with page.expect_download() as download:
        main(page).get_by_role("link", name="Hent").click()
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_a_shared_file_becomes_searchable_while_one_looks_at_its_page(visit: Visits, served: Served, name: str) -> None:
    page = visit("mette.holm")
    with served.worker_paused():
        share(page, DATA / name, f"Vores {name}", "Lavet med *borgerne* i foråret.")
        expect(page.get_by_role("status").first).to_contain_text("Dokumentet er delt. Teksten bliver læst nu")
        expect(main(page).get_by_role("status")).to_have_text("Teksten bliver læst nu; dokumentet kan allerede bruges")
        expect(main(page)).to_contain_text(FILES[name])
        assert downloaded(page) == (DATA / name).read_bytes()
        page.evaluate("window.isTheSamePage = true")
    expect(main(page).get_by_role("status")).to_have_text("Du kan søge i teksten. Vis teksten", timeout=READ_WITHIN)
    assert page.evaluate("window.isTheSamePage")
    search_until_found(page, f'"Vores {name}"', f"Vores {name}")


def test_a_file_is_chosen_by_a_button_in_our_own_words_that_shows_its_focus_and_names_the_file(visit: Visits) -> None:
    page = visit("mette.holm")
    page.on(
        "filechooser", lambda chooser: None
    )  # the browser hands it over from now on, not from some time after Enter
    page.goto("/bibliotek/del")
    field, label = page.get_by_label("Fil"), main(page).locator("label", has_text="Vælg en fil")
    page.get_by_role("link", name="Del flere dokumenter").focus()
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
    assert label.evaluate("label => getComputedStyle(label).outlineStyle") == "solid"
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Enter")
    chosen.value.set_files({"name": "notat.txt", "mimeType": "text/plain", "buffer": b"x" * 2500})
    expect(main(page).get_by_text("notat.txt (3 kB)")).to_be_visible()
    with page.expect_file_chooser():
        box = label.bounding_box()
        assert box
        page.mouse.click(box["x"] + 5, box["y"] + 5)


def test_page_seven_of_a_pdf_is_found_by_its_own_word_and_opened_with_the_word_marked(visit: Visits) -> None:
    page = visit("mette.holm")
    share(page, DATA / "rapport.pdf", "Naturen som nabo i landsbyen", "Rapport på otte sider.")
    hit = search_until_found(page, "flagermuskasse", "Naturen som nabo i landsbyen")
    expect(hit).to_contain_text("side 7")
    expect(hit.locator("mark")).to_have_text("flagermuskasser")
    hit.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Side 7 i Naturen som nabo i landsbyen")
    expect(main(page).locator("mark")).to_have_text("flagermuskasser")
    page.get_by_role("navigation", name="Sider i dokumentet").get_by_role("link", name="Forrige").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Side 6")
