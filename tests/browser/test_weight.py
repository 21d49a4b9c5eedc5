"""What a page costs its reader, and that the watch over all journeys does see."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.acts import main
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

MOST_REQUESTS = {"": 6, "mette.holm": 7}  # who writes loads the editor too
MOST_BYTES = 30_000
PUBLIC = (
    "/",
    "/kommuner/lolland",
    "/strategiplaner/1-tre-egnsprofiler",
    "/partnere/fonden-for-egn-og-kyst",
    "/aabne-data",
)
MOST_OF_A_PUBLIC_PAGE = 45_000  # pictures aside


def longest_thread(page: Page) -> str:
    """The address of the public thread with most replies on the first page of the list."""
    page.goto("/traade/")
    rows = [
        (
            int(row.locator(".row-side strong").inner_text().split()[0]),
            row.get_by_role("link").first.get_attribute("href"),
        )
        for row in main(page).get_by_role("listitem").all()
        if row.locator(".row-side strong").count()
    ]
    return max(rows)[1] or ""


@pytest.mark.parametrize("who", MOST_REQUESTS, ids=["visitor", "member"])
def test_a_cold_thread_page_is_few_requests_and_at_most_thirty_kilobytes(visit: Visits, who: str) -> None:
    path = longest_thread(visit())
    received = _received(visit(who), path)
    assert 2 <= len(received) <= MOST_REQUESTS[who]
    assert sum(received) <= MOST_BYTES


def _received(page: Page, path: str) -> list[float]:
    """The bytes over the wire of each answer that the page needed."""
    received: list[float] = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")

    def finished(event: dict[str, Any]) -> None:
        received.append(event["encodedDataLength"])

    network.on("Network.loadingFinished", finished)
    page.goto(path, wait_until="networkidle")
    print(f"{path}: {len(received)} requests, {sum(received):.0f} bytes")
    return received


@pytest.mark.parametrize("path", PUBLIC)
def test_a_cold_public_page_is_at_most_forty_five_kilobytes(visit: Visits, path: str) -> None:
    assert sum(_received(visit(), path)) <= MOST_OF_A_PUBLIC_PAGE


def test_a_page_that_says_what_it_is_to_other_sites_runs_nothing_of_it(visit: Visits) -> None:
    """The watch over all journeys sees what the security policy refuses: a block of data is no script to it."""
    page = visit()
    page.goto("/kommuner/lolland")
    blocks = page.locator('script[type="application/ld+json"]')
    assert blocks.count() == 1
    assert page.evaluate("text => JSON.parse(text)['@context']", blocks.text_content()) == "https://schema.org"


def test_the_watch_sees_foreign_requests_refused_scripts_and_pages_that_are_too_wide(visit: Visits) -> None:
    page = visit()
    page.goto("/om")
    assert visit.watch(page).take() == []
    page.evaluate(
        """() => {
          const picture = document.createElement("img");
          picture.src = "https://elsewhere.example/pixel.png";
          const script = document.createElement("script");
          script.textContent = "1";
          document.body.append(picture, script);
        }"""
    )
    page.wait_for_timeout(200)
    noted = "\n".join(visit.watch(page).take())
    assert "elsewhere.example" in noted
    assert "script-src" in noted
    page.goto("/findes-ikke")
    assert any("404" in problem for problem in visit.watch(page).take())
