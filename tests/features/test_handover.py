"""A coordinator's page of members and invitations, and what a leaver hands over to a colleague."""

from sqlalchemy import select

from network.core.access import Actor, Audience, Role
from network.core.audit import AuditEntry
from network.features.accounts.models import Account, AccountState
from network.features.anonymity.service import FIELD
from network.features.attachments.models import Attachment
from network.features.collections import following
from network.features.collections import service as collections
from network.features.collections.models import Collection, CollectionFollower
from network.features.collections.service import Said
from network.features.drafts import service as drafts
from network.features.drafts.models import Draft
from network.features.drafts.places import Place
from network.features.library.models import Document
from network.features.methods.models import Method, MethodKeeper
from network.features.municipalities.models import MailDomain
from network.features.notifications.models import TopicWatch, Watch
from network.features.notifications.service import follow_topic
from network.features.threads import service as forum
from tests.world import LEMVIG, LOLLAND, TOENDER, World

MEMBERS = "/kommuner/lolland/medlemmer"


def _path(leaver: Actor) -> str:
    return f"{MEMBERS}/{leaver.id}/overdrag"


def _people(world: World) -> tuple[Actor, Actor, Actor]:
    """A coordinator, a leaver and a colleague."""
    coordinator = world.member(LOLLAND, "Karen Koordinator", (Role.COORDINATOR,))
    return coordinator, world.member(LOLLAND, "Lone Leaver"), world.member(LOLLAND, "Kaj Kollega")


def _followers(world: World, thread_id: int) -> set[int]:
    return set(world.read(select(Watch.account_id).where(Watch.thread_id == thread_id, Watch.following)))


def _draft(world: World, actor: Actor, thread_id: int | None, **fields: str) -> None:
    with world.writing() as session:
        drafts.save(session, actor, Place(thread_id), {"body": "Begyndt", **fields}, drafts.DraftKey())


def test_what_a_leaver_owns_and_follows_goes_to_a_colleague_in_one_step(world: World) -> None:
    coordinator, leaver, colleague = _people(world)
    method = world.method(leaver, "Den ene metode", audience=Audience.PUBLIC)
    begun = world.method(leaver, "En begyndt metode", share=False)
    shared_by_both = world.method(world.member(LOLLAND), "En andens metode")
    document = world.document(leaver)
    thread = world.thread(world.member(LEMVIG))
    world.follow(leaver, thread)
    elsewhere = world.member(LEMVIG)
    with world.writing() as session:
        owner = session.get_one(Method, shared_by_both.id).owner_id
        session.add(MethodKeeper(method_id=shared_by_both.id, account_id=leaver.id))
        ours = collections.make(session, leaver, Said("Vores samling", "", "network"))
        own = collections.make(session, leaver, Said("Min egen samling", "", "private"))
        others = collections.make(session, elsewhere, Said("Lemvigs samling", "", "network"))
        following.follow(session, leaver, others, follows=True)
        follow_topic(session, leaver, "tomme-boliger", follow=True)
    client = world.client(coordinator)
    page = client.page(_path(leaver))
    assert "2 metoder" in page
    assert "ét dokument" in page
    assert client.submit(_path(leaver), colleague=str(colleague.id)).status_code == 303
    owners = select(Method.owner_id).where(Method.id.in_((method.id, begun.id))).order_by(Method.id)
    assert world.read(owners) == [colleague.id, leaver.id]  # a draft is its writer's alone while there is one
    assert world.read(select(Method.owner_id).where(Method.id == shared_by_both.id)) == [owner]
    assert world.read(select(MethodKeeper.account_id)) == [colleague.id]
    assert world.read(select(Document.author_id).where(Document.id == document.id)) == [colleague.id]
    assert world.read(select(Collection.owner_id).where(Collection.id.in_((ours, own))).order_by(Collection.id)) == [
        colleague.id,
        leaver.id,
    ]
    assert world.read(select(TopicWatch.account_id)) == [colleague.id]
    assert world.read(select(CollectionFollower.account_id)) == [colleague.id]
    assert colleague.id in _followers(world, thread.id)
    assert leaver.id not in _followers(world, thread.id)
    (reason,) = world.read(select(AuditEntry.reason).where(AuditEntry.act == "hand-over"))
    assert reason == f"account:{colleague.id} methods:2 documents:1 collections:1 followed:3 drafts:0"
    world.work()
    assert any(mail["To"] == world.email_of(colleague) and "Lone Leaver" in mail["Subject"] for mail in world.mails())
    assert client.submit(_path(leaver), colleague=str(colleague.id)).status_code == 303  # there is nothing left


def test_drafts_go_along_when_asked_for_and_none_that_hides_the_name(world: World) -> None:
    coordinator, leaver, colleague = _people(world)
    plain, hiding, begun_by_both = (world.thread(world.member(LEMVIG)) for _ in range(3))
    file = world.upload(leaver)
    _draft(world, leaver, plain.id, attachments=str(file))
    _draft(world, leaver, hiding.id, **{FIELD: "1"})
    _draft(world, leaver, begun_by_both.id)
    _draft(world, colleague, begun_by_both.id)
    _draft(world, leaver, None, title="Et spørgsmål", kind="question")
    begun = world.method(leaver, "En begyndt metode", share=False)
    sofie = world.client(world.secretariat())
    assert "Kladder, der ikke er sendt, følger med" not in world.client(coordinator).page(_path(leaver))
    forced = {"colleague": str(colleague.id), "drafts": "y"}
    assert world.client(coordinator).submit(_path(leaver), **forced).status_code == 303
    mine = select(Draft.place).where(Draft.account_id == colleague.id).order_by(Draft.place)
    assert world.read(mine) == [f"reply:{begun_by_both.id}"]
    early = sofie.submit(_path(leaver), **forced)
    assert early.status_code == 422  # they are their writer's alone while there is one
    assert "Kladder er kun skribentens" in early.text
    sofie.submit(_path(leaver), **forced, close="y", reason="Er stoppet.")
    assert set(world.read(mine)) == {f"reply:{plain.id}", f"reply:{begun_by_both.id}", "thread:new"}
    assert world.client(colleague).get(f"/metoder/{begun.id}/ret").status_code == 200
    left = world.read(select(Draft.place).where(Draft.account_id == leaver.id))
    assert set(left) == {f"reply:{hiding.id}", f"reply:{begun_by_both.id}"}
    assert world.read(select(Attachment.account_id).where(Attachment.id == file)) == [colleague.id]


def test_nothing_of_a_thread_in_which_the_leaver_hid_their_name_goes_along(world: World) -> None:
    for code in ("0306", "0316", "0320", "0329", "0330"):
        world.member(code)
    _coordinator, leaver, colleague = _people(world)
    asker = world.member(LEMVIG)
    masked, open_one = world.thread(asker), world.thread(asker)
    with world.writing() as session:
        forum.reply(session, leaver, masked.id, "Vi gav op.", hide_name=True)
        forum.reply(session, leaver, open_one.id, "Vi gav ikke op.")
    assert leaver.id in _followers(world, masked.id)
    _draft(world, leaver, masked.id)
    sofie = world.client(world.secretariat())
    sofie.submit(_path(leaver), colleague=str(colleague.id), drafts="y", close="y", reason="Er stoppet.")
    assert colleague.id not in _followers(world, masked.id)
    assert colleague.id in _followers(world, open_one.id)
    assert world.read(select(Draft.account_id)) == [leaver.id]


def test_the_secretariat_hands_over_and_closes_the_access_at_once(world: World) -> None:
    _coordinator, leaver, colleague = _people(world)
    method = world.method(leaver)
    sofie = world.client(world.secretariat())
    (link,) = sofie.page(f"/sekretariat/medlemmer/{leaver.id}/spaer").links("Overdrag først til en kollega")
    assert link == _path(leaver)
    refused = sofie.submit(link, colleague=str(colleague.id), close="y", reason="")
    assert refused.status_code == 422
    assert world.read(select(Method.owner_id).where(Method.id == method.id)) == [leaver.id]
    assert sofie.submit(link, colleague=str(colleague.id), close="y", reason="Er stoppet.").status_code == 303
    assert world.read(select(Account.state).where(Account.id == leaver.id)) == [AccountState.SUSPENDED]
    assert world.read(select(Method.owner_id).where(Method.id == method.id)) == [colleague.id]
    # Afterwards too: what came later, of somebody whose access is closed
    assert sofie.submit(link, colleague=str(colleague.id)).status_code == 303


def test_a_coordinator_passes_the_role_on_but_closes_no_access(world: World) -> None:
    coordinator, leaver, colleague = _people(world)
    client = world.client(coordinator)
    assert "Spær adgangen" not in client.page(_path(leaver))
    assert client.submit(_path(coordinator), colleague=str(colleague.id), as_coordinator="y").status_code == 303
    assert world.client(colleague).get(MEMBERS).status_code == 200
    client.submit(_path(leaver), colleague=str(colleague.id), close="y", reason="Jeg vil det.")
    assert world.read(select(Account.state).where(Account.id == leaver.id)) == [AccountState.ACTIVE]


def test_only_a_colleague_with_an_open_access_takes_over(world: World) -> None:
    coordinator, leaver, colleague = _people(world)
    elsewhere = world.member(LEMVIG)
    sofie = world.client(world.secretariat())
    sofie.submit(f"/sekretariat/medlemmer/{colleague.id}/spaer", reason="Delt.")
    client = world.client(coordinator)
    for other in (elsewhere, leaver, colleague):
        assert client.submit(_path(leaver), colleague=str(other.id)).status_code == 422
    assert client.submit(_path(leaver), colleague="").status_code == 422
    assert client.get(_path(elsewhere)).status_code == 404
    for actor in (world.member(LOLLAND), world.member(LEMVIG, roles=(Role.COORDINATOR,))):
        assert world.client(actor).get(_path(leaver)).status_code == 403
        assert world.client(actor).get(MEMBERS).status_code == 403


def test_a_member_hands_over_by_themselves_drafts_too_and_nobody_else_can(world: World) -> None:
    _coordinator, leaver, colleague = _people(world)
    stranger = world.member(LEMVIG)
    method = world.method(leaver, "Den ene metode", audience=Audience.PUBLIC)
    thread = world.thread(stranger)
    world.follow(leaver, thread)
    _draft(world, leaver, thread.id)
    client = world.client(leaver)
    assert client.page("/konto/").links("Overdrag til en kollega") == ["/konto/overdrag"]
    assert "én metode" in client.page("/konto/overdrag")
    for nobody in (leaver.id, stranger.id, ""):
        answer = client.submit("/konto/overdrag", colleague=str(nobody))
        assert answer.status_code == 422
        assert "Vælg en kollega" in answer.text
    done = client.submit("/konto/overdrag", colleague=str(colleague.id), drafts="y")
    assert done.location == "/konto/"
    assert world.read(select(Method.owner_id).where(Method.id == method.id)) == [colleague.id]
    assert world.read(select(Draft.account_id)) == [colleague.id]
    assert _followers(world, thread.id) >= {colleague.id}
    assert world.read(select(Account.state).where(Account.id == leaver.id)) == [AccountState.ACTIVE]
    world.work()
    assert "Du har overtaget fra Lone Leaver" in str(world.mails()[-1]["Subject"])


def test_whoever_is_alone_is_told_that_there_is_nobody_to_hand_over_to(world: World) -> None:
    alone = world.client(world.member(LEMVIG)).page("/konto/overdrag")
    assert "Ingen at overdrage til Din koordinator kan invitere en kollega først." in alone.main
    coordinator = world.client(world.member(TOENDER, roles=(Role.COORDINATOR,))).page("/konto/overdrag")
    assert "Ingen at overdrage til Invitér først en kollega." in coordinator.main


def test_a_coordinator_sees_members_and_invitations_and_withdraws_one(world: World) -> None:
    client = world.client(world.member(LOLLAND, "Karen Koordinator", (Role.COORDINATOR,)))
    assert client.page("/kommuner/lolland").links("Medlemmer og invitationer") == [MEMBERS]
    client.submit("/kommuner/lolland/inviter", email="ny@lolland.example")
    world.work()
    link = world.link_in_mail("ny@lolland.example")
    assert "ny@lolland.example" in client.page(MEMBERS)
    assert client.submit(MEMBERS, "/kommuner/lolland/invitationer/1/tilbage").status_code == 303
    assert "ny@lolland.example" not in client.page(MEMBERS).main.replace("Invitationen til ny@lolland.example", "")
    assert world.client().get(link).status_code == 404
    other = world.client(world.member(LEMVIG, roles=(Role.COORDINATOR,)))
    token = {"csrf_token": other.csrf()}
    assert other.post("/kommuner/lolland/invitationer/1/tilbage", data=token).status_code == 403
    assert other.post("/kommuner/lemvig/invitationer/1/tilbage", data=token).status_code == 404


def test_the_secretariat_sets_the_mail_domains(world: World) -> None:
    coordinator, sofie = (
        world.client(world.member(LOLLAND, roles=(Role.COORDINATOR,))),
        world.client(world.secretariat()),
    )
    assert sofie.submit(MEMBERS, domains="@Lolland.dk, kultur-lolland.dk").status_code == 303
    assert set(world.read(select(MailDomain.domain))) == {"lolland.dk", "kultur-lolland.dk"}
    for wrong in ("lolland", "lolland.dk, ..", "x" * 300 + ".dk"):
        answer = sofie.submit(MEMBERS, domains=wrong)
        assert answer.status_code == 422
        assert wrong in answer.text
    assert "kultur-lolland.dk, lolland.dk" in coordinator.page(MEMBERS)
    refused = coordinator.post(MEMBERS, data={"domains": "x.dk", "csrf_token": coordinator.csrf()})
    assert refused.status_code == 403
    assert sofie.submit(MEMBERS, domains="").status_code == 303
    assert world.read(select(MailDomain.domain)) == []
