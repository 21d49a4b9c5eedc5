"""What people do on the site, by the words they see. None of it needs JavaScript."""

import time
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.served import SignIn

FOUND_WITHIN = 20.0  # seconds from sending until the worker has indexed it


def account_menu(page: Page) -> Locator:
    """What opens it: the own name on a wide screen."""
    return header(page).locator(".account summary")


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def header(page: Page) -> Locator:
    return page.get_by_role("banner")


def sign_in(page: Page, member: SignIn) -> None:
    page.goto("/")
    header(page).get_by_role("link", name="Log ind").click()
    page.get_by_label("Mailadresse").fill(member.email)
    page.get_by_label("Adgangskode").fill(member.password)
    main(page).get_by_role("button", name="Log ind").click()
    expect(account_menu(page)).to_be_visible()


def accept_invitation(page: Page, email: str, name: str, title: str, password: str) -> None:
    """Read the mail on the development page, follow its link, and make the account."""
    mail = page.locator("article.mail", has_text=email)
    deadline = time.monotonic() + FOUND_WITHIN
    while not mail.count() and time.monotonic() < deadline:
        page.goto("/udvikling/mail")
    mail.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Velkommen til På forkant")
    page.get_by_label("Dit navn").fill(name)
    page.get_by_label("Jobtitel").fill(title)
    page.get_by_label("Adgangskode").fill(password)
    page.get_by_role("button", name="Opret konto").click()
    expect(page.get_by_role("status").first).to_contain_text(f"Velkommen til netværket, {name}.")


def ask(page: Page, topic: str, title: str, body: str) -> None:
    """From the list of topics to the open thread."""
    page.goto("/emner/")
    main(page).get_by_role("link", name=topic, exact=True).click()
    main(page).get_by_role("link", name="Stil et spørgsmål").click()
    expect(page.get_by_label("Emne").locator("option:checked")).to_have_text(topic)
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Tekst").fill(body)
    page.get_by_role("button", name="Udgiv tråden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def reply(page: Page, body: str) -> Locator:
    """Answer the open thread; returns the post as it is shown."""
    page.get_by_label("Dit svar").fill(body)
    page.get_by_role("button", name="Send svar").click()
    post = page.get_by_role("article").filter(has_text=body)
    expect(post).to_be_visible()
    return post


def share(page: Page, path: Path, title: str, description: str) -> None:
    """From the library to the document's page."""
    page.goto("/bibliotek/")
    main(page).get_by_role("link", name="Del et dokument").click()
    page.get_by_label("Fil").set_input_files(path)
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Beskrivelse").fill(description)
    page.get_by_role("button", name="Del dokumentet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def search(page: Page, words: str) -> None:
    """Type into the box that stands on every page."""
    header(page).locator("input[type=search]").fill(words)
    header(page).locator("input[type=search]").press("Enter")
    expect(main(page).locator("input[type=search]")).to_have_value(words)


def hits(page: Page, title: str) -> Locator:
    return main(page).get_by_role("listitem").filter(has=page.get_by_role("link", name=title))


def search_until_found(page: Page, words: str, title: str, count: int = 1) -> Locator:
    """Search, and again while the worker is still at it; returns the hits with this title."""
    search(page, words)
    deadline = time.monotonic() + FOUND_WITHIN
    while hits(page, title).count() < count and time.monotonic() < deadline:
        page.reload()
    expect(hits(page, title)).to_have_count(count)
    return hits(page, title)


def total(page: Page) -> int:
    """The number of results that the search page tells."""
    told = main(page).get_by_role("status").inner_text()
    return int(told.split()[0].replace(".", ""))
