"""The secretariat reads the figures and takes them along; a municipality reads its own. With and without JavaScript."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import main
from tests.browser.conftest import Visits
from tests.browser.test_accessible import violations

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


def _fetched(page: Page, name: str) -> list[list[str]]:
    with page.expect_download() as download:
        main(page).get_by_role("link", name=name).click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@BOTH
def test_the_secretariat_finds_out_who_helps_whom(visit: Visits, javascript: bool) -> None:
    sofie = visit("sofie.lindholm", java_script_enabled=javascript)
    sofie.goto("/sekretariat/kommuner")
    main(sofie).get_by_role("link", name="Statistik").click()
    expect(sofie.get_by_role("heading", level=1)).to_have_text("Statistik")
    expect(main(sofie).get_by_role("img", name="Parrene med flest besvarede spørgsmål")).to_be_visible()
    summary = main(sofie).locator("summary", has_text="Alle par")
    summary.focus()
    summary.press("Enter")
    table = main(sofie).get_by_role("table", name="Alle par")
    shown = [" ".join(row.split()) for row in table.get_by_role("row").all_inner_texts()]
    rows = _fetched(sofie, "CSV – Alle par")
    assert rows[0] == ["Kommunen, der har svaret", "Kommunen, der havde spurgt", "Besvarede spørgsmål"]
    # Other journeys answer questions in the same installation, so that who comes first is not known: the counts are.
    assert shown[1] == " ".join(rows[1])
    counts = [int(row[2]) for row in rows[1:]]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] > 0
    assert "Guldborgsund" in {row[0] for row in rows[1:]}

    sofie.get_by_label("Emne", exact=True).select_option(label="Puljer og finansiering")
    sofie.get_by_role("button", name="Vis", exact=True).click()
    expect(main(sofie)).to_contain_text("· Puljer og finansiering")
    assert len(_fetched(sofie, "CSV – Alle par")) < len(rows)
    main(sofie).get_by_role("navigation", name="Periode").get_by_role("link").last.click()
    expect(main(sofie)).to_contain_text("· Puljer og finansiering")


@BOTH
def test_a_municipality_reads_its_own_figures_and_no_others(visit: Visits, javascript: bool) -> None:
    kirsten = visit("kirsten.thaarup", java_script_enabled=javascript)
    kirsten.goto("/kommuner/guldborgsund")
    main(kirsten).get_by_role("link", name="Spørgsmål og svar i tal").click()
    expect(main(kirsten).get_by_role("img", name="Kommuner, som Guldborgsund har svaret")).to_be_visible()
    expect(main(kirsten).get_by_role("table", name="Svar efter emne")).to_be_visible()
    kirsten.goto("/kommuner/lolland")
    expect(main(kirsten).get_by_role("link", name="Spørgsmål og svar i tal")).to_have_count(0)
    visit.watch(kirsten).expected_statuses.add(403)
    kirsten.goto("/kommuner/lolland/svar")
    expect(main(kirsten)).to_contain_text("Kun kommunens egne medlemmer og sekretariatet kan se dens tal.")


def test_the_figures_have_no_violations_with_every_table_open(visit: Visits) -> None:
    sofie = visit("sofie.lindholm", width=360)
    sofie.goto("/sekretariat/statistik")
    for summary in main(sofie).locator(".figures summary").all():
        summary.click()
    assert sofie.evaluate("document.documentElement.scrollWidth") == 360
    assert violations(sofie) == []
