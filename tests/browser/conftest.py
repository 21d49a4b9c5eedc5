"""One product and one browser for all journeys; each test has windows of its own, which are watched to the end."""

import os
import shutil
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, ViewportSize, expect, sync_playwright

from tests.browser.acts import sign_in
from tests.browser.served import Served
from tests.browser.watched import Watch

PATIENCE = 20_000  # milliseconds
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
HAS_FAILED = pytest.StashKey[bool]()


def _chromium() -> str:
    found = shutil.which("chromium")
    if found:
        return found
    reason = "browser journeys are not proven here: install Debian's package chromium"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[HAS_FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = _chromium()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("browser") / "instance")
    try:
        served.start()
        yield served
        served.stop()
        assert served.complaints() == []
    finally:
        served.end()


@dataclass
class Visits:
    """Opens windows on the product. The demo's people sign in once for all tests, as sign-ins are limited."""

    browser: Browser
    served: Served
    states: dict[str, StorageState]
    contexts: list[BrowserContext] = field(default_factory=list)
    watches: dict[BrowserContext, Watch] = field(default_factory=dict)

    def __call__(self, who: str = "", width: int = 1280, **options: Any) -> Page:
        """A page that is not opened yet, in a window of its own, signed in as `who` if that is given."""
        if who and who not in self.states:
            page = self._window(1280)
            sign_in(page, self.served.sign_ins()[who])
            self.states[who] = page.context.storage_state()
        return self._window(width, storage_state=self.states.get(who), **options)

    def watch(self, page: Page) -> Watch:
        return self.watches[page.context]

    def _window(self, width: int, **options: Any) -> Page:
        size = ViewportSize(width=width, height=800 if width > 600 else 740)
        context = self.browser.new_context(base_url=self.served.url, locale="da-DK", viewport=size, **options)
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        self.watches[context] = Watch(context, self.served.url, width)
        return context.new_page()

    def problems(self) -> list[str]:
        return [problem for watch in self.watches.values() for problem in watch.take()]

    def keep_screenshots(self, folder: Path) -> None:
        for number, page in enumerate(page for context in self.contexts for page in context.pages):
            path = folder / f"window-{number}.png"
            page.screenshot(path=path, full_page=True)
            print(f"{page.url} looked like {path}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture(scope="session")
def states() -> dict[str, StorageState]:
    return {}


@pytest.fixture
def visit(
    browser: Browser, served: Served, states: dict[str, StorageState], request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Visits]:
    visits = Visits(browser, served, states)
    yield visits
    if request.node.stash.get(HAS_FAILED, False):
        visits.keep_screenshots(tmp_path)
    visits.close()
    assert visits.problems() == []
