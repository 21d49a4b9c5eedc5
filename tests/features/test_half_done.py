"""Whichever statement of an act fails, nothing is half done."""

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from network.core.access import Audience
from network.core.db import Base
from network.features.accounts import service as accounts
from network.features.drafts import service as drafts
from network.features.drafts.places import Place
from network.features.library import service as library
from network.features.merging import service as merging
from network.features.moderation import service as moderation
from network.features.moderation.models import ReportReason
from network.features.threads import service as forum
from network.features.threads.models import Post, ThreadKind
from tests.features.test_bad_input import LONG
from tests.world import LEMVIG, LOLLAND, PASSWORD, World


def state(engine: Engine) -> str:
    """A hash over all rows of all tables."""
    with engine.connect() as connection:
        rows = [sorted(map(repr, connection.execute(select(table)))) for table in Base.metadata.sorted_tables]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


class Fault(Exception):
    pass


@contextmanager
def failing_at(engine: Engine, number: int) -> Iterator[list[str]]:
    """The statement with this number raises, before it is executed. Yields the statements so far."""
    seen: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("BEGIN"):
            return
        seen.append(statement)
        if len(seen) == number:
            raise Fault(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", count)


def asking(world: World) -> Callable[[Session], object]:
    actor, topic = world.member(), world.topic()
    world.thread(actor)
    return lambda session: forum.start_thread(
        session, actor, topic=topic, kind=ThreadKind.QUESTION, title="Hvem driver skolen?", body=LONG,
        audience=Audience.NETWORK, submission="a" * 24,
    )  # fmt: skip


def replying(world: World) -> Callable[[Session], object]:
    thread, actor = world.thread(world.member()), world.member(LEMVIG)
    return lambda session: forum.reply(session, actor, thread.id, LONG, "a" * 24)


def marking(world: World) -> Callable[[Session], object]:
    asker = world.member()
    post_id = world.reply(world.member(LEMVIG), world.thread(asker))
    return lambda session: forum.mark_best(session, asker, post_id, best=True)


def sharing(world: World) -> Callable[[Session], object]:
    actor, topic = world.member(), world.topic()
    stored = world.app.ports.files.put(io.BytesIO(b"Asbest."), 100)
    file = library.NewFile(stored.key, "a.txt", "text/plain", stored.size)
    return lambda session: library.share(
        session, actor, file, title="Rapport", description=LONG, audience=Audience.NETWORK, topic=topic
    )


def accepting(world: World) -> Callable[[Session], object]:
    with world.writing() as session:
        organisation = world.organisation(LOLLAND)
        accounts.invite(session, world.secretariat(), organisation, "ny@lolland.example", "Ny")
    world.work()
    token = world.link_in_mail("ny@lolland.example").rpartition("/")[2]
    secret = world.app.config["SETTINGS"].secret
    return lambda session: accounts.accept_invitation(session, secret, token, "Ny Kollega", "", PASSWORD)


def hiding(world: World) -> Callable[[Session], object]:
    """With a report, a mark and replies: all that hangs on a first post."""
    asker, moderator = world.member(), world.secretariat()
    thread = world.thread(asker)
    world.reply(world.member(LEMVIG), thread)
    first = world.read(select(Post.id).where(Post.position == 1))[0]
    with world.writing() as session:
        moderation.report(session, world.member(LEMVIG), first, ReportReason.TONE, "")
    return lambda session: moderation.hide(session, moderator, first, "Et navn.")


def hiding_a_best_reply(world: World) -> Callable[[Session], object]:
    asker, moderator = world.member(), world.secretariat()
    post_id = world.reply(world.member(LEMVIG), world.thread(asker))
    with world.writing() as session:
        forum.mark_best(session, asker, post_id, best=True)
    return lambda session: moderation.hide(session, moderator, post_id, "Et navn.")


def showing_again(world: World) -> Callable[[Session], object]:
    hide, moderator = hiding_a_best_reply(world), world.secretariat()
    with world.writing() as session:
        hide(session)
    post_id = world.read(select(Post.id).where(Post.hidden_at.is_not(None)))[0]
    return lambda session: moderation.show_again(session, moderator, post_id)


def locking(world: World) -> Callable[[Session], object]:
    thread, moderator = world.thread(world.member()), world.secretariat()
    return lambda session: moderation.lock(session, moderator, thread.id, "Besvaret.")


def moving(world: World) -> Callable[[Session], object]:
    thread, moderator, service = world.thread(world.member()), world.secretariat(), world.topic("service")
    world.reply(world.member(LEMVIG), thread)
    return lambda session: moderation.move(session, moderator, thread.id, service)


def merging_threads(world: World) -> Callable[[Session], object]:
    """With all that hangs on a thread: markers, watches, notifications, best replies, drafts, and a merge before it."""
    asker, other, moderator = world.member(), world.member(LEMVIG), world.secretariat()
    earlier, thread, target = (world.thread(asker, title) for title in ("Den ældste", "Den gamle", "Den nye"))
    replies = [world.reply(other, place) for place in (thread, target)]
    with world.writing() as session:
        merging.merge(session, moderator, earlier.id, thread.id, "Det samme.")
        forum.mark_best(session, asker, replies[0], best=True)
        for number, place in enumerate((thread, target, thread)):
            actor = (asker, asker, other)[number]
            drafts.save(session, actor, Place(place.id), {"body": "Begyndt"}, drafts.DraftKey())
    world.work()
    return lambda session: merging.merge(session, moderator, thread.id, target.id, "Det samme.")


def splitting_a_thread(world: World) -> Callable[[Session], object]:
    asker, other, moderator, topic = world.member(), world.member(LEMVIG), world.secretariat(), world.topic()
    thread = world.thread(asker)
    posts = [world.reply(actor, thread) for actor in (other, asker, other)]
    with world.writing() as session:
        forum.mark_best(session, asker, posts[0], best=True)
    world.work()
    return lambda session: merging.split(
        session, moderator, thread.id, chosen=[posts[0], posts[2]], title="En anden sag", topic=topic,
        kind=ThreadKind.QUESTION, reason="En anden sag.", submission="a" * 24,
    )  # fmt: skip


def suspending(world: World) -> Callable[[Session], object]:
    member, secretariat = world.member(), world.secretariat()
    world.client(member)
    return lambda session: accounts.suspend(session, secretariat, member.id or 0, "Delt konto.")


MODERATING = [hiding, hiding_a_best_reply, showing_again, locking, moving, suspending]
MERGING = [merging_threads, splitting_a_thread]


@pytest.mark.parametrize("act", [asking, replying, marking, sharing, accepting, *MODERATING, *MERGING])
def test_whichever_statement_fails_nothing_is_half_done(
    world: World, act: Callable[[World], Callable[[Session], object]]
) -> None:
    do = act(world)
    before = state(world.engine)
    for number in range(1, 40):
        try:
            with failing_at(world.engine, number) as seen, world.writing() as session:
                do(session)
        except Fault:
            assert state(world.engine) == before, seen[-1]
        else:
            break
    assert len(seen) == number - 1
    assert number > 3
    assert state(world.engine) != before
