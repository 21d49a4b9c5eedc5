"""Partners: a page of their own, people whom the secretariat invites, and a reach that ends at the municipalities."""

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience, Role
from network.features.accounts.models import Account, Invitation
from network.features.municipalities.models import Organisation
from tests.world import LOLLAND, PASSWORD, World


@pytest.fixture
def office(world: World) -> Actor:
    return world.secretariat()


def _add(world: World, office: Actor, name: str = "Egnsfonden") -> str:
    answer = world.client(office).submit("/sekretariat/partnere", name=name)
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_the_secretariat_takes_a_partner_in_and_invites_somebody_who_invites_others(
    world: World, office: Actor
) -> None:
    path = _add(world, office)
    assert path == "/partnere/egnsfonden"
    assert world.client().page("/partnere/").links("Egnsfonden") == [path]
    assert world.client(office).page("/sekretariat/partnere").links("Egnsfonden") == [path]
    assert world.client(office).page(path).links("Invitér koordinatoren") == [f"{path}/inviter"]
    assert "Koordinatoren beskriver partneren" in world.client(office).page(f"{path}/inviter")
    invited = world.client(office).submit(f"{path}/inviter", email="ida@egnsfonden.example", name="Ida Holm")
    assert invited.status_code == 303
    assert "ida@egnsfonden.example" in world.client(office).page(path)
    assert "ida@egnsfonden.example" not in world.client(world.member(LOLLAND)).page(path)
    world.work()
    link = world.link_in_mail("ida@egnsfonden.example")
    assert world.client().submit(link, name="Ida Holm", password=PASSWORD).status_code == 303
    (account,) = world.read(select(Account).where(Account.name == "Ida Holm"))
    assert account.roles == Role.COORDINATOR
    ida = world.member("egnsfonden", "Ida selv", (Role.COORDINATOR,))
    assert "Koordinatoren beskriver partneren" not in world.client(ida).page(f"{path}/inviter")
    assert world.client(ida).submit(f"{path}/inviter", email="bo@egnsfonden.example").status_code == 303
    assert [row.roles for row in world.read(select(Invitation).where(Invitation.email_key.startswith("bo@")))] == [""]


def test_a_partner_says_what_it_does_and_everybody_reads_it(world: World, office: Actor) -> None:
    path = _add(world, office)
    coordinator = world.member("egnsfonden", roles=(Role.COORDINATOR,))
    assert world.client(coordinator).submit(f"{path}/profil", words="Vi støtter **småøer**.").status_code == 303
    assert "Vi støtter småøer." in world.client().page(path).main
    assert "Vi støtter **småøer**." in world.client(coordinator).page(f"{path}/profil")
    number = world.client(coordinator).submit(f"{path}/profil", words="Ring til 010190-1234.")
    assert number.status_code == 422
    assert "Ring til 010190-1234." in number.text
    for other in (world.member("egnsfonden"), world.member(LOLLAND, roles=(Role.COORDINATOR,))):
        for page, does in (("profil", "skrive, hvad der står her"), ("inviter", "invitere")):
            refused = world.client(other).get(f"{path}/{page}")
            assert refused.status_code == 403
            assert f"Kun koordinatoren og sekretariatet kan {does}." in refused.text
            assert "kommunens" not in refused.text


def test_the_menu_says_where_partners_and_the_work_of_the_secretariat_are(world: World, office: Actor) -> None:
    path, client = _add(world, office), world.client(office)
    places = {
        "/partnere/": "Kommuner",
        path: "Kommuner",
        "/sekretariat/partnere": "Sekretariat",
        "/aabne-data": "Bibliotek",
    }
    for address, item in places.items():
        current = [link.text for link in client.page(address).elements("a", aria_current="true")]
        assert current == [item], address


def test_the_secretariat_closes_the_access_of_a_partners_member_and_opens_it_again(world: World, office: Actor) -> None:
    path, sofie = _add(world, office), world.client(office)
    partner = world.member("egnsfonden", "Ida Holm")
    link = sofie.page(path).links("Spær adgangen for Ida Holm")[0]
    member = world.client(world.member(LOLLAND))
    assert "Spær adgangen" not in member.page(path)
    closed = sofie.submit(link, reason="Har fået nyt arbejde.")
    assert closed.headers["Location"] == path
    assert "Adgang spærret" in sofie.page(path)
    assert "Ida Holm" not in member.page(path)
    opened = sofie.submit(path, f"/sekretariat/medlemmer/{partner.id}/aabn")
    assert opened.headers["Location"] == path
    assert "Adgang spærret" not in sofie.page(path)


def test_a_partner_is_no_municipality_among_hits(world: World, office: Actor) -> None:
    path = _add(world, office)
    world.work()
    hits = world.client(world.member(LOLLAND)).page("/soeg?q=egnsfonden")
    assert path not in [link.get("href") for link in hits.elements("a")]


def test_a_partner_reads_what_the_network_reads_and_not_what_municipalities_say_among_themselves(
    world: World, office: Actor
) -> None:
    author = world.member(LOLLAND)
    for audience in (Audience.PUBLIC, Audience.NETWORK, Audience.MUNICIPALITIES, Audience.OWN):
        world.thread(author, f"Tråd {audience}", audience=audience)
        world.plan(author, f"Plan {audience}", audience=audience, advisers="Egnsfonden og et bureau")
    path = _add(world, office)
    partner = world.client(world.member("egnsfonden"))
    threads = partner.page("/traade/")
    page = partner.page(path)
    for audience, reads in (("public", True), ("network", True), ("municipalities", False), ("own", False)):
        assert (f"Tråd {audience}" in threads) is reads
        assert (f"Plan {audience}" in page) is reads
    assert [name for name in ("public", "network") if f"Plan {name}" in world.client().page(path)] == ["public"]


def test_the_page_holds_its_people_for_members_and_what_it_has_given(world: World, office: Actor) -> None:
    path = _add(world, office)
    partner = world.member("egnsfonden", "Qxpartner Zw")
    world.thread(partner, "Hvem søger puljen?")
    member, visitor = world.client(world.member(LOLLAND)).page(path), world.client().page(path)
    for words in ("Qxpartner Zw", world.email_of(partner), "Hvem søger puljen?"):
        assert words in member
        assert words not in visitor.html
    profile = world.client(world.member(LOLLAND)).page(f"/medlemmer/{partner.id}-qxpartner-zw")
    assert path in [link.get("href") for link in profile.elements("a")]
    assert "/partnere/" in [link.get("href") for link in profile.elements("a")]


def test_a_name_that_is_taken_or_none_is_refused_and_stays_in_the_form(world: World, office: Actor) -> None:
    _add(world, office)
    client = world.client(office)
    for name in ("Egnsfonden", "egnsfonden", "Lolland Kommune", "  ", "¿", "x" * 101):
        answer = client.submit("/sekretariat/partnere", name=name)
        assert answer.status_code == 422, name
        assert name.strip() in answer.text
    assert len(world.read(select(Organisation).where(Organisation.kind == "partner"))) == 1
    assert world.client(world.member(LOLLAND)).get("/sekretariat/partnere").status_code == 403


def test_special_letters_in_a_name_seek_themselves_alone(world: World, office: Actor) -> None:
    world.plan(world.member(LOLLAND), "En plan", audience=Audience.PUBLIC, advisers="Et bureau")
    path = _add(world, office, "100% Ø_boer/")
    assert "En plan" not in world.client().page(path)
