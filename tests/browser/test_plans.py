"""A plan is written by two in a town hall, shared, and found along time and by search. With and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import main, search_until_found
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


def _heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


@BOTH
def test_a_plan_is_begun_shared_and_found(visit: Visits, javascript: bool) -> None:
    mette = visit("mette.holm", java_script_enabled=javascript)
    title = f"Havneplan {'med' if javascript else 'uden'} redningsvest"
    mette.goto("/strategiplaner/")
    main(mette).get_by_role("link", name="Skriv en plan").click()
    mette.get_by_label("Titel").fill(title)
    mette.get_by_role("button", name="Gem som kladde").click()
    _heading(mette, title)
    expect(main(mette)).to_contain_text("Kun din egen kommune kan se kladden")

    main(mette).get_by_role("link", name="Skriv videre").click()
    mette.get_by_label("Hvad er det?").fill("Kajen skal kunne bruges, når færgen er væk.")
    mette.get_by_label("Natur og kyst som drivkraft").check()
    mette.locator("summary", has_text="Analyse").click()
    phase = mette.get_by_role("group").filter(has=mette.locator("summary", has_text="Analyse")).last
    phase.get_by_label("Hvor langt?").select_option(label="Færdig")
    phase.get_by_label("Fra måned").fill("maj 2025")
    phase.get_by_label("Til måned").fill("12-2025")
    mette.get_by_label("Metoder, der er brugt").fill("Kortlægning af tomme boliger i fem trin")
    mette.get_by_role("button", name="Del planen").click()
    _heading(mette, title)
    expect(main(mette)).to_contain_text("maj 2025 – december 2025")
    main(mette).get_by_role("link", name="Kortlægning af tomme boliger i fem trin").click()
    expect(main(mette).get_by_role("link", name=title)).to_be_visible()

    kirsten = visit("kirsten.thaarup", java_script_enabled=javascript)
    kirsten.goto("/strategiplaner/")
    main(kirsten).get_by_role("link", name="Tidslinje").click()
    row = main(kirsten).get_by_role("listitem").filter(has=kirsten.get_by_role("link", name=title))
    row.locator("summary").click()
    expect(row.last).to_contain_text("maj 2025 – december 2025")
    search_until_found(kirsten, "redningsvest kajen", title)


@BOTH
def test_a_coordinator_describes_the_municipality(visit: Visits, javascript: bool) -> None:
    kirsten = visit("kirsten.thaarup", java_script_enabled=javascript)
    kirsten.goto("/kommuner/guldborgsund")
    main(kirsten).get_by_role("link", name="Beskriv kommunen").click()
    kirsten.get_by_label("Tomme butikker og døde hovedgader").check()
    kirsten.get_by_label("Hvor står I i den fireårige plancyklus?").select_option(label="Reviderer kommuneplanen")
    kirsten.get_by_role("button", name="Gem").click()
    expect(main(kirsten)).to_contain_text("Tomme butikker og døde hovedgader")
    expect(kirsten.get_by_role("complementary")).to_contain_text("Reviderer kommuneplanen")
