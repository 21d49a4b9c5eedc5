"""The directory of members: by what they know, where they work, and what they are called."""

import pytest
from sqlalchemy import select

from network.core.access import Actor, OrganisationKind
from network.features.accounts import service as accounts
from network.features.members import service as members
from network.features.members.models import ReachBy
from network.features.municipalities.models import Organisation
from tests.pages.client import CheckedClient, fields_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World


def names(client: CheckedClient, query: str = "") -> list[str]:
    page = client.page(f"/medlemmer/{query}")
    assert page.status == 200
    return ["".join(title.itertext()).strip() for title in page.elements("h2", class_="row-title")]


def describe(world: World, actor: Actor, *, ask_about: str = "", competences: tuple[str, ...] = ()) -> None:
    with world.writing() as session:
        members.describe(
            session, actor, phone="00000012", ask_about=ask_about, reach_by=ReachBy.ANY, competences=competences
        )


@pytest.fixture
def client(world: World) -> CheckedClient:
    mette, bo = world.member(LOLLAND, "Mette Holm"), world.member(LEMVIG, "Bo Åkær")
    describe(world, mette, ask_about="LAG-ansøgninger", competences=("tomme-boliger",))
    describe(world, bo, competences=("mobilitet", "service"))
    return world.client(world.member(TOENDER, "Øjvind Ærtebjerg"))


def test_everybody_stands_there_in_danish_order(world: World, client: CheckedClient) -> None:
    world.member(LEMVIG, "Aage Zinck")
    world.member(LEMVIG, "Zacharias Vest")
    assert names(client) == ["Bo Åkær", "Mette Holm", "Zacharias Vest", "Øjvind Ærtebjerg", "Aage Zinck"]


def test_a_row_says_whom_to_call(client: CheckedClient) -> None:
    page = client.page("/medlemmer/?emne=tomme-boliger")
    assert page.links("0000 0012") == []
    assert page.links("00000012") == ["tel:+4500000012"]
    for words in ("Mette Holm", "planlægger, Lolland Kommune", "Spørg om: LAG-ansøgninger", "Tomme og forfaldne"):
        assert words in page.main


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?emne=tomme-boliger", ["Mette Holm"]),
        ("?emne=aldring", []),
        ("?kommune=lemvig", ["Bo Åkær"]),
        ("?kommune=lemvig&emne=tomme-boliger", []),
        ("?q=mette", ["Mette Holm"]),
        ("?q=HOLM+mette", ["Mette Holm"]),
        ("?q=aakaer", ["Bo Åkær"]),
        ("?q=øjvind", ["Øjvind Ærtebjerg"]),
        ("?q=ansøgning", ["Mette Holm"]),  # "LAG-ansøgninger"
        ("?q=kondemnering", ["Mette Holm"]),  # a synonym of a topic that she knows about
        ("?q=busrute", ["Bo Åkær"]),  # "busruter" is another's
        ("?q=toender", ["Øjvind Ærtebjerg"]),
        ("?q=planlæggere", ["Bo Åkær", "Mette Holm", "Øjvind Ærtebjerg"]),
        ("?q=lolland+busruter", []),
        ("?q=%25", ["Bo Åkær", "Mette Holm", "Øjvind Ærtebjerg"]),
        ("?q=%00%ed%a0%80'%3b--", []),
        ("?q=" + "ord+" * 500, []),
    ],
)
def test_it_is_narrowed_by_topic_municipality_and_words(client: CheckedClient, query: str, found: list[str]) -> None:
    assert names(client, query) == found


def test_the_form_gives_an_address_that_can_be_passed_on(client: CheckedClient) -> None:
    page = client.page("/medlemmer/?q=Mette&emne=tomme-boliger&kommune=lolland")
    form = next(form for form in page.elements("form") if form.get("class") == "list-filter")
    assert form.get("method") is None
    assert fields_of(form) == {"q": "Mette", "emne": "tomme-boliger", "kommune": "lolland"}
    assert page.links("Nulstil valget") == ["/medlemmer/"]


def test_it_is_read_in_pages_that_leave_nobody_out(world: World, client: CheckedClient) -> None:
    for number in range(58):
        world.member(LEMVIG, "Anne Hansen" if number % 2 else f"Anne Hansen {number:02}")
    seen, path = [], "/medlemmer/?q=anne"
    for _ in range(2):
        seen += [title.find("a").get("href") for title in client.page(path).elements("h2", class_="row-title")]
        path = (client.page(path).links("Næste") or [""])[0]
    assert path == ""
    assert len(seen) == len(set(seen)) == 58


def test_nobody_whose_access_is_closed_stands_there(world: World, client: CheckedClient) -> None:
    gone = world.member(LEMVIG, "Rejst Væk")
    with world.writing() as session:
        accounts.suspend(session, world.secretariat(), gone.id or 0, "Er rejst.")
    assert "Rejst Væk" not in names(client)


def test_nobody_found_leads_on_to_asking(client: CheckedClient) -> None:
    page = client.page("/medlemmer/?q=ingen")
    assert "Ingen passer til det" in page
    assert page.links("Stil et spørgsmål")


def test_the_menu_leads_members_there(world: World, client: CheckedClient) -> None:
    assert client.page("/").links("Medlemmer") == ["/medlemmer/"]
    assert world.client().page("/").links("Medlemmer") == []
    assert client.page("/kommuner/").links("Find en, der ved noget om det") == ["/medlemmer/"]


def test_a_partner_is_found_too(world: World, client: CheckedClient) -> None:
    world.member("realfonden", "Rikke Real")
    assert names(client, "?q=realfonden") == ["Rikke Real"]
    assert world.read(select(Organisation.kind).where(Organisation.slug == "realfonden")) == [OrganisationKind.PARTNER]
