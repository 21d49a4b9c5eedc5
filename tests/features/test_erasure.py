"""What is kept about a member: seen, fetched, and erased – also from the audit log, the search and a backup."""

import json

from sqlalchemy import func, select, text

from network.core.access import Actor, Audience, Role
from network.core.audit import AuditEntry
from network.core.db import Base
from network.features.accounts.models import Account, AccountState, Invitation, SignInSession
from network.features.accounts.service import lift_suspension, suspend
from network.features.collections import service as collections
from network.features.collections.models import Collection
from network.features.collections.service import Said
from network.features.drafts import service as drafts
from network.features.drafts.models import Draft
from network.features.drafts.places import Place
from network.features.erasure import register
from network.features.erasure import service as erasure
from network.features.events import service as events
from network.features.events.models import EventSeat
from network.features.members.models import Profile, ReachBy
from network.features.members.service import describe
from network.features.methods.models import Method
from tests.world import LEMVIG, LOLLAND, PASSWORD, World

OWN = "/konto/slet"


def _everything(world: World, member: Actor) -> None:
    """Something of each kind."""
    thread = world.thread(member, "Hvem har revet et missionshus ned?", audience=Audience.PUBLIC)
    world.reply(member, thread, "Vi endte med 240.000 kr. i alt.")
    world.method(member, "Naboer holder øje", audience=Audience.PUBLIC)
    world.method(member, "En begyndt metode", share=False)
    with world.writing() as session:
        describe(session, member, phone="54 67 00 11", ask_about="missionshuse", reach_by=ReachBy.PHONE,
                 competences=("tomme-boliger",))  # fmt: skip
        drafts.save(session, member, Place(thread.id), {"body": "Begyndt"}, drafts.DraftKey())
        collections.make(session, member, Said("Kun til mig", "", "private"))
        collections.make(session, member, Said("Til alle", "", "network"))


def _erase_own(world: World, member: Actor) -> None:
    assert world.client(member).submit(OWN, current_password=PASSWORD).status_code == 303
    world.work()


def _mentions(world: World, words: str) -> set[str]:
    """Tables in which the words stand."""
    found = set()
    for table in Base.metadata.sorted_tables:
        with world.writing() as session:
            rows = session.execute(select(table)).all()
        if any(words.casefold() in str(row).casefold() for row in rows):
            found.add(table.name)
    return found


def test_a_member_erases_their_account_and_what_others_read_stays_without_the_name(world: World) -> None:
    member, colleague = world.member(LOLLAND, "Inger Klitmose"), world.member(LEMVIG)
    address = world.email_of(member)
    _everything(world, member)
    world.work()
    assert world.client(colleague).page("/soeg?q=klitmose").links("Inger Klitmose")
    client = world.client(member)
    wrong = client.submit(OWN, current_password="ikke den rigtige kode")
    assert wrong.status_code == 422
    assert "ikke din nuværende adgangskode" in wrong.text
    done = client.submit(OWN, current_password=PASSWORD)
    assert done.location == "/"
    assert "Din konto er slettet" in client.page("/")
    assert client.get("/konto/").status_code == 303
    world.work()
    assert _mentions(world, "Klitmose") == set()
    assert _mentions(world, address) == set()
    assert _mentions(world, "54 67 00 11") == set()
    page = world.client(colleague).page("/traade/1-hvem-har-revet-et-missionshus-ned")
    assert "Tidligere medlem" in page.main
    assert "Lolland Kommune" in page.main
    assert "Vi endte med 240.000 kr. i alt." in page.main
    assert "Tidligere medlem" in world.client(colleague).page(f"/medlemmer/{member.id}-tidligere-medlem").main
    assert not world.client(colleague).page("/soeg?q=klitmose").links("Inger Klitmose")
    assert "Inger" not in world.client(colleague).page("/medlemmer/").main
    assert world.read(select(Method.title)) == ["Naboer holder øje"]
    assert world.read(select(Collection.title)) == ["Til alle"]
    for model in (Draft, Profile, SignInSession):
        assert world.read(select(func.count()).select_from(model).where(model.account_id == member.id)) == [0]


def test_nobody_signs_in_as_somebody_who_was_erased_and_the_address_is_free_again(world: World) -> None:
    member, coordinator = world.member(LOLLAND), world.member(LOLLAND, roles=(Role.COORDINATOR,))
    address = world.email_of(member)
    _erase_own(world, member)
    refused = world.client().submit("/log-ind", email=address, password=PASSWORD)
    assert "passer ikke sammen" in refused.text
    office = world.secretariat()
    with world.writing() as session:
        lift_suspension(session, office, member.id or 0)
        suspend(session, office, member.id or 0, "Er stoppet.")
    assert world.read(select(Account.state).where(Account.id == member.id)) == [AccountState.ERASED]
    with world.writing() as session:
        assert session.scalar(select(func.count()).select_from(Invitation).where(Invitation.email == address)) == 0
    invited = world.client(coordinator).submit("/kommuner/lolland/inviter", email=address)
    assert invited.status_code == 303
    assert world.read(select(Invitation.email).where(Invitation.accepted_at.is_(None))) == [address]
    assert "Tidligere medlem" not in world.client(coordinator).page("/kommuner/lolland/medlemmer").main


def test_the_secretariat_erases_somebody_who_has_asked_and_nobody_else_can(world: World) -> None:
    member, office = world.member(LOLLAND, "Inger Klitmose"), world.secretariat()
    path = f"/sekretariat/medlemmer/{member.id}/slet"
    with world.writing() as session:
        suspend(session, office, member.id or 0, "Inger er stoppet.")
    client = world.client(office)
    assert client.page("/kommuner/lolland/medlemmer").links("Slet kontoen") == [path]
    assert client.submit(path).status_code == 422
    assert client.submit(path, sure="y").status_code == 303
    assert client.get(path).status_code == 404
    assert _mentions(world, "Klitmose") == set()
    assert _mentions(world, "Inger er stoppet") == set()
    entries = world.read_rows(
        select(AuditEntry.act, AuditEntry.reason).where(AuditEntry.subject == f"account:{member.id}")
    )
    assert ("suspend", None) in entries
    assert ("erase", None) in entries
    for nobody in (world.member(LOLLAND, roles=(Role.COORDINATOR,)), world.member(LEMVIG, roles=(Role.MODERATOR,))):
        assert world.client(nobody).get(f"/sekretariat/medlemmer/{office.id}/slet").status_code == 403


def test_the_last_one_of_the_secretariat_stays(world: World) -> None:
    office = world.secretariat()
    with world.writing() as session:
        session.execute(
            text("UPDATE account SET password_hash = NULL WHERE id != :id AND roles LIKE '%secretariat%'"),
            {"id": office.id},
        )
    answer = world.client(office).submit(OWN, current_password=PASSWORD)
    assert answer.status_code == 403
    assert "Ingen andre har adgang som sekretariat" in answer.text
    assert world.read(select(Account.state).where(Account.id == office.id)) == [AccountState.ACTIVE]


def test_a_seat_goes_to_whoever_waits(world: World) -> None:
    event = world.event(world.member(LEMVIG, roles=(Role.EDITOR,)), capacity=1)
    member, waits = world.member(LOLLAND), world.member(LOLLAND)
    for who in (member, waits):
        with world.writing() as session:
            events.sign_up(session, who, event.id)
    _erase_own(world, member)
    assert world.read_rows(select(EventSeat.account_id, EventSeat.is_waiting)) == [(waits.id, False)]


def test_a_member_fetches_everything_that_is_kept_about_them_and_nothing_that_opens_anything(world: World) -> None:
    member, other = world.member(LOLLAND, "Inger Klitmose"), world.member(LEMVIG, "Kaj Kollega")
    _everything(world, member)
    world.reply(other, world.thread(other), "En andens svar.")
    client = world.client(member)
    assert client.page("/konto/").links("Det, vi gemmer om dig") == ["/konto/oplysninger"]
    assert client.page("/konto/oplysninger").links("Hent det hele (JSON)") == ["/konto/oplysninger.json"]
    answer = client.get("/konto/oplysninger.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    found = json.loads(answer.text)
    assert found["account"][0]["name"] == "Inger Klitmose"
    assert {"account", "post", "thread", "profile", "competence", "draft", "method", "collection"} <= found.keys()
    assert "Vi endte med 240.000 kr. i alt." in answer.text
    assert "En andens svar." not in answer.text
    assert "Kaj" not in answer.text
    for secret in ("password_hash", "fingerprint", "nonce", "argon2"):
        assert secret not in answer.text


def test_the_audit_log_forgets_network_addresses_after_a_year(world: World) -> None:
    member = world.member(LOLLAND)
    world.client().submit("/log-ind", email=world.email_of(member), password=PASSWORD)
    kept = select(AuditEntry.address).where(AuditEntry.act == "sign-in", AuditEntry.account_id == member.id)
    assert world.read(kept) == ["127.0.0.1"]
    world.later(days=364)
    world.worker.tidy()
    assert world.read(kept) == ["127.0.0.1"]
    world.later(days=2)
    world.worker.tidy()
    assert world.read(kept) == [""]


def test_who_was_erased_is_known_outside_the_database_without_a_name_and_is_erased_again(world: World) -> None:
    member, stays, office = world.member(LOLLAND, "Inger Klitmose"), world.member(LOLLAND), world.secretariat()
    with world.writing() as session:
        made_at = session.get_one(Account, member.id).created_at.isoformat()
        erasure.erase(session, office, member.id or 0)
    world.worker.tidy()
    data = world.app.config["SETTINGS"].data
    assert (data / register.FILE).read_text() == f"{member.id}\t{made_at}\n"
    assert oct((data / register.FILE).stat().st_mode)[-3:] == "600"
    entries = register.read(data / register.FILE) | {(stays.id or 0, "2001-01-01T00:00:00+00:00"), (999_999, made_at)}
    with world.writing() as session:  # as in a backup from before
        account = session.get_one(Account, member.id)
        account.state, account.name, account.email = AccountState.ACTIVE, "Inger Klitmose", "inger@lolland.example"
    with world.writing() as session:
        assert register.erase_again(session, entries) == 1
        assert register.erase_again(session, entries) == 0
    assert _mentions(world, "Klitmose") == set()
    assert world.read(select(Account.state).where(Account.id == stays.id)) == [AccountState.ACTIVE]
