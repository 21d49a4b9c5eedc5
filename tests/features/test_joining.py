"""A municipality joins, its coordinator comes, colleagues follow; and the ways back in when something is forgotten."""

import pytest

from network.core.access import Role
from tests.pages.client import CheckedClient, Page
from tests.world import LOLLAND, PASSWORD, World


def accept(client: CheckedClient, link: str, name: str = "Karen Koordinator") -> Page:
    answer = client.submit(link, name=name, title="udviklingschef", password=PASSWORD)
    assert answer.status_code == 303, answer.text
    return client.page(answer.location)


def test_the_secretariat_adds_a_municipality_and_its_coordinator_invites_a_colleague(world: World) -> None:
    secretariat = world.client(world.secretariat())
    added = secretariat.submit("/sekretariat/kommuner", municipality="lemvig")
    assert added.location == "/kommuner/lemvig/inviter"
    page = secretariat.page(added.location)
    assert page.heading == "Invitér koordinatoren"
    secretariat.submit(added.location, email="karen@lemvig.example", name="Karen")
    world.work()

    karen = world.client()
    front = accept(karen, world.link_in_mail("karen@lemvig.example"))
    assert "Velkommen" in front
    own = karen.page("/kommuner/lemvig")
    assert "Karen Koordinator" in own
    assert "Koordinator" in own.main

    karen.submit("/kommuner/lemvig/inviter", email="bo@lemvig.example")
    world.work()
    bo = world.client()
    accept(bo, world.link_in_mail("bo@lemvig.example"), name="Bo Planlægger")
    assert "Bo Planlægger" in bo.page("/kommuner/lemvig")
    # Bo is a member, not a coordinator: he invites nobody.
    assert bo.get("/kommuner/lemvig/inviter").status_code == 403


def test_an_invitation_works_once_and_not_after_a_month(world: World) -> None:
    coordinator = world.client(world.member(roles=(Role.COORDINATOR,)))
    coordinator.submit("/kommuner/lolland/inviter", email="ny@lolland.example")
    world.work()
    link = world.link_in_mail("ny@lolland.example")
    accept(world.client(), link)
    assert world.client().get(link).status_code == 404

    coordinator.submit("/kommuner/lolland/inviter", email="sen@lolland.example")
    world.work()
    world.later(days=31)
    assert world.client().get(world.link_in_mail("sen@lolland.example")).status_code == 404


def test_an_address_that_has_an_account_is_not_invited_again(world: World) -> None:
    member = world.member()
    coordinator = world.client(world.member(roles=(Role.COORDINATOR,)))
    answer = coordinator.submit("/kommuner/lolland/inviter", email=world.email_of(member).upper())
    assert answer.status_code == 422
    assert "har allerede en konto" in answer.text


def test_signing_in_needs_the_right_password_and_says_the_same_of_unknown_addresses(world: World) -> None:
    email = world.email_of(world.member(LOLLAND, "Mette Holm"))
    client = world.client()
    wrong = client.submit("/log-ind", email=email, password="forkert forkert")
    unknown = client.submit("/log-ind", email="ingen@steder.example", password="forkert forkert")
    assert wrong.status_code == unknown.status_code == 422
    message = "passer ikke sammen"
    assert message in wrong.text
    assert message in unknown.text
    assert "forkert forkert" not in wrong.text

    assert client.submit("/log-ind", email=email.upper(), password=PASSWORD).status_code == 303
    assert "Mette Holm" in client.page("/")


def test_a_cookie_copied_before_signing_out_is_refused_after(world: World) -> None:
    client = world.client(world.member())
    copied = client.get_cookie("session")
    assert copied is not None
    client.post("/log-ud", data={"csrf_token": client.csrf()})
    thief = world.client()
    thief.set_cookie("session", copied.value)
    assert thief.get("/konto/").status_code == 303


def test_a_forgotten_password_is_renewed_by_mail_and_ends_every_session(world: World) -> None:
    actor = world.member()
    email = world.email_of(actor)
    elsewhere = world.client(actor)
    assert elsewhere.get("/konto/").status_code == 200

    client = world.client()
    assert "på vej" in client.submit("/adgangskode/glemt", email=email).text
    world.work()
    link = world.link_in_mail(email)
    assert client.submit(link, password="en helt ny lang sætning").status_code == 303
    assert client.get("/konto/").status_code == 200
    assert elsewhere.get("/konto/").status_code == 303
    assert world.client().get(link).status_code == 404


def test_asking_for_a_new_password_tells_nothing_about_who_is_a_member(world: World) -> None:
    email = world.email_of(world.member())
    known = world.client().submit("/adgangskode/glemt", email=email)
    unknown = world.client().submit("/adgangskode/glemt", email="ingen@steder.example")
    assert Page(known).text.replace(email, "") == Page(unknown).text.replace("ingen@steder.example", "")
    world.work()
    assert [mail["To"] for mail in world.mails()] == [email]


def test_a_new_address_counts_from_when_its_owner_has_opened_the_link(world: World) -> None:
    actor = world.member()
    old = world.email_of(actor)
    client = world.client(actor)
    client.submit("/konto/adresse", email="ny@lolland.example", current_password=PASSWORD)
    world.work()
    assert world.client().submit("/log-ind", email=old, password=PASSWORD).status_code == 303

    link = world.link_in_mail("ny@lolland.example")
    assert world.client().submit(link).status_code == 303
    assert world.client().submit("/log-ind", email="ny@lolland.example", password=PASSWORD).status_code == 303
    assert world.client().submit("/log-ind", email=old, password=PASSWORD).status_code == 422
    world.work()
    assert world.mails()[-1]["To"] == old


@pytest.mark.parametrize(
    "password", ["kort", "password1234", "aaaaaaaaaaaaaaaa", "qwertyuiopåasd", "LollandLolland1", "københavn123"]
)
def test_a_password_that_others_would_try_first_is_refused_with_the_reason(world: World, password: str) -> None:
    client = world.client(world.member())
    answer = client.submit("/konto/adgangskode", current_password=PASSWORD, new_password=password)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_a_changed_password_signs_out_every_other_browser(world: World) -> None:
    actor = world.member()
    here, there = world.client(actor), world.client(actor)
    answer = here.submit("/konto/adgangskode", current_password=PASSWORD, new_password="tolv grønne flasker øl")
    assert answer.status_code == 303
    assert here.get("/konto/").status_code == 200
    assert there.get("/konto/").status_code == 303
    world.work()
    assert world.mails()[-1]["Subject"] == "Din adgangskode er skiftet"


def test_a_member_is_signed_out_after_twelve_idle_hours_and_after_a_fortnight(world: World) -> None:
    actor = world.member()
    idle = world.client(actor)
    world.later(hours=13)
    assert idle.get("/konto/").status_code == 303

    busy = world.client(actor)
    for _ in range(14 * 4 - 1):
        world.later(hours=6)
        assert busy.get("/konto/").status_code == 200
    world.later(hours=7)
    assert busy.get("/konto/").status_code == 303


def test_too_many_tries_are_stopped_in_words_and_also_in_another_process(world: World) -> None:
    email = world.email_of(world.member())
    client = world.client()
    for _ in range(10):
        assert "passer ikke sammen" in client.submit("/log-ind", email=email, password="gæt gæt gæt gæt").text
    stopped = client.submit("/log-ind", email=email, password=PASSWORD)
    assert stopped.status_code == 422
    assert "Prøv igen om" in stopped.text
    world.later(minutes=16)
    assert client.submit("/log-ind", email=email, password=PASSWORD).status_code == 303


def test_forty_who_meet_sign_in_from_one_address(world: World) -> None:
    for _ in range(40):
        answer = world.client().submit("/log-ind", email=world.email_of(world.member()), password=PASSWORD)
        assert answer.status_code == 303


def test_signing_in_takes_no_guess_back(world: World) -> None:
    email = world.email_of(world.member())
    for _ in range(9):
        assert "passer ikke sammen" in world.client().submit("/log-ind", email=email, password="gæt gæt gæt").text
    assert world.client().submit("/log-ind", email=email, password=PASSWORD).status_code == 303
    assert "passer ikke sammen" in world.client().submit("/log-ind", email=email, password="gæt gæt gæt").text
    assert "Prøv igen om" in world.client().submit("/log-ind", email=email, password=PASSWORD).text


def test_the_way_back_after_signing_in_never_leads_to_another_site(world: World) -> None:
    email = world.email_of(world.member())
    for target in ("//evil.example", "https:evil.example", "/\\evil.example", "https://evil.example/"):
        answer = world.client().submit(f"/log-ind?videre={target}", email=email, password=PASSWORD)
        assert answer.location == "/", target
    kept = world.client().submit("/log-ind?videre=/emner/", email=email, password=PASSWORD)
    assert kept.location == "/emner/"


def test_a_member_changes_the_name_that_others_see(world: World) -> None:
    actor = world.member(name="Mette Holm")
    thread = world.thread(actor)
    reader = world.client(world.member("0665"))
    tag = reader.get(f"/traade/{thread.id}-{thread.slug}").headers["ETag"]
    world.client(actor).submit("/konto/profil", name="Mette Holm Hansen")
    again = reader.get(f"/traade/{thread.id}-{thread.slug}", headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert "Mette Holm Hansen" in again.text
