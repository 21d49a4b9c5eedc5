"""What moderators do stands in a log for members, and in the audit log."""

from sqlalchemy import select

from network.core.access import Audience, Role
from network.core.audit import AuditEntry
from network.features.moderation import service as moderation
from network.features.moderation.models import ModerationEntry, ReportReason
from network.features.threads.models import ThreadKind
from tests.features.moderating import REASON, moderator
from tests.world import LEMVIG, LOLLAND, World


def test_members_read_what_was_done_and_why_and_the_secretariat_by_whom(world: World) -> None:
    thread = world.thread(world.member(), title="Hvad koster en nedrivning?")
    private = world.thread(world.member(LOLLAND), title="Lollands egen tråd", audience=Audience.OWN)
    mogens = moderator(world)
    own, service = world.member(LOLLAND, roles=(Role.MODERATOR,)), world.topic("service")
    with world.writing() as session:
        moderation.lock(session, mogens, thread.id, "Spørgsmålet er besvaret.")
        moderation.move(session, mogens, thread.id, service)
        moderation.lock(session, own, private.id, "Taget på et møde.")
    member = world.client(world.member(LEMVIG)).page("/gennemsyn/log")
    for words in ("Lukket for svar", "Hvad koster en nedrivning?", "Spørgsmålet er besvaret.", "Flyttet", "→"):
        assert words in member.main
    assert "Mogens" not in member
    assert "Lollands egen" not in member
    assert "Taget på et møde." not in member
    assert "Mogens Moderator" in world.client(world.secretariat()).page("/gennemsyn/log")
    assert "Mogens Moderator" not in world.client(mogens).page("/gennemsyn/log").main
    assert "Taget på et møde." in world.client(world.member(LOLLAND)).page("/gennemsyn/log")


def test_the_log_goes_on_page_by_page(world: World) -> None:
    thread, actor = world.thread(world.member()), moderator(world)
    for _ in range(26):
        world.later(minutes=1)
        with world.writing() as session:
            moderation.pin(session, actor, thread.id, pinned=True)
            moderation.pin(session, actor, thread.id, pinned=False)
    client = world.client(actor)
    first = client.page("/gennemsyn/log")
    second = client.page(first.links("Næste")[0])
    assert (len(first.elements("li", class_="row log-line")), len(second.elements("li", class_="row log-line"))) == (
        50,
        2,
    )
    assert client.get("/gennemsyn/log?efter=vrøvl").status_code == 404


def test_every_act_leaves_a_row_in_the_audit_log(world: World) -> None:
    thread = world.thread(world.member())
    author = world.member(LEMVIG)
    post, actor, reader = world.reply(author, thread), moderator(world), world.member(LEMVIG)
    service = world.topic("service")
    with world.writing() as session:
        moderation.report(session, reader, post, ReportReason.TONE, "")
        moderation.dismiss(session, actor, post)
        moderation.hide(session, actor, post, REASON)
        moderation.answer(session, author, post, "Hvorfor?")
        moderation.uphold(session, actor, post)
        moderation.show_again(session, actor, post)
        moderation.lock(session, actor, thread.id, "Slut.")
        moderation.unlock(session, actor, thread.id)
        moderation.pin(session, actor, thread.id, pinned=True)
        moderation.pin(session, actor, thread.id, pinned=False)
        moderation.change_kind(session, actor, thread.id, ThreadKind.CALL)
        moderation.move(session, actor, thread.id, service)
    acts = ("dismiss", "hide", "uphold", "show-again", "lock", "unlock", "pin", "unpin", "change-kind", "move")
    noted = world.read(select(AuditEntry.act).order_by(AuditEntry.id))
    assert [act for act in noted if act.startswith("moderation-")] == [f"moderation-{act}" for act in acts]
    assert {"report", "answer-moderator"} <= set(noted)
    assert world.read(select(ModerationEntry.act).order_by(ModerationEntry.id)) == list(acts)
    assert REASON in world.read(select(AuditEntry.reason))
