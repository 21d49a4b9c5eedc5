"""Neighbours by land, bridge and ferry, and municipalities that are alike."""

from collections.abc import Iterable

from sqlalchemy import select

from network.core.access import ANONYMOUS, Actor, Audience, Role
from network.features.experiences import service as experiences
from network.features.experiences.models import Stage
from network.features.experiences.service import NewCard
from network.features.methods.queries import MethodView
from network.features.municipalities.models import Organisation
from network.features.peers.places import Way, neighbours, places, ties
from network.features.peers.queries import Peer, peers
from network.features.portraits.models import CyclePhase
from network.features.portraits.service import Said, describe
from network.features.threads import service as forum
from network.features.threads.models import ThreadKind
from tests.rules.town import MASKED_SLUG
from tests.world import LEMVIG, LOLLAND, TOENDER, World


def _say(world: World, code: str, **said: object) -> None:
    office, municipality = world.secretariat(), world.organisation(code)
    with world.writing() as session:
        describe(session, office, municipality, Said(**said))  # type: ignore[arg-type]


def _tell(world: World, method: MethodView, author: Actor, audience: Audience) -> None:
    with world.writing() as session:
        card = NewCard(stage=Stage.CARRIED_OUT, texts={"worked": "Ja."}, audience=audience)
        experiences.add(session, author, method.id, card)


def _peers(world: World, actor: Actor, code: str = LOLLAND) -> dict[str, Peer]:
    with world.writing() as session:
        number = session.scalars(select(Organisation.id).where(Organisation.code == code)).one()
        return {peer.name: peer for peer in peers(session, actor, number, limit=20)}


def _names(of: Iterable[str]) -> set[str]:
    return set(of)


def test_the_file_of_places_agrees_with_the_municipalities(world: World) -> None:
    rows = world.read_rows(
        select(Organisation.code, Organisation.slug, Organisation.name, Organisation.full_name).where(
            Organisation.code.is_not(None)
        )
    )
    assert {(place.code, place.slug, place.name, place.full_name) for place in places().values()} == set(rows)
    assert len(rows) == 98
    for tie in ties():
        assert tie.one != tie.other
        assert {tie.one, tie.other} <= places().keys()
        assert bool(tie.name) is (tie.way is not Way.LAND)
    # Everybody has a neighbour, and a neighbour is one both ways
    for code in places():
        around = [neighbour.place.code for neighbour in neighbours(code)]
        assert around
        assert all(code in {back.place.code for back in neighbours(other)} for other in around)


def test_islands_have_neighbours_by_ferry_and_bridge(world: World) -> None:
    samsoe = {there.place.name: there for there in neighbours("0741")}
    assert samsoe.keys() == {"Odder", "Kalundborg"}
    assert samsoe["Odder"].ferries == ("Sælvig–Hou",)
    across = {name for there in neighbours("0250") for name in there.ferries}  # Frederikssund
    assert across == {"Orø–Hammer Bakke", "Kulhuse–Sølager (om sommeren)"}
    page = world.client().page("/kommuner/langeland/naboer").main
    assert "bro: Langelandsbroen" in page
    assert "færge: Spodsbjerg–Tårs" in page
    assert "Naboer: Lolland (med færge), Svendborg (over bro), Ærø (med færge)" in world.client().page(
        "/kommuner/langeland"
    )


def test_neighbours_are_opened_in_a_spreadsheet_and_people_are_for_members(world: World) -> None:
    coordinator = world.member("0376", "Karen Koordinator", (Role.COORDINATOR,))
    _say(world, "0376", challenges=frozenset({"mobilitet"}), cycle_phase=CyclePhase.STRATEGY, cycle_year=2026)
    visitor, member = world.client(), world.client(world.member(LOLLAND))
    path = "/kommuner/lolland/naboer"
    assert "Karen" not in visitor.page(path)
    assert member.page(path).links("Karen Koordinator")
    assert "Skriver planstrategien (2026)" in visitor.page(path).main
    for client, sees in ((visitor, False), (member, True)):
        answer = client.get(f"{path}.csv")
        text = answer.data.decode("utf-8-sig")
        line = next(line for line in text.splitlines() if line.startswith("0376"))
        assert "Guldborgsund Kommune;ja;" in line
        assert "Mobilitet og afstand" in line
        assert (world.email_of(coordinator) in text) is sees
    assert visitor.get("/kommuner/findes-ikke/naboer.csv").status_code == 404


def test_peers_share_challenges_methods_and_plans_and_say_so(world: World) -> None:
    own = world.member(LOLLAND)
    for code in (LEMVIG, TOENDER):
        world.member(code)
    _say(world, LOLLAND, challenges=frozenset({"mobilitet", "service"}), potentials=frozenset({"kulturarv"}))
    _say(world, LEMVIG, challenges=frozenset({"mobilitet"}), potentials=frozenset({"kulturarv"}))
    method = world.method(own, "Naboer holder øje", audience=Audience.PUBLIC)
    for author in (own, world.member(TOENDER)):
        _tell(world, method, author, Audience.PUBLIC)
        world.plan(author, audience=Audience.PUBLIC)
    found = _peers(world, ANONYMOUS)
    assert found["Lemvig"].challenges == ("Mobilitet og afstand",)
    assert found["Lemvig"].potentials == ("Kulturarv og bygningsarv",)
    assert found["Tønder"].methods == ("Naboer holder øje",)
    assert found["Tønder"].themes == ("Tomme og forfaldne boliger",)
    assert next(iter(found)) == max(found.values(), key=lambda peer: peer.likeness).name
    page = world.client().page("/kommuner/lolland").main
    assert "deler udfordringer: Mobilitet og afstand" in page
    assert "har prøvet de samme metoder: Naboer holder øje" in page
    front = world.client(own).page("/")
    assert "Kommuner som jer" in front
    assert front.links("Lemvig Kommune") == ["/kommuner/lemvig"]
    for other in (world.client(), world.client(world.member("realfonden"))):
        assert "Kommuner som jer" not in other.page("/")


def test_what_the_reader_may_not_read_is_no_reason(world: World) -> None:
    own, there = world.member(LOLLAND), world.member(TOENDER)
    partner = world.member("realfonden")
    method = world.method(own, "Naboer holder øje", audience=Audience.PUBLIC)
    hidden = world.method(own, "Kun kommuner", audience=Audience.MUNICIPALITIES)
    _tell(world, method, own, Audience.PUBLIC)
    _tell(world, method, there, Audience.OWN)
    for author in (own, there):
        _tell(world, hidden, author, Audience.MUNICIPALITIES)
        world.plan(author, audience=Audience.MUNICIPALITIES)
    for actor, methods in ((ANONYMOUS, ()), (partner, ()), (own, ("Kun kommuner",))):
        peer = _peers(world, actor).get("Tønder")
        assert (peer.methods if peer else ()) == methods
        assert bool(peer and peer.themes) is bool(methods)
    assert _peers(world, there)["Tønder"].methods == ("Kun kommuner", "Naboer holder øje")


def test_those_that_are_not_in_the_network_are_no_peers(world: World) -> None:
    world.member(LOLLAND)
    _say(world, LOLLAND, challenges=frozenset({"mobilitet"}))
    _say(world, LEMVIG, challenges=frozenset({"mobilitet"}))
    assert "Lemvig" in _peers(world, ANONYMOUS)
    office = world.client(world.secretariat())
    office.submit("/sekretariat/kommuner", municipality="lemvig", participation="none")
    assert "Lemvig" not in _peers(world, ANONYMOUS)
    assert "Roskilde" not in _peers(world, ANONYMOUS)


def test_nothing_written_with_a_hidden_name_is_a_reason(world: World) -> None:
    for code in ("0813", "0820", "0825", "0840", "0846", "0849", "0860"):
        world.member(code)
    author, about = world.member("0849"), world.topic()
    before = _peers(world, ANONYMOUS, "0849")
    with world.writing() as session:
        forum.start_thread(
            session,
            author,
            topic=about,
            kind=ThreadKind.QUESTION,
            title="Hvad gør vi?",
            body="Vi ved det ikke.",
            audience=Audience.PUBLIC,
            hide_name=True,
        )
    assert _peers(world, ANONYMOUS, "0849") == before
    assert not world.client().page(f"/kommuner/{MASKED_SLUG}").links("Hvad gør vi?")


def test_a_method_says_how_many_like_oneself_have_tried_it(world: World) -> None:
    method = world.method(world.member(LOLLAND), audience=Audience.PUBLIC)
    own = world.member(LOLLAND)
    for author in (own, world.member(LEMVIG), world.member(LEMVIG), world.member(TOENDER), world.member("0101")):
        _tell(world, method, author, Audience.PUBLIC)
    assert "2 kommuner som jer har prøvet det." in world.client(own).page(method.url)
    for client in (world.client(), world.client(world.member("realfonden"))):
        assert "som jer har prøvet det" not in client.page(method.url)


def test_the_question_to_the_neighbours_says_whom_it_is_for(world: World) -> None:
    coordinator = world.member("0376", "Rita Rask", (Role.COORDINATOR,))
    page = world.client(world.member(LOLLAND)).page("/kommuner/lolland/naboer")
    asking = page.links("Spørg naboerne")[0]
    body = "Til naboerne: Guldborgsund Kommune (@Rita Rask), Langeland Kommune"
    assert body in world.client(world.member(LOLLAND)).page(asking).main
    own = world.client(coordinator).page(asking).main
    assert "Guldborgsund Kommune, Langeland Kommune" in own  # nobody asks themselves
    unknown = world.client(coordinator).page("/traade/ny?slags=spoergsmaal&naboer=atlantis")
    assert "Til naboerne" not in unknown
