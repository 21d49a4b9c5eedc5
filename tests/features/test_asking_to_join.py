"""A municipality asks to join; the secretariat says yes, and its coordinator is invited, or no, with the reason."""

import pytest
from sqlalchemy import select

from network.core.access import Role
from network.core.audit import AuditEntry
from network.features.joining.models import JoinRequest
from network.features.municipalities.models import MailDomain
from tests.features.test_joining import accept
from tests.pages.client import CheckedClient, fields_of
from tests.world import LOLLAND, World

PATH = "/bliv-med"
ASKED = {
    "municipality": "roskilde",
    "name": "Ida Havn",
    "title": "planchef",
    "email": "ida@roskilde.example",
    "reason": "Vi skriver landsbyplan og vil gerne lære af andre.",
}


def _ask(client: CheckedClient, **other: str) -> int:
    return client.submit(PATH, **(ASKED | other)).status_code


def test_a_municipality_asks_is_accepted_and_its_coordinator_invites(world: World) -> None:
    sofie = world.client(office := world.secretariat())
    visitor = world.client()
    page = visitor.page("/kommuner/roskilde")
    (link,) = page.links("Bed om at være med")
    assert link == "/bliv-med?kommune=roskilde"
    assert _ask(visitor) == 303
    world.work()
    mail = world.mails()[-1]
    assert mail["To"] == world.email_of(office)
    assert "Roskilde Kommune" in mail["Subject"]
    assert "Vi skriver landsbyplan" in mail.get_content()

    assert sofie.page("/sekretariat/kommuner").links("Anmodninger om at være med (1)") == ["/sekretariat/anmodninger"]
    (request_path,) = sofie.page("/sekretariat/anmodninger").links("Roskilde Kommune")
    assert "planchef" in sofie.page(request_path)
    assert sofie.submit(request_path, decision="accepted").status_code == 303
    assert "Deltager" in world.client().page("/kommuner/roskilde")
    world.work()
    ida = world.client()
    accept(ida, world.link_in_mail("ida@roskilde.example"), name="Ida Havn")
    assert "Ida Havn" in ida.page("/kommuner/roskilde")
    assert "Koordinator" in ida.page("/kommuner/roskilde").main
    # The domain of the address is kept: others are the secretariat's to invite
    refused = ida.submit("/kommuner/roskilde/inviter", email="bo@gmail.example")
    assert refused.status_code == 422
    assert "@roskilde.example" in refused.text
    assert "bo@gmail.example" in refused.text
    for email in ("bo@roskilde.example", "bo@kultur.roskilde.example"):
        assert ida.submit("/kommuner/roskilde/inviter", email=email).status_code == 303
    assert sofie.submit("/kommuner/roskilde/inviter", email="raadgiver@firma.example").status_code == 303
    acts = world.read(select(AuditEntry.act))
    assert {"ask-to-join", "join-accepted", "set-participation", "set-mail-domains", "invite"} <= set(acts)
    again = sofie.post(request_path, data={"decision": "accepted", "csrf_token": sofie.csrf()})
    assert again.status_code == 422


def test_a_refusal_is_mailed_with_its_reason(world: World) -> None:
    sofie = world.client(world.secretariat())
    _ask(world.client())
    world.work()
    path = "/sekretariat/anmodninger/1"
    empty = sofie.submit(path, decision="refused", reason=" ")
    assert empty.status_code == 422
    assert "Skriv begrundelsen" in empty.text
    assert sofie.submit(path, decision="x").status_code == 422  # no such answer
    assert (
        sofie.submit(path, decision="refused", reason="Netværket er for kommuner uden for storbyerne.").status_code
        == 303
    )
    world.work()
    mail = world.mails()[-1]
    assert mail["To"] == "ida@roskilde.example"
    assert "Netværket er for kommuner uden for storbyerne." in mail.get_content()
    assert "Ikke med endnu" in world.client().page("/kommuner/roskilde")
    assert world.read(select(MailDomain.domain)) == []
    assert "I sagde nej" in sofie.page(path).main


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"municipality": ""}, "Vælg en kommune."),
        ({"municipality": "findes-ikke"}, "Vælg en af mulighederne på listen."),
        ({"municipality": "lolland"}, "Lolland Kommune er allerede med."),
        ({"name": " "}, "Skriv dit navn."),
        ({"email": "ida"}, "Det ligner ikke en mailadresse."),
        ({"reason": ""}, "Skriv, hvorfor I gerne vil være med."),
        ({"reason": "x" * 2001}, "Højst"),
        ({"reason": "Ring til 010190-1234."}, "CPR"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world: World, wrong: dict[str, str], message: str) -> None:
    world.member(LOLLAND)
    answer = world.client().submit(PATH, **(ASKED | wrong))
    assert answer.status_code == 422
    assert message in answer.text or message.lower() in answer.text.lower()
    kept = "planchef"
    assert kept in answer.text
    assert world.read(select(JoinRequest.id)) == []


def test_the_same_form_twice_and_the_same_address_again_are_one_request(world: World) -> None:
    client = world.client()
    fields = fields_of(client.page(PATH).form(PATH)) | ASKED
    for _ in range(2):
        assert client.post(PATH, data=fields).status_code == 303
    assert _ask(client, email="IDA@roskilde.example") == 303
    assert len(world.read(select(JoinRequest.id))) == 1


def test_only_so_many_requests_come_from_one_place(world: World) -> None:
    client = world.client()
    found = [_ask(client, email=f"ida{number}@roskilde.example") for number in range(6)]
    assert found == [303] * 5 + [429]


def test_requests_are_forgotten_a_year_after_the_answer(world: World) -> None:
    _ask(world.client())
    _ask(world.client(), municipality="odense")
    sofie = world.client(world.secretariat())
    sofie.submit("/sekretariat/anmodninger/1", decision="refused", reason="Nej.")
    world.later(days=366)
    world.worker.tidy()
    assert len(world.read(select(JoinRequest.id))) == 1


def test_a_municipality_that_has_a_coordinator_meanwhile_gets_a_colleague(world: World) -> None:
    _ask(world.client())
    world.member("0265", roles=(Role.COORDINATOR,))
    world.client(world.secretariat()).submit("/sekretariat/anmodninger/1", decision="accepted")
    world.work()
    ida = world.client()
    accept(ida, world.link_in_mail("ida@roskilde.example"), name="Ida Havn")
    assert ida.get("/kommuner/roskilde/inviter").status_code == 403
