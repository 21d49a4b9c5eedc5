"""Several files at once: each with its own row as soon as it has arrived, a bad one with its reason."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.acts import main
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

DATA = Path(__file__).parent.parent / "data"
NAMES = ("rapport.pdf", "temadag.odp", "notat.doc")


def test_files_are_sent_as_they_are_chosen_and_shared_together(visit: Visits) -> None:
    page = visit("mette.holm")
    page.goto("/bibliotek/del-flere")
    page.get_by_label("Filer").set_input_files([DATA / name for name in NAMES])
    rows = main(page).locator("[data-file-row]")
    expect(rows).to_have_count(2)
    expect(main(page)).to_contain_text("notat.doc: Filen er i et gammelt Office-format")
    visit.watch(page).take()  # the refusal
    expect(rows.filter(has_text="rapport.pdf").get_by_label("Titel")).to_have_value(
        "Stedsbundne potentialer på Ærø og Læsø"
    )
    expect(rows.filter(has_text="rapport.pdf").get_by_label("Sprog")).to_have_value("da")
    rows.filter(has_text="rapport.pdf").get_by_label("Titel").fill("Vores rapport fra øerne")
    rows.filter(has_text="temadag.odp").get_by_role("button", name="Fjern").click()
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Del dokumenterne").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vores rapport fra øerne")


def test_a_dropped_file_is_taken_too(visit: Visits) -> None:
    page = visit("mette.holm")
    page.goto("/bibliotek/del-flere")
    dropped = page.evaluate_handle(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["Et notat om stien."], "sti_notat.txt", { type: "text/plain" }));
          return data;
        }"""
    )
    page.dispatch_event("[data-many]", "drop", {"dataTransfer": dropped})
    rows = main(page).locator("[data-file-row]")
    expect(rows.get_by_label("Titel")).to_have_value("Et notat om stien.")
