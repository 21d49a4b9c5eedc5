"""Who stands where in the planning cycle, and asking those at the same step."""

from sqlalchemy import select

from network.core.access import Actor, Role
from network.features.notifications.models import Notification, NotificationKind
from network.features.portraits.models import CyclePhase
from network.features.portraits.service import Said, describe
from tests.pages.client import fields_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World

GULDBORGSUND = "0376"
QUESTION = {"title": "Hvad skriver I om landsbyerne?", "topic": "tomme-boliger", "tried": "Ikke noget endnu."}


def _stands(world: World, code: str, phase: CyclePhase | None, year: int = 2027) -> None:
    office, municipality = world.secretariat(), world.organisation(code)
    with world.writing() as session:
        describe(session, office, municipality, Said(cycle_phase=phase, cycle_year=year if phase else None))


def _coordinator(world: World, code: str) -> Actor:
    return world.member(code, roles=(Role.COORDINATOR,))


def _told(world: World) -> set[int]:
    world.work()
    return set(world.read(select(Notification.account_id).where(Notification.kind == NotificationKind.STEP.value)))


def test_the_page_shows_who_stands_at_which_step(world: World) -> None:
    own = world.member(LOLLAND)
    _coordinator(world, LEMVIG)
    world.member(TOENDER)
    _stands(world, LOLLAND, CyclePhase.STRATEGY)
    _stands(world, LEMVIG, CyclePhase.STRATEGY, 2026)
    _stands(world, TOENDER, CyclePhase.PLAN)
    visitor, member = world.client(), world.client(own)
    page = visitor.page("/kommuner/plancyklus")
    assert "Skriver planstrategien Lemvig Kommune 2026Lolland Kommune 2027" in page.main
    assert "I står her" not in page
    assert page.main.index("Lolland") < page.main.index("Tønder")
    assert "I står her" in member.page("/kommuner/plancyklus")
    asked = member.page("/kommuner/plancyklus").links("Spørg dem på jeres trin")[0]
    box = member.page(asked).elements("input", name="same_step")[0]
    assert box.get("checked") is not None
    assert visitor.page("/kommuner/").links("I plancyklussen") == ["/kommuner/plancyklus"]


def test_a_question_reaches_the_coordinators_at_the_same_step_and_nobody_else(world: World) -> None:
    own, here = _coordinator(world, LOLLAND), _coordinator(world, LEMVIG)
    world.member(LEMVIG)
    _coordinator(world, TOENDER)
    for code, phase in ((LOLLAND, CyclePhase.STRATEGY), (LEMVIG, CyclePhase.STRATEGY), (TOENDER, CyclePhase.PLAN)):
        _stands(world, code, phase)
    client = world.client(own)
    form = "/traade/ny?slags=spoergsmaal"
    assert "Koordinatoren i én anden kommune, der også står ved ”Skriver planstrategien”, får besked." in client.page(
        form
    )
    assert client.submit(form, "/traade/ny", **QUESTION, audience="network").status_code == 303
    assert _told(world) == set()
    assert client.submit(form, "/traade/ny", **QUESTION, audience="own", same_step="y").status_code == 303
    assert _told(world) == set()
    assert client.submit(form, "/traade/ny", **QUESTION, audience="network", same_step="y").status_code == 303
    assert _told(world) == {here.id}
    bell = world.client(here).page("/notifikationer/")
    assert "Fra en kommune på samme trin som jer: ”Hvad skriver I om landsbyerne?”" in bell.main


def test_a_hidden_name_is_not_shown_to_those_at_the_same_step(world: World) -> None:
    own = _coordinator(world, LOLLAND)
    for code in (LOLLAND, LEMVIG, TOENDER):
        _coordinator(world, code)
        _stands(world, code, CyclePhase.STRATEGY)
    client = world.client(own)
    asked = {**QUESTION, "audience": "network", "same_step": "y", "hide_name": "y"}
    answer = client.submit("/traade/ny?slags=spoergsmaal", "/traade/ny", **asked)
    assert answer.status_code == 422
    assert "Det ville vise, hvor I står i cyklussen" in answer.text
    assert "Ikke noget endnu." in answer.text
    assert _told(world) == set()


def test_there_is_no_box_for_those_who_have_not_told_or_stand_alone(world: World) -> None:
    own = _coordinator(world, LOLLAND)
    client, form = world.client(own), "/traade/ny?slags=spoergsmaal"
    assert not client.page(form).elements("input", name="same_step")
    _stands(world, LOLLAND, CyclePhase.STRATEGY)
    assert not client.page(form).elements("input", name="same_step")
    _coordinator(world, GULDBORGSUND)
    _stands(world, GULDBORGSUND, CyclePhase.STRATEGY)
    assert client.page(form).elements("input", name="same_step")
    _stands(world, LOLLAND, None)
    assert not client.page(form).elements("input", name="same_step")


def test_a_draft_keeps_the_box(world: World) -> None:
    own = _coordinator(world, LOLLAND)
    for code in (LOLLAND, LEMVIG):
        _coordinator(world, code)
        _stands(world, code, CyclePhase.STRATEGY)
    client, form = world.client(own), "/traade/ny?slags=spoergsmaal"
    for said in ({"same_step": "y"}, {}):
        typed = fields_of(client.page(form).form("/traade/ny"))
        typed.pop("same_step", None)
        assert client.post("/kladder/gem", data=typed | QUESTION | said).status_code == 303
        assert fields_of(client.page(form).form("/traade/ny")).get("same_step", "") == said.get("same_step", "")
