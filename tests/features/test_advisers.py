"""External advisers: invited to one thread, document or plan at a time, seen by all there, and gone when it ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from network.core.access import Actor, Audience, Role
from network.core.audit import AuditEntry
from network.core.errors import Forbidden, Invalid
from network.features.accounts import service as accounts
from network.features.accounts.models import Account
from network.features.accounts.queries import actor_by_account
from network.features.advisers import service
from network.features.advisers.models import AdviserAccess
from network.features.merging import service as merging
from network.features.threads.models import Thread
from tests.features.moderating import first_post, hidden
from tests.pages.client import CheckedClient
from tests.world import LEMVIG, LOLLAND, PASSWORD, World

MAIL = "ida@bygherreplan.example"
FORM = {"email": MAIL, "name": "Ida Rask", "firm": "Bygherreplan ApS"}


@pytest.fixture
def author(world: World) -> Actor:
    return world.member(LOLLAND, "Inger Klitmose")


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.member(LOLLAND, "Klaus Holm", (Role.COORDINATOR,))


@pytest.fixture
def thread(world: World, author: Actor) -> Thread:
    return world.thread(author, "Skimmel i præstegården", "Hvem kender skimmel?", Audience.OWN)


def _path(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


def _now(world: World, adviser: Actor) -> Actor:
    """The adviser with what is open to them now."""
    with world.writing() as session:
        return actor_by_account(session, adviser.id or 0)


def test_who_is_invited_by_two_at_the_same_moment_has_one_account(
    world: World, author: Actor, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.thread(author, "Svamp i præstegården", "Hvem kender svamp?", Audience.OWN)
    world.client(author).submit(f"/raadgivere/til/traad/{thread.id}", **FORM)
    right, asked = service.account_by_email, iter([True])
    # The second has looked before the first has written
    monkeypatch.setattr(service, "account_by_email", lambda *given: None if next(asked, False) else right(*given))
    assert world.client(author).submit(f"/raadgivere/til/traad/{other.id}", **FORM).status_code == 303
    (account_id,) = world.read(select(Account.id).where(Account.email == MAIL))
    opened = world.read(select(AdviserAccess.thread_id).where(AdviserAccess.account_id == account_id))
    assert sorted(opened) == [thread.id, other.id]


def test_the_author_invites_an_adviser_who_signs_in_reads_and_replies(
    world: World, author: Actor, thread: Thread
) -> None:
    own = world.client(author)
    invite = f"/raadgivere/til/traad/{thread.id}"
    assert own.page(_path(thread)).links("Invitér en rådgiver") == [invite]
    assert own.submit(invite, **FORM).headers["Location"] == _path(thread)
    world.work()
    mail = next(mail for mail in world.mails() if MAIL in str(mail["To"]))
    assert "ekstern rådgiver for Lolland Kommune" in mail.get_content()
    assert thread.title not in mail.get_content()
    adviser = world.client()
    assert adviser.submit(world.link_in_mail(MAIL), name="Ida Rask", password=PASSWORD).status_code == 303
    assert set(adviser.page("/").links("Skimmel i præstegården")) == {_path(thread)}
    page = adviser.page("/inviteret")
    assert page.heading == "Det, du er inviteret til"
    assert page.links("Skimmel i præstegården") == [_path(thread)]
    assert "Inviteret af Inger Klitmose" in page
    shown = adviser.page(_path(thread))
    assert "Hvem kender skimmel?" in shown
    assert not shown.links("Inger Klitmose")
    sent = adviser.submit(_path(thread), f"/traade/{thread.id}/svar", body="Mål fugten først.")
    assert sent.status_code == 303
    seen = own.page(_path(thread))
    assert "En ekstern rådgiver læser med:" in seen
    assert "Ida Rask, Bygherreplan ApS, inviteret af Inger Klitmose, Lolland Kommune" in seen
    assert "Mål fugten først." in seen
    assert "Bygherreplan ApS, ekstern rådgiver for Lolland Kommune" in seen
    acts = world.read(select(AuditEntry.subject).where(AuditEntry.act == "invite-adviser"))
    assert acts == [f"thread:{thread.id}"]


def test_an_adviser_finds_by_searching_what_is_open_to_them_and_nothing_else(
    world: World, author: Actor, thread: Thread
) -> None:
    other = world.thread(author, "Skimmel i skolen", "Det lugter af skimmel.", Audience.MUNICIPALITIES)
    world.reply(author, thread, "Skimmel trives i fugt.")
    document = world.document(author, "Rapport om skimmel", audience=Audience.OWN)
    plan = world.plan(author, "Skimmel og skove", audience=Audience.OWN)
    world.work()
    adviser = world.adviser(thread, by=author)
    found = world.client(adviser).page("/soeg?q=skimmel")
    assert found.links("præstegården")
    assert "1 resultat" in found
    for other_s in ("skolen", "Rapport", "skove"):
        assert other_s not in found.main
    world.invite_adviser(document, world.email_of(adviser), by=author)
    world.invite_adviser(plan, world.email_of(adviser), by=author)
    found = world.client(adviser).page("/soeg?q=skimmel")
    assert "3 resultater" in found
    assert found.links("Rapport om skimmel")
    assert found.links("Skimmel og skove")
    client = world.client(author)
    _end(client, world, "document_id")
    found = world.client(adviser).page("/soeg?q=skimmel")
    assert "2 resultater" in found
    assert not found.links("Rapport om skimmel")
    assert world.client(adviser).get(f"/traade/{other.id}-{other.slug}").status_code == 404


def _access(world: World, column: str = "thread_id") -> int:
    return int(world.read(select(AdviserAccess.id).where(getattr(AdviserAccess, column).is_not(None)))[0])


def _end(client: CheckedClient, world: World, column: str = "thread_id") -> TestResponse:
    path = f"/raadgivere/adgang/{_access(world, column)}/afslut"
    return client.post(path, data={"csrf_token": client.csrf()})


def test_when_the_access_ends_the_thread_is_gone_for_the_adviser_and_what_they_wrote_stays(
    world: World, author: Actor, coordinator: Actor, thread: Thread
) -> None:
    adviser = world.adviser(thread, by=author)
    world.reply(adviser, thread, "Mål fugten først.")
    world.reply(author, thread, "Det gør vi.")
    world.work()
    client = world.client(adviser)
    assert "1 ulæst notifikation" in client.page("/inviteret")
    assert "Det gør vi." in client.page(_path(thread))
    assert _end(world.client(author), world).headers["Location"] == _path(thread)
    for path in (_path(thread), f"/traade/{thread.id}/kort-fortalt/historik", f"/traade/{thread.id}/del"):
        assert client.get(path).status_code == 404
    assert "ulæst notifikation" not in client.page("/inviteret")
    assert "Lige nu er der ikke åbnet noget for dig" in client.page("/inviteret")
    assert "0 resultater" in client.page("/soeg?q=fugten") or not client.page("/soeg?q=fugten").links("Skimmel")
    world.reply(author, thread, "Og så maler vi.")
    world.work()
    assert "Og så maler vi" not in client.page("/notifikationer/")
    assert "ulæst" not in client.page("/notifikationer/")
    seen = world.client(author).page(_path(thread))
    assert "læser med" not in seen
    assert "ekstern rådgiver for Lolland Kommune" in seen
    assert world.read(select(AuditEntry.act).where(AuditEntry.act == "end-adviser")) == ["end-adviser"]
    assert _end(world.client(coordinator), world).status_code == 303  # once more changes nothing
    assert len(world.read(select(AuditEntry.act).where(AuditEntry.act == "end-adviser"))) == 1


def test_an_access_ends_by_itself_when_its_last_day_has_passed(
    world: World, author: Actor, coordinator: Actor, thread: Thread
) -> None:
    today = world.clock().date()
    client = world.client(author)
    invite = f"/raadgivere/til/traad/{thread.id}"
    for typed, said in ((f"{today - timedelta(days=2):%d-%m-%Y}", "allerede passeret"), ("engang", "dag, måned og år")):
        refused = client.submit(invite, **FORM, last_day=typed)
        assert refused.status_code == 422
        assert said in refused.text
        assert MAIL in refused.text
    last = today + timedelta(days=1)
    adviser = world.adviser(thread, by=author)
    assert client.submit(invite, **(FORM | {"email": world.email_of(adviser), "last_day": f"{last:%d-%m-%Y}"}))
    assert "til og med" in client.page(_path(thread))
    assert len(world.read(select(AdviserAccess.id))) == 1  # the one that there was
    world.later(days=1)
    assert world.client(adviser).get(_path(thread)).status_code == 200
    world.later(days=1)
    assert world.client(adviser).get(_path(thread)).status_code == 404
    assert "læser med" not in world.client(author).page(_path(thread))
    world.worker.tidy()
    assert all(world.read(select(AdviserAccess.ended_at)))
    assert "Ingen eksterne rådgivere" in world.client(coordinator).page("/kommuner/lolland/raadgivere")


def test_the_coordinator_sees_who_reads_what_and_ends_it(
    world: World, author: Actor, coordinator: Actor, thread: Thread
) -> None:
    plan = world.plan(author, "Kysten og baglandet", share=False)
    world.invite_adviser(thread, MAIL, "Ida Rask", by=author)
    world.invite_adviser(plan, MAIL, by=coordinator)
    client, path = world.client(coordinator), "/kommuner/lolland/raadgivere"
    assert client.page("/kommuner/lolland").links("Eksterne rådgivere") == [path]
    page = client.page(path)
    assert page.links("Skimmel i præstegården") == [_path(thread)]
    assert page.links("Kysten og baglandet") == [plan.url]
    assert "Ida Rask, Bygherreplan" in page
    assert "Har ikke logget ind endnu" in page
    assert client.submit(path, f"/raadgivere/adgang/{_access(world)}/afslut").headers["Location"] == path
    assert not client.page(path).links("Skimmel")
    assert client.page(path).links("Kysten")
    for member, status in ((author, 403), (world.member(LEMVIG, roles=(Role.COORDINATOR,)), 403)):
        assert world.client(member).get(path).status_code == status
    office = world.client(world.secretariat()).page(path)
    assert "Noget, du ikke har adgang til" in office
    assert "Kysten" not in office.main


def test_an_invitation_that_waits_does_not_work_when_everything_has_been_closed(
    world: World, author: Actor, thread: Thread
) -> None:
    world.invite_adviser(thread, MAIL, "Ida Rask", by=author)
    world.work()
    link = world.link_in_mail(MAIL)
    _end(world.client(author), world)
    assert "Invitationen er udløbet" in world.client().page(link)


def test_the_same_invitation_twice_is_mailed_once_and_again_when_it_is_asked_for_later(
    world: World, author: Actor, thread: Thread
) -> None:
    for _ in range(2):
        world.invite_adviser(thread, MAIL, "Ida Rask", by=author)
    world.work()
    mailed = [mail for mail in world.mails() if MAIL in str(mail["To"])]
    assert len(mailed) == 1
    world.later(hours=1)
    world.invite_adviser(thread, MAIL, by=author)
    world.work()
    assert len([mail for mail in world.mails() if MAIL in str(mail["To"])]) == 2
    assert len(world.read(select(AdviserAccess.id))) == 1
    adviser = world.adviser(thread, by=author)
    for _ in range(2):
        world.invite_adviser(thread, world.email_of(adviser), by=author)
    world.work()
    assert [mail for mail in world.mails() if world.email_of(adviser) in str(mail["To"])] == []


def test_inviting_from_the_municipality_s_page_goes_by_the_address_of_the_thing(
    world: World, coordinator: Actor, thread: Thread
) -> None:
    client, path = world.client(coordinator), "/kommuner/lolland/raadgivere"
    for address in (f"https://paaforkant.example{_path(thread)}?efter=20", _path(thread)):
        sent = client.submit(path, address=address)
        assert sent.headers["Location"] == f"/raadgivere/til/traad/{thread.id}"
    for wrong in ("", "https://paaforkant.example/metoder/4-x", "/traade/", "/traade/99999999999-x"):
        refused = client.submit(path, address=wrong)
        assert refused.status_code == 422
        assert wrong in refused.text


def test_who_may_open_a_thread_is_its_author_and_their_coordinator(world: World, author: Actor, thread: Thread) -> None:
    wide = world.thread(author, "Hvad gør I ved skimmel?", audience=Audience.MUNICIPALITIES)
    for member in (world.member(LOLLAND), world.member(LEMVIG, roles=(Role.COORDINATOR,))):
        client = world.client(member)
        assert not client.page(_path(wide)).links("Invitér en rådgiver")
        assert client.get(f"/raadgivere/til/traad/{wide.id}").status_code == 403
    assert world.client(world.member(LEMVIG)).get(f"/raadgivere/til/traad/{thread.id}").status_code == 404
    assert world.client(author).get(f"/raadgivere/til/metode/{thread.id}").status_code == 404
    page = world.client(author).page(f"/raadgivere/til/traad/{wide.id}")
    assert "Kolleger fra andre kommuner har skrevet her" in page
    assert "Kolleger fra andre" not in world.client(author).page(f"/raadgivere/til/traad/{thread.id}")


def test_a_thread_whose_author_hides_their_name_is_opened_to_nobody(world: World, author: Actor) -> None:
    masked = world.thread(author, "Hvem har prøvet at lukke en skole?")
    with world.writing() as session:
        session.get_one(Thread, masked.id).mask = "en landkommune"
    for member in (author, world.member(LOLLAND, roles=(Role.COORDINATOR,)), world.secretariat()):
        assert not world.client(member).page(_path(masked)).links("Invitér en rådgiver")
        assert world.client(member).get(f"/raadgivere/til/traad/{masked.id}").status_code == 403


def test_only_somebody_from_outside_is_invited(world: World, author: Actor, thread: Thread) -> None:
    client, invite = world.client(author), f"/raadgivere/til/traad/{thread.id}"
    colleague = world.member(LEMVIG)
    for wrong, said in (
        ({"email": world.email_of(colleague)}, "tilhører et medlem af netværket"),
        ({"firm": "Lemvig Kommune"}, "er selv med i netværket"),
        ({"firm": "lemvig  KOMMUNE"}, "er selv med i netværket"),
        ({"firm": "…"}, "hvilket firma"),
        ({"name": " "}, "Skriv rådgiverens navn"),
        ({"email": "ida"}, "ligner ikke en mailadresse"),
    ):
        refused = client.submit(invite, **(FORM | wrong))
        assert refused.status_code == 422
        assert said in refused.text
    assert world.read(select(AdviserAccess.id)) == []
    assert world.read(select(Account.id).where(Account.email == MAIL)) == []


def test_an_adviser_is_in_no_list_of_members_and_reaches_none(world: World, author: Actor, thread: Thread) -> None:
    adviser = world.adviser(thread, by=author)
    world.work()
    member, client = world.client(author), world.client(adviser)
    assert adviser.name not in member.page("/medlemmer/")
    assert not member.page(f"/soeg?q={adviser.name.split()[1]}&type=medlemmer").links(adviser.name)
    typed = {"csrf_token": member.csrf(), "begyndt": "Rådg", "traad": str(thread.id)}
    assert member.post("/omtale", data=typed).json == {"people": []}
    refused = client.post("/omtale", data={"csrf_token": client.csrf(), "begyndt": "Ing", "traad": str(thread.id)})
    assert refused.status_code == 403
    for path in (
        "/medlemmer/",
        f"/medlemmer/{author.id}-inger-klitmose",
        "/traade/ny",
        "/metoder/ny",
        "/bibliotek/del",
    ):
        refused = client.get(path)
        assert refused.status_code == 403
        assert "Det er for netværkets medlemmer." in refused.text
    for path in ("/traade/?vis=fulgte", "/metoder/?vis=mine", "/samlinger/?vis=mine"):
        assert client.get(path).status_code == 403
    world.reply(adviser, thread, "Hej @Inger Klitmose")
    world.work()
    assert "nævnt" not in world.client(author).page("/notifikationer/")


def test_an_adviser_writes_in_no_public_thread_and_gets_no_role(world: World, author: Actor, thread: Thread) -> None:
    public = world.thread(author, "Hvem har erfaring med vindmøller?", audience=Audience.PUBLIC)
    adviser = world.adviser(thread, by=author)
    client = world.client(adviser)
    assert not client.page(_path(public)).elements("textarea")
    sent = client.post(f"/traade/{public.id}/svar", data={"csrf_token": client.csrf(), "body": "Det har jeg."})
    assert sent.status_code == 403
    with world.writing() as session, pytest.raises(Forbidden):
        accounts.appoint_moderator(session, world.secretariat(), adviser.id or 0, moderator=True)


def test_a_merged_thread_is_not_opened_by_what_was_open_before(world: World, author: Actor) -> None:
    moderator = world.member(LEMVIG, roles=(Role.MODERATOR,))
    old = world.thread(author, "Skimmel i præstegården", audience=Audience.MUNICIPALITIES)
    new = world.thread(author, "Skimmel i gamle huse", audience=Audience.MUNICIPALITIES)
    adviser = world.adviser(old, by=author)
    other = world.adviser(new, by=author)
    world.reply(adviser, old, "Mål fugten først.")
    world.reply(author, old, "Det gør vi.")
    world.work()
    assert "1 ulæst notifikation" in world.client(adviser).page("/inviteret")
    with world.writing() as session, pytest.raises(Invalid, match="External advisers read the other thread"):
        merging.merge(session, moderator, old.id, new.id, "Det er det samme.")
    _end_all(world, author, other)
    with world.writing() as session:
        merging.merge(session, moderator, old.id, new.id, "Det er det samme.")
    world.work()
    client = world.client(adviser)
    assert "ulæst" not in client.page("/inviteret")  # what they had been told of went along with its post
    for path in (_path(old), _path(new)):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Skimmel" not in answer.text
    assert "Lige nu er der ikke åbnet noget for dig" in client.page("/inviteret")
    assert not client.page("/soeg?q=skimmel").links("Skimmel")


def _end_all(world: World, actor: Actor, adviser: Actor) -> None:
    for number in world.read(select(AdviserAccess.id).where(AdviserAccess.account_id == adviser.id)):
        with world.writing() as session:
            service.end(session, actor, number)


def test_what_a_moderator_has_hidden_is_hidden_for_the_adviser_too(world: World, author: Actor, thread: Thread) -> None:
    network = world.thread(author, "Skimmel i byen", audience=Audience.NETWORK)
    adviser = world.adviser(network, by=author)
    hidden(world, first_post(world, network))
    assert world.client(adviser).get(_path(network)).status_code == 404
    assert "Lige nu er der ikke åbnet noget for dig" in world.client(adviser).page("/inviteret")
    assert thread.id


def test_an_adviser_sends_a_file_and_corrects_what_they_wrote(world: World, author: Actor, thread: Thread) -> None:
    adviser = world.adviser(thread, by=author)
    client = world.client(adviser)
    number = world.upload(_now(world, adviser))
    sent = client.submit(_path(thread), f"/traade/{thread.id}/svar", body="Se notatet.", attachments=str(number))
    assert sent.status_code == 303
    path = client.page(_path(thread)).links("notat.txt")[0]
    assert client.get(path).status_code == 200
    assert world.client(world.adviser(firm="Andre")).get(path).status_code == 404
    post = sent.headers["Location"].rpartition("-")[2]
    assert client.submit(f"/indlaeg/{post}/ret", body="Se notatet fra i går.").status_code == 303
    assert "Se notatet fra i går." in world.client(author).page(_path(thread))


def test_an_adviser_follows_what_is_open_to_them_and_stops(world: World, author: Actor, thread: Thread) -> None:
    client = world.client(world.adviser(thread, by=author))
    follow = f"/traade/{thread.id}/foelg"
    assert client.submit(_path(thread), follow).status_code == 303
    world.reply(author, thread, "Vi har målt fugten.")
    world.work()
    assert "1 ulæst notifikation" in client.page("/inviteret")
    assert client.submit(_path(thread), follow).status_code == 303
    world.reply(author, thread, "Og så maler vi.")
    world.work()
    assert "ulæst notifikation" not in client.page("/inviteret")


def test_an_access_is_ended_also_to_what_has_been_hidden_meanwhile(
    world: World, author: Actor, coordinator: Actor
) -> None:
    network = world.thread(author, "Skimmel i byen", audience=Audience.NETWORK)
    world.adviser(network, by=author)
    hidden(world, first_post(world, network))
    assert _end(world.client(author), world).headers["Location"] == "/"
    assert all(world.read(select(AdviserAccess.ended_at)))


def test_who_has_no_access_any_more_corrects_nothing_also_where_everybody_reads(world: World, author: Actor) -> None:
    public = world.thread(author, "Hvem har erfaring med vindmøller?", audience=Audience.PUBLIC)
    adviser = world.adviser(public, by=author)
    client = world.client(adviser)
    post = world.reply(_now(world, adviser), public, "Det har jeg.")
    edit = f"/indlaeg/{post}/ret"
    assert client.page(_path(public)).links("Ret")
    _end(world.client(author), world)
    assert not client.page(_path(public)).links("Ret")
    assert client.get(edit).status_code == 403
    changed = client.post(edit, data={"csrf_token": client.csrf(), "body": "Køb hos os.", "version": "1"})
    assert changed.status_code == 403
    assert "Det har jeg." in world.client(author).page(_path(public))


def test_the_page_for_sharing_tells_no_adviser_that_their_colleagues_read_along(
    world: World, author: Actor, thread: Thread
) -> None:
    page = world.client(world.adviser(thread, by=author)).page(f"/traade/{thread.id}/del")
    assert "Bygherreplan" not in page.main
    assert "af medlemmer og af dem, som en kommune har inviteret" in page
