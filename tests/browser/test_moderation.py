"""A reply is reported, hidden, answered for by its author and shown again, on a phone too and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import ask, main, reply
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

REASON = "Svaret nævner en borger ved navn."
PLACEHOLDER = "Indlægget er skjult af en moderator."


def report(page: Page, thread: str, author: str) -> None:
    page.goto(thread)
    page.get_by_role("article", name=author).get_by_role("link", name="Anmeld").click()
    page.get_by_role("button", name="Send anmeldelsen").click()
    expect(main(page)).to_contain_text("Vælg, hvad der er galt.")
    page.get_by_label("Det indeholder personoplysninger").check()
    page.get_by_label("Bemærkning til moderatorerne").fill("Navnet står til sidst.")
    page.get_by_role("button", name="Send anmeldelsen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tak, fordi du siger til")


def case(page: Page, title: str) -> Page:
    """The queue, with one case in sight."""
    page.goto("/")
    menu = page.get_by_role("navigation", name="Hovedmenu")
    if menu.locator("summary").is_visible():  # on a phone it is folded
        menu.locator("summary").click()
    menu.get_by_role("link", name="Gennemsyn").click()
    expect(page.get_by_role("article", name=title)).to_be_visible()
    return page


@pytest.mark.parametrize(
    ("width", "with_scripts"), [(1280, True), (360, True), (360, False)], ids=["wide", "phone", "phone without scripts"]
)
def test_a_reply_is_reported_hidden_answered_for_and_shown_again(visit: Visits, width: int, with_scripts: bool) -> None:
    mark = f"{width} {with_scripts}"
    title, body = f"Hvem har ryddet en grund med olietank? ({mark})", f"Det har hr. Jensen på Vestergade. ({mark})"
    kirsten, mette, sofie = (
        visit(who, width=width, java_script_enabled=with_scripts)
        for who in ("kirsten.thaarup", "mette.holm", "sofie.lindholm")
    )
    ask(kirsten, "Tomme og forfaldne boliger", title, "Vi har fundet en under garagen.")
    thread = kirsten.url
    mette.goto(thread)
    reply(mette, body)

    report(kirsten, thread, "Mette Holm")
    reported = case(sofie, title).get_by_role("article", name=title)
    expect(reported).to_contain_text("Det indeholder personoplysninger")
    expect(reported).to_contain_text("Navnet står til sidst.")
    expect(reported).to_contain_text(body)
    reported.get_by_role("link", name="Skjul").click()
    sofie.get_by_label("Hvorfor bliver det skjult?").fill(REASON)
    sofie.get_by_role("button", name="Skjul").click()
    expect(sofie.get_by_role("status").first).to_contain_text("Indlægget er skjult.")

    kirsten.goto(thread)
    expect(kirsten.get_by_role("article", name="Skjult indlæg")).to_contain_text(PLACEHOLDER)
    expect(main(kirsten)).not_to_contain_text("Jensen")

    mette.goto(thread)
    own = mette.get_by_role("article", name="Mette Holm")
    expect(own).to_contain_text(body)
    expect(own).to_contain_text(REASON)
    own.get_by_label("Svar til moderator").fill("Han har selv bedt mig skrive det.")
    own.get_by_role("button", name="Send svaret").click()
    expect(mette.get_by_role("status").first).to_contain_text("Moderatorerne har fået dit svar.")

    answered = case(sofie, title).get_by_role("article", name=title)
    expect(answered).to_contain_text("Han har selv bedt mig skrive det.")
    answered.get_by_role("button", name="Vis igen").click()
    expect(sofie.get_by_role("status").first).to_contain_text("Indlægget er vist igen.")

    kirsten.goto(thread)
    expect(kirsten.get_by_role("article", name="Mette Holm")).to_contain_text(body)
    kirsten.get_by_role("contentinfo").get_by_role("link", name="Moderatorernes log").click()
    line = main(kirsten).get_by_role("listitem").filter(has_text=title).filter(has_text="Indlæg skjult")
    expect(line).to_contain_text(REASON)
    expect(main(kirsten)).not_to_contain_text("Sofie")


def test_a_reply_to_a_thread_that_was_closed_meanwhile_comes_back_with_its_text(visit: Visits) -> None:
    kirsten, sofie = visit("kirsten.thaarup", width=360), visit("sofie.lindholm", width=360)
    ask(kirsten, "Tomme og forfaldne boliger", "Hvem har en skabelon til nabohøring?", "Helst en kort.")
    kirsten.get_by_label("Dit svar").fill("Jeg har fundet en selv.")
    sofie.goto(kirsten.url)
    main(sofie).get_by_role("link", name="Moderér tråden").click()
    sofie.get_by_label("Hvorfor bliver den lukket?").fill("Skabelonen ligger i biblioteket.")
    sofie.get_by_role("button", name="Luk for svar").click()
    expect(sofie.get_by_role("status").first).to_contain_text("Tråden er lukket for svar.")
    kirsten.get_by_role("button", name="Send svar").click()
    expect(kirsten.get_by_label("Dit svar")).to_have_value("Jeg har fundet en selv.")
    expect(main(kirsten)).to_contain_text("Skabelonen ligger i biblioteket.")
    expect(kirsten.get_by_role("button", name="Send svar")).to_have_count(0)
