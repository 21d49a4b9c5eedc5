"""axe finds nothing to object to on any kind of page, in either colour scheme, on phone and desk."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.browser.acts import account_menu, main
from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

LOOKS = [(1280, "light"), (1280, "dark"), (360, "dark"), (360, "light"), (320, "light")]  # 320: at 400 % on a desk
AS_VISITOR = [
    "/",
    "/log-ind",
    "/adgangskode/glemt",
    "/soeg",
    "/soeg?q=husbukkelarver",
    "/strategiplaner/",
    "/strategiplaner/?vis=tidslinje",
    "/strategiplaner/1-tre-egnsprofiler",
    "/kommuner/kort?vis=planer",
    "/kommuner/plancyklus",
    "/kommuner/lolland",
    "/kommuner/lolland/naboer",
    "/bliv-med",
    "/om",
    "/nyheder/",
    "/arrangementer/",
    "/arrangementer/12-aarsmoede-kunsten-at-vaelge-fra",
    "/arrangementer/?vis=tidligere",
    "/udgivelser/",
    "/udgivelser/1-laenge-leve-landsbyerne",
    "/partnere/",
    "/partnere/fonden-for-egn-og-kyst",
    "/aabne-data",
    "/projekter/",
    "/was",
    "/privatlivspolitik",
    "/vilkaar-for-data",
]
AS_MEMBER = [
    "/",
    "/emner/",
    "/emner/tomme-boliger",
    "/traade/",
    "/traade/?vis=ubesvarede",
    "/traade/?vis=ulaeste&type=spoergsmaal",
    "/notifikationer/",
    "/traade/ny",
    "/traade/ny?slags=spoergsmaal",
    "/traade/ny?slags=efterlysning",
    "/traade/?vis=over-fristen",
    "/bibliotek/",
    "/bibliotek/del",
    "/soeg?q=nedrivning",
    "/kommuner/",
    "/kommuner/kort",
    "/kommuner/kort?vis=aktivitet",
    "/kommuner/lolland/naboer",
    "/kommuner/guldborgsund",
    "/kommuner/guldborgsund/inviter",
    "/kommuner/guldborgsund/raadgivere",
    "/kommuner/guldborgsund/svar",
    "/kommuner/guldborgsund/profil",
    "/strategiplaner/ny",
    "/gennemsyn/log",
    "/konto/",
    "/konto/feeds",
    "/konto/profil",
    "/konto/adgangskode",
    "/konto/adresse",
    "/konto/overdrag",
    "/konto/oplysninger",
    "/konto/slet",
    "/traade/ny?slags=spoergsmaal&trin=samme",
    "/udvikling/komponenter",
    "/udvikling/mail",
]
AS_SECRETARIAT = [
    "/arrangementer/ny",
    "/arrangementer/?vis=kladder",
    "/arrangementer/12-aarsmoede-kunsten-at-vaelge-fra",
    "/strategiplaner/1/ret",
    "/nyheder/ny",
    "/udgivelser/ny",
    "/forside",
    "/sekretariat/sider",
    "/sekretariat/sider/om",
    "/sekretariat/kommuner",
    "/sekretariat/statistik",
    "/sekretariat/partnere",
    "/partnere/fonden-for-egn-og-kyst/profil",
    "/sekretariat/medlemmer/1/spaer",
    "/sekretariat/medlemmer/1/slet",
    "/strategiplaner/1/historik",
    "/sekretariat/anmodninger",
    "/kommuner/lolland/medlemmer",
    "/kommuner/lolland/medlemmer/1/overdrag",
    "/kommuner/lolland",
    "/gennemsyn/",
    "/traade/1/moderer",
    "/indlaeg/1/skjul",
]
AS_ADVISER = ["/", "/inviteret", "/konto/"]
SPECIAL: dict[str, Callable[[Page], object]] = {}


def special(function: Callable[[Page], object]) -> Callable[[Page], object]:
    SPECIAL[function.__name__] = function
    return function


@special
def a_thread_with_a_best_reply(page: Page) -> None:
    page.goto("/traade/")
    main(page).get_by_role("listitem").filter(has_text="Afklaret").first.get_by_role("link").first.click()


@special
def a_document(page: Page) -> None:
    page.goto("/bibliotek/")
    main(page).get_by_role("listitem").filter(has_text="Længe leve landsbyerne").get_by_role("link").first.click()


@special
def the_text_of_a_page(page: Page) -> None:
    a_document(page)
    page.goto(f"{page.url}/side/7?q=vippebyen")


@special
def both_menus(page: Page) -> None:
    page.goto("/om")
    account_menu(page).click()
    page.locator(".menu details").evaluate("menu => { menu.open = true }")  # as on a phone


@special
def a_thread_form_with_errors(page: Page) -> None:
    page.goto("/traade/ny?slags=spoergsmaal")
    page.get_by_role("button", name="Udgiv tråden").click()


@special
def a_report_with_errors(page: Page) -> None:
    page.goto("/traade/")
    main(page).locator(".row-title a").first.click()
    main(page).get_by_role("link", name="Anmeld").first.click()
    page.get_by_role("button", name="Send anmeldelsen").click()


@special
def a_document_form_with_errors(page: Page) -> None:
    page.goto("/bibliotek/del")
    page.get_by_role("button", name="Del dokumentet").click()


@special
def inviting_to_a_thread_that_an_adviser_reads(page: Page) -> None:
    page.goto("/kommuner/guldborgsund/raadgivere")
    main(page).get_by_role("link", name="Intern: hvilke tre landsbyer").click()
    main(page).get_by_role("link", name="Invitér en rådgiver").click()
    page.get_by_role("button", name="Send invitationen").click()


@special
def a_page_that_is_not_there(page: Page) -> None:
    page.goto("/traade/999999-findes-ikke")


def violations(page: Page) -> list[str]:
    """Of each look: the rule, and the first elements that break it."""
    axe, found = Axe(), []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for violation in axe.run(page).response["violations"]:
            elements = [node["html"][:160] for node in violation["nodes"][:3]]
            found.append(f"{page.url} {width} {scheme}: {violation['id']} {elements}")
    return found


@pytest.mark.parametrize("path", AS_VISITOR)
def test_a_visitors_page_has_no_violations(visit: Visits, path: str) -> None:
    page = visit()
    page.goto(path)
    assert violations(page) == []


@pytest.mark.parametrize("path", AS_MEMBER)
def test_a_members_page_has_no_violations(visit: Visits, path: str) -> None:
    page = visit("kirsten.thaarup")
    page.goto(path)
    assert violations(page) == []


@pytest.mark.parametrize("path", AS_SECRETARIAT)
def test_the_secretariats_page_has_no_violations(visit: Visits, path: str) -> None:
    page = visit("sofie.lindholm")
    page.goto(path)
    assert violations(page) == []


@pytest.mark.parametrize("path", AS_ADVISER)
def test_an_advisers_page_has_no_violations(visit: Visits, path: str) -> None:
    page = visit("ditte.vangsgaard")
    page.goto(path)
    assert violations(page) == []


@pytest.mark.parametrize("name", SPECIAL)
def test_a_page_one_comes_to_has_no_violations(visit: Visits, name: str) -> None:
    page = visit("kirsten.thaarup")
    visit.watch(page).expected_statuses.add(404)
    SPECIAL[name](page)
    assert violations(page) == []
