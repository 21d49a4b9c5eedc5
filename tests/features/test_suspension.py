"""The secretariat closes a member's access, and opens it again."""

from sqlalchemy import select

from network.core.access import Role
from network.core.audit import AuditEntry
from tests.features.moderating import moderator, url_of
from tests.world import LOLLAND, World


def test_a_member_whose_access_is_closed_is_out_at_once_until_it_is_opened_again(world: World) -> None:
    member = world.member(LOLLAND, "Mette Holm")
    thread = world.thread(member)
    mette, sofie = world.client(member), world.client(world.secretariat())
    assert mette.get("/konto/").status_code == 200
    link = sofie.page("/kommuner/lolland").links("Spær adgangen for Mette Holm")[0]
    assert sofie.submit(link, reason="").status_code == 422
    assert sofie.submit(link, reason="Kontoen bliver delt af flere.").status_code == 303
    assert mette.get("/konto/").status_code == 303
    assert "Mette Holm" in world.client(world.member()).page(url_of(thread))
    assert not world.client(world.member(LOLLAND)).page("/kommuner/lolland").links("Mette Holm")
    assert "Adgang spærret" in sofie.page("/kommuner/lolland")
    assert world.read(select(AuditEntry.reason).where(AuditEntry.act == "suspend")) == ["Kontoen bliver delt af flere."]

    email = world.email_of(member)
    refused = world.client().submit("/log-ind", email=email, password="en ganske lang adgangskode")
    assert refused.status_code == 422
    assert "Skriv til sekretariatet" in refused.text
    wrong = world.client().submit("/log-ind", email=email, password="en ganske forkert en")
    assert "Skriv til sekretariatet" not in wrong.text

    sofie.submit("/kommuner/lolland", f"/sekretariat/medlemmer/{member.id}/aabn")
    assert mette.get("/konto/").status_code == 303  # the old sessions stay ended
    back = world.client().submit("/log-ind", email=email, password="en ganske lang adgangskode")
    assert back.status_code == 303


def test_a_link_in_a_mail_does_not_open_a_closed_access(world: World) -> None:
    member = world.member(LOLLAND)
    email = world.email_of(member)
    world.client().submit("/adgangskode/glemt", email=email)
    world.work()
    sofie = world.client(world.secretariat())
    sofie.submit(f"/sekretariat/medlemmer/{member.id}/spaer", reason="Kontoen bliver delt.")
    answer = world.client().submit(world.link_in_mail(email), password="tolv grønne flasker øl")
    assert answer.status_code == 422
    assert "Skriv til sekretariatet" in answer.text


def test_only_the_secretariat_closes_an_access_and_never_its_own(world: World) -> None:
    member, secretariat = world.member(LOLLAND), world.secretariat()
    for actor in (moderator(world), world.member(LOLLAND, roles=(Role.COORDINATOR,))):
        client = world.client(actor)
        data = {"reason": "Nej", "csrf_token": client.csrf()}
        assert client.post(f"/sekretariat/medlemmer/{member.id}/spaer", data=data).status_code == 403
        assert "Spær adgangen" not in client.page("/kommuner/lolland")
    sofie = world.client(secretariat)
    assert sofie.submit(f"/sekretariat/medlemmer/{secretariat.id}/spaer", reason="Prøve").status_code == 403
    assert sofie.get("/sekretariat/medlemmer/999999/spaer").status_code == 404
