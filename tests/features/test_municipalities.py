"""A municipality's page, how it takes part, and the region it lies in."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from network.core.access import Audience, Role
from network.features.anonymity.service import mask_for
from network.features.experiences import service as experiences
from network.features.experiences.lists import card_list
from network.features.experiences.models import Stage
from network.features.experiences.service import NewCard
from network.features.municipalities.models import Organisation, Participation
from network.features.municipalities.queries import organisation_named, place_key
from tests.rules.town import OPEN_SLUG
from tests.world import LEMVIG, LOLLAND, World

LAST_OF_2026 = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)  # a second to midnight in Denmark
FIRST_OF_2027 = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)


def _tell(world: World, audience: Audience, words: str) -> None:
    method = world.method(world.member(LEMVIG), f"Metode {words}", audience=Audience.PUBLIC)
    teller = world.member(LOLLAND)
    with world.writing() as session:
        card = NewCard(stage=Stage.CARRIED_OUT, texts={"worked": words}, audience=audience)
        experiences.add(session, teller, method.id, card)


def test_a_municipalitys_page_holds_what_it_gives_and_what_it_has_tried(world: World) -> None:
    author = world.member(LOLLAND)
    world.method(author, "Lollands åbne metode", audience=Audience.PUBLIC)
    world.method(author, "Lollands egen metode", audience=Audience.OWN)
    _tell(world, Audience.PUBLIC, "Naboerne hjalp.")
    _tell(world, Audience.OWN, "Kun for os selv.")
    own = world.client(author).page("/kommuner/lolland")
    visitor = world.client().page("/kommuner/lolland")
    for words, everybody in (
        ("Lollands åbne metode", True),
        ("Lollands egen metode", False),
        ("Naboerne hjalp.", True),
        ("Kun for os selv.", False),
    ):
        assert words in own
        assert (words in visitor) is everybody
    assert "Lollands åbne metode" not in world.client().page("/kommuner/lemvig")


def test_a_page_shows_a_few_of_each_and_leads_to_the_rest(world: World) -> None:
    author = world.member(LOLLAND)
    for number in range(9):
        world.member(LOLLAND, f"Planlægger {number}")
        world.method(author, f"Metode {number}", audience=Audience.PUBLIC)
    world.member(LOLLAND, "Åse Sidst i Alfabetet", (Role.COORDINATOR,))
    page = world.client(world.member(LEMVIG)).page("/kommuner/lolland")
    assert page.links("Alle medlemmer fra Lolland Kommune") == ["/medlemmer/?kommune=lolland"]
    assert page.links("Alle metoder fra Lolland Kommune") == ["/metoder/?kommune=lolland"]
    assert page.main.count("Planlægger ") < 9
    assert "Åse Sidst i Alfabetet" in page  # whoever coordinates is always there


def test_a_municipality_is_described_in_its_own_words_and_found_by_them(world: World) -> None:
    coordinator = world.client(world.member(LOLLAND, roles=(Role.COORDINATOR,)))
    said = coordinator.submit("/kommuner/lolland/profil", words="Vi bor på **roer** og havnefronter.")
    assert said.status_code == 303
    assert "Vi bor på roer og havnefronter." in world.client().page("/kommuner/lolland").main
    again = coordinator.page("/kommuner/lolland/profil")
    assert "Vi bor på **roer** og havnefronter." in again
    world.work()
    found = world.client().page("/soeg?q=havnefronter")
    assert found.links("Lolland Kommune")


def test_words_with_a_civil_registration_number_are_stopped_and_come_back(world: World) -> None:
    client = world.client(world.member(LOLLAND, roles=(Role.COORDINATOR,)))
    answer = client.submit("/kommuner/lolland/profil", words="Ring til 010190-1234.")
    assert answer.status_code == 422
    assert "Ring til 010190-1234." in answer.text
    too_long = client.submit("/kommuner/lolland/profil", words="a" * 4001)
    assert too_long.status_code == 422


@pytest.mark.parametrize(("now", "region"), [(LAST_OF_2026, "Region Sjælland"), (FIRST_OF_2027, "Region Østdanmark")])
def test_two_regions_become_one_at_midnight_everywhere(world: World, now: datetime, region: str) -> None:
    method = world.method(world.member(LEMVIG), audience=Audience.PUBLIC)
    capital, sealand = world.member("0151"), world.member(LOLLAND)  # Ballerup, of the other one of the two
    with world.writing() as session:
        card = NewCard(stage=Stage.CARRIED_OUT, texts={"worked": "Ja."}, audience=Audience.PUBLIC)
        experiences.add(session, sealand, method.id, card)
    world.worker.rebuild_index()
    world.clock.now = now
    is_one = now == FIRST_OF_2027
    visitor = world.client()
    assert region in visitor.page("/kommuner/lolland")
    assert region in visitor.page("/soeg?q=lolland").main
    listed = visitor.page("/kommuner/?region=region-sjaelland") if not is_one else None
    assert (visitor.get("/kommuner/?region=region-sjaelland").status_code == 404) is is_one
    assert (visitor.get("/kommuner/?region=region-oestdanmark").status_code == 200) is is_one
    if listed:
        assert "Lolland" in listed
        assert "Ballerup" not in listed
    else:
        both = visitor.page("/kommuner/?region=region-oestdanmark").main
        assert "Lolland" in both
        assert "Ballerup" in both
    with world.writing() as session:
        assert bool(card_list(session, capital, method.id).rows[0].is_near) is is_one
    for name in ("Region Sjælland", "Region Østdanmark"):  # it is found by both, before and after
        assert visitor.page(f"/soeg?q={name} Lolland").links("Lolland Kommune")


def test_a_name_that_is_hidden_after_new_year_is_hidden_in_the_new_region(world: World) -> None:
    sealand = ("0306", "0316", "0320", "0329", "0330")
    actors = [world.member(code) for code in sealand]
    for now, region in ((LAST_OF_2026, "Region Sjælland"), (FIRST_OF_2027, "Region Østdanmark")):
        world.clock.now = now
        with world.writing() as session:
            assert mask_for(session, actors[0], Audience.NETWORK).endswith(region)


def test_all_98_are_listed_by_how_they_take_part(world: World) -> None:
    world.member(LOLLAND)
    office = world.client(world.secretariat())
    assert office.submit("/sekretariat/kommuner", municipality="lemvig", participation="associated").status_code == 303
    page = world.client().page("/kommuner/")
    assert len([link for link in page.links("Kommune") if link.startswith("/kommuner/")]) >= 95
    assert page.links("Deltager") == ["/kommuner/?deltagelse=deltager"]
    for part, there, elsewhere in (
        ("deltager", "Lolland", "Lemvig"),
        ("tilknyttet", "Lemvig", "Lolland"),
        ("ikke-endnu", "Roskilde", "Lemvig"),
    ):
        shown = world.client().page(f"/kommuner/?deltagelse={part}")
        assert shown.links(f"{there} Kommune")
        assert not shown.links(f"{elsewhere} Kommune")
    assert world.client().get("/kommuner/?deltagelse=x").status_code == 404
    assert world.client().get("/kommuner/?slags=x").status_code == 404
    assert "Tilknyttet" in world.client().page("/kommuner/lemvig")
    assert OPEN_SLUG in {link.rpartition("/")[2] for link in page.links("Kommune")}


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        *(("Lolland", "lolland"), ("lolland-kommune", "lolland"), ("Lollands Kommune", "lolland")),
        *(("Aabenraa", "aabenraa"), ("Åbenrå", "aabenraa"), ("åbenrås", "aabenraa"), ("Århus Kommune", "aarhus")),
        *(
            ("Københavns", "koebenhavn"),
            ("Ærø", "aeroe"),
            ("bornholm", "bornholm"),
            ("Bornholms Regionskommune", "bornholm"),
        ),
        *(("Assens", "assens"), ("Assens kommunes", "assens"), ("0360", "lolland")),
    ],
)
def test_a_municipality_is_found_however_its_name_is_written(world: World, typed: str, slug: str) -> None:
    with world.writing() as session:
        found = organisation_named(session, typed)
    assert found is not None
    assert found.slug == slug
    answer = world.client().get(f"/kommuner/{typed}", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == f"/kommuner/{slug}"


def test_no_two_municipalities_can_be_meant_by_one_name(world: World) -> None:
    rows = world.read_rows(select(Organisation.name, Organisation.full_name).where(Organisation.code.is_not(None)))
    assert len({place_key(name) for name, _full in rows}) == 98
    assert {place_key(name) for name, _full in rows} == {place_key(full) for _name, full in rows}
    for nobody in ("Storkøbing", "kommune", "s", "-", ""):
        with world.writing() as session:
            assert organisation_named(session, nobody) is None


def test_a_municipality_that_leaves_keeps_its_page_and_its_lists(world: World) -> None:
    author = world.member(LOLLAND)
    world.plan(author, "Kysten og baglandet", audience=Audience.PUBLIC)
    office = world.client(world.secretariat())
    same = office.submit("/sekretariat/kommuner", municipality="lolland", participation="participant")
    assert same.status_code == 422
    assert "er allerede med" in same.text
    left = office.submit("/sekretariat/kommuner", municipality="lolland", participation="none")
    assert left.status_code == 303
    assert world.read(select(Organisation.participation).where(Organisation.code == LOLLAND)) == [Participation.NONE]
    visitor = world.client()
    assert visitor.page("/kommuner/lolland").links("Kysten og baglandet")
    assert visitor.page("/strategiplaner/?kommune=lolland").links("Kysten og baglandet")
    assert not world.client(author).page("/kommuner/lolland").links("Invitér en kollega")
