"""From a municipality that joins to an answer that is found again, through every hand it passes."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import accept_invitation, account_menu, ask, header, main, reply, search_until_found
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

MUNICIPALITY = "Fanø Kommune"
PASSWORD = "klitten flytter sig hvert år"
TITLE = "Hvem har flyttet en hel husrække væk fra havet?"
QUESTION = "Vi har **tolv** huse i første række:\n\n- tre ved havnen\n- ni ud mod klitten"
ANSWER = "Vi flyttede en husrække ved Kragenæs, og lodsejerne betalte halvdelen."


def invite(page: Page, email: str) -> None:
    page.get_by_label("Mailadresse").fill(email)
    page.get_by_role("button", name="Send invitationen").click()
    expect(page.get_by_role("status").first).to_contain_text(f"Invitationen til {email} er på vej.")
    expect(main(page)).to_contain_text(email)


def add_municipality(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Hovedmenu").get_by_role("link", name="Sekretariat").click()
    page.get_by_label("Kommune", exact=True).select_option(label=MUNICIPALITY)
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text(f"{MUNICIPALITY} er nu med i netværket.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Invitér koordinatoren")


def invite_colleague(page: Page, email: str) -> None:
    page.get_by_role("navigation", name="Hovedmenu").get_by_role("link", name="Kommuner").click()
    main(page).get_by_role("link", name=MUNICIPALITY).click()
    member = main(page).get_by_role("listitem").filter(has=page.get_by_role("heading", name="Karen Klitgaard"))
    expect(member).to_contain_text("Koordinator")
    main(page).get_by_role("link", name="Invitér en kollega").click()
    invite(page, email)


def mark_best(page: Page) -> None:
    page.reload()
    answer = page.get_by_role("article", name="Mette Holm")
    answer.get_by_role("button", name="Markér som bedste svar").click()
    expect(page.get_by_role("heading", name="Bedste svar, skrevet af Mette Holm, Lolland Kommune")).to_be_visible()
    expect(answer.get_by_role("button", name="Fjern som bedste svar")).to_be_visible()


def find_it_again(page: Page) -> None:
    # The thread by its reply: the question has not all of the words
    found = search_until_found(page, "husrække ved Kragenæs", TITLE)
    expect(found.first).to_contain_text("Mette Holm, Lolland Kommune")
    assert "husrække" in found.first.locator("mark").all_inner_texts()
    found.first.get_by_role("link", name=TITLE).click()
    expect(page.locator("article:target")).to_contain_text(ANSWER)


def sign_out(page: Page) -> None:
    account_menu(page).click()
    header(page).get_by_role("button", name="Log ud").click()
    expect(page.get_by_role("status").first).to_contain_text("Du er logget ud.")
    expect(header(page).get_by_role("link", name="Log ind")).to_be_visible()


def test_a_new_municipality_asks_another_answers_and_the_answer_is_found(visit: Visits) -> None:
    secretariat = visit("sofie.lindholm")
    add_municipality(secretariat)
    invite(secretariat, "karen@fanoe.example")

    karen = visit()
    accept_invitation(karen, "karen@fanoe.example", "Karen Klitgaard", "udviklingschef", PASSWORD)
    invite_colleague(karen, "bo@fanoe.example")

    bo = visit()
    accept_invitation(bo, "bo@fanoe.example", "Bo Sandet", "planlægger", PASSWORD)
    ask(bo, "Natur og kyst som drivkraft", TITLE, QUESTION)
    expect(bo.get_by_role("status").first).to_contain_text("Din tråd er oprettet. Svarene kommer her.")
    question = bo.get_by_role("article", name="Bo Sandet")
    expect(question).to_contain_text("Fanø Kommune")
    expect(question.locator("strong", has_text="tolv")).to_be_visible()
    expect(question.get_by_role("listitem")).to_have_count(2)

    mette = visit("mette.holm")
    mette.goto("/")
    main(mette).get_by_role("link", name=TITLE).click()
    expect(reply(mette, ANSWER)).to_contain_text("Lolland Kommune")
    expect(mette.get_by_role("button", name="Markér som bedste svar")).to_have_count(0)

    mark_best(bo)
    find_it_again(bo)
    sign_out(bo)
