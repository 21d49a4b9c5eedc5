"""What a municipality says of itself: its challenges, what it has to build on, and where it stands in its planning."""

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience, Role
from network.features.experiences import service as experiences
from network.features.experiences.models import Stage
from network.features.experiences.service import NewCard
from network.features.methods.queries import MethodView
from network.features.portraits.models import Portrait, PortraitTopic
from network.features.portraits.service import Said, describe
from tests.world import LEMVIG, LOLLAND, TOENDER, World

PATH = "/kommuner/lolland/profil"
FYN = "0430"  # a rural district of another region than Lolland's


def _say(world: World, code: str, *challenges: str) -> None:
    office = world.secretariat()
    municipality = world.organisation(code)
    with world.writing() as session:
        describe(session, office, municipality, Said(challenges=frozenset(challenges)))


def _tell(world: World, method: MethodView, author: Actor, audience: Audience = Audience.NETWORK) -> None:
    with world.writing() as session:
        card = NewCard(stage=Stage.DROPPED, texts={"failed": "Det regnede."}, audience=audience)
        experiences.add(session, author, method.id, card)


def test_a_coordinator_says_what_the_municipality_struggles_with_and_everybody_reads_it(world: World) -> None:
    client = world.client(world.member(LOLLAND, roles=(Role.COORDINATOR,)))
    assert "Der er ikke valgt noget endnu" in client.page("/kommuner/lolland")
    fields = {
        "challenges": ["tomme-boliger", "mobilitet"],
        "potentials": "kulturarv",
        "cycle_phase": "strategy",
        "cycle_year": "2026",
    }
    assert client.submit(PATH, **fields).status_code == 303
    shown = world.client().page("/kommuner/lolland")
    assert "Slås med: Mobilitet og afstand, Tomme og forfaldne boliger" in shown
    assert "Bygger på: Kulturarv og bygningsarv" in shown
    assert "Skriver planstrategien (2026)" in shown
    again = {"challenges": [], "potentials": [], "cycle_phase": "", "cycle_year": ""}
    assert client.submit(PATH, **again).status_code == 303
    assert "Udfordringer og potentialer" not in world.client().page("/kommuner/lolland")
    assert world.read(select(PortraitTopic.topic_id)) == []


def test_the_coordinator_there_and_the_secretariat_describe_it_and_nobody_else(world: World) -> None:
    for actor, status in (
        (world.member(LOLLAND), 403),
        (world.member(LEMVIG, roles=(Role.COORDINATOR,)), 403),
        (world.secretariat(), 200),
    ):
        client = world.client(actor)
        assert client.get(PATH).status_code == status
        assert bool(client.page("/kommuner/lolland").links("Beskriv kommunen")) is (status == 200)
    world.organisation("realfonden")
    assert world.client(world.secretariat()).get("/kommuner/realfonden/profil").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"challenges": "kulturarv"}, "Vælg en af mulighederne på listen."),
        ({"potentials": "findes-ikke"}, "Vælg en af mulighederne på listen."),
        ({"cycle_phase": "x"}, "Vælg en af mulighederne på listen."),
        ({"cycle_year": "i år", "cycle_phase": "plan"}, "Skriv året med fire cifre"),
        ({"cycle_year": "1066", "cycle_phase": "plan"}, "Skriv året med fire cifre"),
        ({"cycle_year": "2026"}, "Vælg, hvor I står det år."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(world: World, wrong: dict[str, str], message: str) -> None:
    answer = world.client(world.secretariat()).submit(PATH, **wrong)
    assert answer.status_code == 422
    assert message in answer.text
    assert world.read(select(Portrait.organisation_id)) == []


def test_a_topic_that_is_not_offered_any_more_stays_where_it_was_chosen(world: World) -> None:
    _say(world, LOLLAND, "mobilitet")
    office = world.client(world.secretariat())
    token = {"csrf_token": office.csrf(), "act": "retire"}
    assert office.post("/sekretariat/emner/mobilitet/tilstand", data=token).status_code == 303
    assert office.submit(PATH, challenges=["mobilitet", "service"]).status_code == 303
    assert office.submit("/kommuner/lemvig/profil", challenges=["mobilitet"]).status_code == 422


def test_experience_is_filtered_by_the_challenges_of_those_whose_cards_one_may_read(world: World) -> None:
    method = world.method(world.member(LOLLAND), audience=Audience.PUBLIC)
    for code, challenge, audience in (
        (LEMVIG, "service", Audience.PUBLIC),
        (TOENDER, "mobilitet", Audience.PUBLIC),
        (FYN, "aldring", Audience.MUNICIPALITIES),
        (LOLLAND, "service", Audience.PUBLIC),
    ):
        _say(world, code, challenge)
        _tell(world, method, world.member(code), audience)
    world.member(LEMVIG)
    visitor, member = world.client(), world.client(world.member(LOLLAND))
    _tell(world, method, world.member(TOENDER), Audience.PUBLIC)  # more than three: there is something to choose
    filtered = visitor.page(f"{method.url}?udfordring=mobilitet").main
    assert "Tønder Kommune" in filtered
    assert "Lemvig Kommune" not in filtered
    for client, sees in ((visitor, False), (member, True)):
        options = [option.get("value") for option in client.page(method.url).elements("option")]
        assert {"service", "mobilitet"} <= set(options)
        assert ("aldring" in options) is sees
        assert client.get(f"{method.url}?udfordring=aldring").status_code == (200 if sees else 404)
    assert visitor.get(f"{method.url}?udfordring=x").status_code == 404


def test_those_with_the_same_challenge_come_after_the_same_kind_and_before_the_same_region(world: World) -> None:
    method = world.method(world.member(LOLLAND))
    near, sharing, alike = "0259", "0661", LEMVIG  # Køge, Holstebro, Lemvig
    for code in (alike, sharing, near):
        _tell(world, method, world.member(code))
    _say(world, LOLLAND, "mobilitet", "service")
    _say(world, sharing, "service", "aldring")
    page = world.client(world.member(LOLLAND)).page(method.url).main
    names = sorted(("Lemvig Kommune", "Holstebro Kommune", "Køge Kommune"), key=page.index)
    assert names == ["Lemvig Kommune", "Holstebro Kommune", "Køge Kommune"]
    assert page.count("samme udfordring som jeres: Service og skolelukning") == 1
    assert page.count("samme slags kommune som jeres") == 1
    assert "samme udfordring" not in world.client(world.member(TOENDER)).page(method.url).main
