"""The municipalities on a map: who takes part, where something happens, and who has tried a method."""

import re

import pytest

from network.core.access import Actor, Audience
from network.core.addresses import experience_url
from network.features.experiences import service as experiences
from network.features.experiences.models import Stage
from network.features.experiences.service import NewCard
from network.features.maps.drawing import BORNHOLM_BOX, CAPITAL_BOX, HEIGHT, WIDTH, Box, capital_frame, spots
from network.features.methods.queries import MethodView
from network.features.plans.entry import Step
from network.features.plans.models import Phase, Progress
from network.features.threads import service as forum
from network.features.threads.models import ThreadKind
from tests.pages.client import CheckedClient
from tests.world import LEMVIG, LOLLAND, TOENDER, World

TITLE = re.compile(r"<title>([^<:]+): ([^<]+)</title>")


def _told(client: CheckedClient, query: str = "") -> dict[str, str]:
    """What the marks say, by the names of municipalities."""
    return dict(TITLE.findall(client.get(f"/kommuner/kort{query}").text))


def _tell(world: World, method: MethodView, author: Actor, stage: Stage, audience: Audience = Audience.PUBLIC) -> int:
    """Returns the card's id."""
    with world.writing() as session:
        card = NewCard(stage=stage, texts={"worked": "Ja.", "failed": "Nej."}, audience=audience)
        return experiences.add(session, author, method.id, card)


def _is_in(box: Box, x: float, y: float) -> bool:
    return box.x < x < box.x + box.width and box.y < y < box.y + box.height


def test_all_98_stand_on_the_map_and_none_on_another() -> None:
    found = spots()
    assert len(found) == 98
    for one in found.values():
        assert 8 < one.x < WIDTH - 8
        assert 8 < one.y < HEIGHT - 8
        nearest = min((one.x - other.x) ** 2 + (one.y - other.y) ** 2 for other in found.values() if other is not one)
        assert nearest > 8**2, one.place.name
    assert _is_in(BORNHOLM_BOX, found["0400"].x, found["0400"].y)
    inside = {code for code, spot in found.items() if _is_in(CAPITAL_BOX, spot.x, spot.y)}
    assert {"0101", "0147", "0185"} <= inside
    assert not inside & {"0400", "0217", "0259", "0706", "0707"}
    frame = capital_frame()
    assert frame.width > 20
    assert frame.height > 20


def test_the_map_shows_who_takes_part_and_the_list_says_the_same(world: World) -> None:
    world.member(LOLLAND)
    office = world.client(world.secretariat())
    office.submit("/sekretariat/kommuner", municipality="lemvig", participation="associated")
    visitor = world.client()
    said = _told(visitor)
    assert len(said) == 98
    assert said["Lolland Kommune"] == "Deltager"
    assert said["Lemvig Kommune"] == "Tilknyttet"
    assert said["Roskilde Kommune"] == "Ikke med endnu"
    page = visitor.page("/kommuner/kort")
    assert page.links("Lolland") == ["/kommuner/lolland"]  # in the list; the mark is called by its whole name
    assert page.links("Spring kortet over, og gå til listen") == ["#liste"]
    text = visitor.get("/kommuner/kort").text
    assert 'class="full"' in text
    assert 'class="ring"' in text


def test_the_map_shows_the_plans_that_the_reader_may_read(world: World) -> None:
    author, other = world.member(LOLLAND), world.member(LEMVIG)
    told = Step(Progress.UNDER_WAY, "2026-05", "2027-05")
    in_balance = world.plan(author, "Lolland i balance", audience=Audience.PUBLIC, steps={Phase.CARRYING_OUT: told})
    harbour = world.plan(author, "Havnen", audience=Audience.PUBLIC, steps={Phase.ANALYSIS: told})
    world.plan(other, "Klog brug af haller", steps={Phase.ANALYSIS: told})
    world.plan(other, "En kladde", share=False)
    visitor, member = world.client(), world.client(author)
    assert visitor.page("/strategiplaner/").links("Kort") == ["/kommuner/kort?vis=planer"]
    said = _told(visitor, "?vis=planer")
    assert said["Lolland Kommune"] == "Lolland i balance, Havnen"
    assert said["Lemvig Kommune"] == "ingen plan endnu, som du kan læse"
    assert _told(member, "?vis=planer")["Lemvig Kommune"] == "Klog brug af haller"
    page = visitor.page("/kommuner/kort?vis=planer")  # whose list leads to each of the plans
    assert page.links("Lolland i balance") == [in_balance.url]
    assert page.links("Havnen") == [harbour.url]
    text = member.get("/kommuner/kort?vis=planer").text
    assert 'class="full"' in text
    assert 'class="begun"' in text


def test_the_map_shows_what_the_reader_may_read_from_each(world: World) -> None:
    author = world.member(LOLLAND)
    for audience in (Audience.PUBLIC, Audience.NETWORK, Audience.OWN):
        world.thread(author, f"For {audience}", audience=audience)
        world.document(author, f"Notat for {audience}", audience=audience)
        world.method(author, f"Metode for {audience}", audience=audience)
        world.plan(author, f"Plan for {audience}", audience=audience)
    for client, count in ((world.client(), 4), (world.client(world.member(LEMVIG)), 8), (world.client(author), 12)):
        said = _told(client, "?vis=aktivitet")
        assert said["Lolland Kommune"] == f"{count} ting at læse"
        assert said["Tønder Kommune"] == "intet endnu, som du kan læse"


def test_nothing_written_with_a_hidden_name_is_on_the_map(world: World) -> None:
    for code in ("0813", "0820", "0825", "0840", "0846"):
        world.member(code)
    author, about = world.member("0849"), world.topic()
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
    for client in (world.client(), world.client(author)):
        assert _told(client, "?vis=aktivitet")["Jammerbugt Kommune"] == "intet endnu, som du kan læse"


def test_the_map_shows_who_has_tried_a_method_as_far_as_one_may_know(world: World) -> None:
    method = world.method(world.member(LOLLAND), audience=Audience.PUBLIC)
    card = _tell(world, method, world.member(LEMVIG), Stage.CARRIED_OUT)
    _tell(world, method, world.member(TOENDER), Stage.CONSIDERING, Audience.NETWORK)
    visitor, member = world.client(), world.client(world.member(LOLLAND))
    (link,) = visitor.page(method.url).links("Se på kort, hvem der har prøvet den")
    assert link == f"/kommuner/kort?metode={method.id}"
    page = visitor.page(link)
    assert page.heading == f"Hvem har prøvet {method.title}"
    assert page.links("Gennemført") == [experience_url(card)]
    nothing = "har ikke fortalt noget, du kan læse"
    for client, said in ((visitor, nothing), (member, "Overvejer")):
        told = _told(client, f"?metode={method.id}")
        assert told["Lemvig Kommune"] == "Gennemført"
        assert told["Tønder Kommune"] == said


@pytest.mark.parametrize(
    "query", ["?vis=x", "?metode=0", "?metode=x", "?metode=99999999999", "?vis=aktivitet&metode=1"]
)
def test_what_cannot_be_shown_is_not_there(world: World, query: str) -> None:
    world.method(world.member(LOLLAND), audience=Audience.PUBLIC)
    assert world.client().get(f"/kommuner/kort{query}").status_code == 404


def test_a_method_that_is_not_ones_own_to_know_has_no_map(world: World) -> None:
    method = world.method(world.member(LOLLAND), audience=Audience.OWN)
    assert world.client().get(f"/kommuner/kort?metode={method.id}").status_code == 404
    assert world.client(world.member(LOLLAND)).get(f"/kommuner/kort?metode={method.id}").status_code == 200
