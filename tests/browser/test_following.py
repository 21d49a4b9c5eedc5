"""Following a thread, hearing of the reply, and reading it where it stands; with JavaScript and without."""

import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import FOUND_WITHIN, ask, header, main, reply
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser
TOPIC = "Natur og kyst som drivkraft"
WITHOUT = {"java_script_enabled": False}


def bell(page: Page) -> Locator:
    return header(page).locator("a.bell")


def until_rung(page: Page, words: str) -> None:
    """Look again while the worker is still at it."""
    deadline = time.monotonic() + FOUND_WITHIN
    while words not in " ".join(bell(page).inner_text().split()) and time.monotonic() < deadline:
        page.reload()
    expect(bell(page)).to_contain_text(words)


def read_all(page: Page) -> None:
    page.goto("/notifikationer/")
    button = main(page).get_by_role("button", name="Markér alle som læst")
    if button.count():
        button.click()
    expect(bell(page)).to_have_text("Notifikationer")


@pytest.mark.parametrize("options", [{}, WITHOUT], ids=["with JavaScript", "without"])
def test_a_followed_thread_rings_and_is_read_where_it_goes_on(visit: Visits, options: dict[str, bool]) -> None:
    title = f"Hvem har flyttet en sti {'uden' if options else 'med'} script?"
    kirsten, mette = visit("kirsten.thaarup", **options), visit("mette.holm", 360, **options)
    ask(kirsten, TOPIC, title, "Vi skal flytte den to hundrede meter ind i landet.")
    path = urlsplit(kirsten.url).path
    expect(main(kirsten).get_by_role("button", name="Følger – stop med at følge")).to_be_visible()

    read_all(mette)
    mette.goto(path)
    main(mette).get_by_role("button", name="Følg tråden").click()
    expect(mette.get_by_role("status").first).to_contain_text("Du følger nu tråden.")
    expect(main(mette).get_by_role("button", name="Følger – stop med at følge")).to_be_visible()

    reply(kirsten, "Vi fandt selv en vej: lodsejeren gav jorden.")
    mette.goto("/om")
    until_rung(mette, "1 ulæst notifikation")
    mette.goto("/traade/?vis=ulaeste")
    expect(main(mette).get_by_role("link", name=f"1 nyt i ”{title}”")).to_be_visible()
    bell(mette).click()
    main(mette).get_by_role("link", name=f"1 nyt svar i ”{title}”").click()
    expect(mette.locator("article:target")).to_contain_text("lodsejeren gav jorden")
    mette.goto("/om")
    expect(bell(mette)).to_have_text("Notifikationer")

    mette.goto(path)
    main(mette).get_by_role("button", name="Følger – stop med at følge").click()
    expect(mette.get_by_role("status").first).to_contain_text("Du følger ikke længere tråden.")


def test_a_reply_comes_by_mail_and_its_link_stops_the_mails_without_signing_in(visit: Visits) -> None:
    title = "Hvad koster en shelterplads ved åen?"
    kirsten, mette, visitor = visit("kirsten.thaarup"), visit("mette.holm"), visit(**WITHOUT)
    ask(mette, TOPIC, title, "Vi regner på tre pladser.")
    path = urlsplit(mette.url).path
    kirsten.goto(path)
    reply(kirsten, "Omkring 45.000 kr. med bålplads.")

    mail = visitor.locator("article.mail", has_text=f"Svar på: {title}")
    deadline = time.monotonic() + FOUND_WITHIN
    visitor.goto("/udvikling/mail")
    while not mail.count() and time.monotonic() < deadline:
        visitor.goto("/udvikling/mail")
    expect(mail).to_contain_text("Kirsten Thaarup, Guldborgsund Kommune, har svaret")
    mail.get_by_role("link").nth(1).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Stop mails om svar og arrangementer?")
    main(visitor).get_by_role("button", name="Stop mails").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Ikke flere mails om svar og arrangementer")

    mette.goto("/konto/")
    main(mette).get_by_role("button", name="Slå mails til igen").click()
    expect(main(mette)).to_contain_text("Du får en mail, når nogen svarer i en tråd, du har startet, eller nævner")


@pytest.mark.parametrize("options", [{}, WITHOUT], ids=["with JavaScript", "without"])
def test_a_list_is_narrowed_by_a_form_into_an_address(visit: Visits, options: dict[str, bool]) -> None:
    page = visit("mette.holm", 360, **options)
    page.goto("/traade/")
    main(page).get_by_label("Emne").select_option(label="Mobilitet og afstand")
    main(page).get_by_label("Type").select_option(label="Spørgsmål")
    main(page).get_by_role("button", name="Vis").click()
    assert "emne=" in page.url
    expect(main(page).get_by_role("link", name="Nulstil valget")).to_be_visible()
    expect(main(page).locator("li.row").first).to_contain_text("Mobilitet og afstand")
    main(page).get_by_role("link", name="Fulgte", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tråde, jeg følger")
    expect(main(page).get_by_label("Type").locator("option:checked")).to_have_text("Spørgsmål")
