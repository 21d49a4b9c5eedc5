"""An adviser is invited from a thread, reads and finds it, replies, and is shown out again. Also without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import accept_invitation, header, hits, main, reply, search, search_until_found
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


def _start_own_thread(page: Page, title: str) -> None:
    page.goto("/traade/ny?slags=droeftelse&emne=tomme-boliger")
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Tekst").fill("Hvem tager mødet med naboerne?")
    page.get_by_label("Kun min egen kommune").check()
    page.get_by_role("button", name="Udgiv tråden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@BOTH
def test_an_adviser_is_invited_reads_finds_replies_and_is_shown_out(visit: Visits, javascript: bool) -> None:
    kirsten = visit("kirsten.thaarup", java_script_enabled=javascript)
    name = "Signe Frost" if javascript else "Signe Storm"
    title, email = f"Stuehuset ved mosen og {name.lower()}", f"{name.split()[1].lower()}@frost-arkitekter.example"
    _start_own_thread(kirsten, title)
    thread = kirsten.url
    main(kirsten).get_by_role("link", name="Invitér en rådgiver").click()
    kirsten.get_by_label("Rådgiverens mailadresse").fill(email)
    kirsten.get_by_label("Rådgiverens navn").fill(name)
    kirsten.get_by_label("Firma").fill("Frost Arkitekter")
    kirsten.get_by_role("button", name="Send invitationen").click()
    expect(kirsten.get_by_role("heading", level=1)).to_have_text(title)
    expect(main(kirsten)).to_contain_text(f"{name}, Frost Arkitekter, inviteret af Kirsten Thaarup")

    signe = visit(java_script_enabled=javascript)
    accept_invitation(signe, email, name, "arkitekt", "tolv grønne flasker øl")
    signe.goto("/")
    main(signe).get_by_role("link", name=title).first.click()
    expect(main(signe)).to_contain_text("Hvem tager mødet med naboerne?")
    search_until_found(signe, "stuehuset mosen", title)
    signe.goto(thread)
    reply(signe, "Det gør jeg gerne.")

    kirsten.goto(thread)
    post = kirsten.get_by_role("article").filter(has_text="Det gør jeg gerne.")
    expect(post).to_contain_text("ekstern rådgiver for Guldborgsund Kommune")
    kirsten.goto("/kommuner/guldborgsund")
    main(kirsten).get_by_role("link", name="Eksterne rådgivere").click()
    kirsten.get_by_role("button", name=f"Afslut adgangen for {name}").click()
    expect(main(kirsten)).not_to_contain_text(name)

    signe.goto("/")
    expect(main(signe)).to_contain_text("Lige nu er der ikke åbnet noget for dig")
    search(signe, "stuehuset mosen")
    expect(hits(signe, title)).to_have_count(0)
    expect(header(signe)).to_contain_text(name)
