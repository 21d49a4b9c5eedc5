"""A question that nobody answers is shown to those who may know: each question to each of them once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from network.core.access import Actor, Audience
from network.features.accounts import service as accounts
from network.features.members import service as members
from network.features.members.models import ReachBy
from network.features.moderation import service as moderation
from network.features.notifications import service as notifications
from network.features.notifications.models import Notification
from network.features.resolving import service as resolving
from network.features.threads import service as forum
from network.features.threads.models import Thread, ThreadKind
from network.features.topics.models import TopicResponsible
from tests.pages.client import CheckedClient
from tests.rules.test_statements import counted
from tests.world import LEMVIG, LOLLAND, TOENDER, World

TOPIC = "tomme-boliger"


@pytest.fixture
def asker(world: World) -> Actor:
    """Asks on Monday 23 November at noon."""
    return world.member(LOLLAND)


def knows(world: World, organisation: str = LEMVIG, *topics: str, wants: bool = True) -> Actor:
    """Somebody who knows about the topic, or about others."""
    actor = world.member(organisation)
    with world.writing() as session:
        members.describe(
            session,
            actor,
            phone="",
            ask_about="",
            reach_by=ReachBy.ANY,
            competences=topics or (TOPIC,),
            wants_questions=wants,
        )
    return actor


def looks_after(world: World, organisation: str = TOENDER) -> Actor:
    actor, topic = world.member(organisation), world.topic()
    with world.writing() as session:
        session.execute(insert(TopicResponsible).values(account_id=actor.id, topic_id=topic.id))
    return actor


def told(world: World, actor: Actor) -> list[str]:
    return world.read(select(Notification.kind).where(Notification.account_id == actor.id).order_by(Notification.id))


def on(world: World, day: int, hour: int = 12, month: int = 11) -> None:
    """Time passes, and the worker looks."""
    world.clock.now = datetime(2026, month, day, hour, tzinfo=UTC)
    world.work()
    world.worker.ask()


def read_all(world: World, actor: Actor) -> None:
    with world.writing() as session:
        notifications.read_all(session, actor)


def rows(client: CheckedClient) -> list[str]:
    items = client.page("/notifikationer/").elements("li")
    return [" ".join("".join(row.itertext()).split()) for row in items if "row" in (row.get("class") or "").split()]


def test_after_two_working_days_those_who_know_and_want_to_be_asked_are_told(world: World, asker: Actor) -> None:
    expert, reluctant, other = knows(world), knows(world, wants=False), knows(world, LEMVIG, "mobilitet")
    thread = world.thread(asker, "Hvad koster en nedrivning?")
    on(world, 25, 11)
    assert told(world, expert) == []
    on(world, 25)
    assert told(world, expert) == ["unanswered"]
    assert told(world, reluctant) == told(world, other) == told(world, asker) == []
    client = world.client(expert)
    (row,) = rows(client)
    assert "Kan du svare på ”Hvad koster en nedrivning?”?" in row
    assert "fra Lolland Kommune" in row
    assert "ingen har svaret endnu" in row
    (link,) = client.page("/notifikationer/").links("Kan du svare på")
    client.get(client.get(link).location)
    assert "Ny" not in rows(client)[0].split()
    assert f"/traade/{thread.id}-{thread.slug}" in client.get(link).location


def test_weekends_and_holidays_do_not_count(world: World, asker: Actor) -> None:
    expert = knows(world)
    world.clock.now = datetime(2026, 12, 23, 12, tzinfo=UTC)  # the day before Christmas Eve
    world.thread(asker)
    on(world, 29, 11, 12)  # the 24th is closed, then Christmas and a weekend; the 28th is the first working day
    assert told(world, expert) == []
    on(world, 29, 12, 12)
    assert told(world, expert) == ["unanswered"]


def test_nobody_is_told_twice_however_often_the_worker_looks(world: World, asker: Actor) -> None:
    expert, keeper = knows(world), looks_after(world)
    with world.writing() as session:
        session.execute(insert(TopicResponsible).values(account_id=expert.id, topic_id=world.topic().id))
    world.thread(asker)
    for day in (25, 26, 27, 30):
        on(world, day)
    on(world, 1, month=12)
    assert told(world, expert) == told(world, keeper) == ["unanswered"]
    read_all(world, expert)
    on(world, 2, month=12)
    assert "Ny" not in rows(world.client(expert))[0].split()


def test_who_gave_a_best_reply_in_the_topic_may_know_too(world: World, asker: Actor) -> None:
    helper, hidden = knows(world, LEMVIG, "mobilitet"), knows(world, LEMVIG, "mobilitet")
    earlier = world.thread(asker, "Et tidligere spørgsmål")
    for person in (helper, hidden):
        post = world.reply(person, earlier)
        with world.writing() as session:
            forum.mark_best(session, asker, post, best=True)
    with world.writing() as session:
        moderation.hide(session, world.secretariat(), post, "Et navn.")
    world.thread(asker, "Et nyt spørgsmål")
    on(world, 25)
    assert "unanswered" in told(world, helper)
    assert "unanswered" not in told(world, hidden)


def test_after_five_working_days_whoever_looks_after_the_topic_is_told(world: World, asker: Actor) -> None:
    keeper = looks_after(world)
    world.thread(asker)
    on(world, 27)
    assert told(world, keeper) == []
    on(world, 30)
    assert told(world, keeper) == ["unanswered"]


def test_who_follows_the_topic_is_told_once_more_when_nobody_answers(world: World, asker: Actor) -> None:
    expert = knows(world)
    with world.writing() as session:
        notifications.follow_topic(session, expert, TOPIC, follow=True)
    world.thread(asker)
    world.work()
    read_all(world, expert)
    on(world, 25)
    assert told(world, expert) == ["unanswered"]
    assert "Ny" in rows(world.client(expert))[0].split()


def test_who_may_not_read_it_or_is_no_longer_here_is_not_told(world: World, asker: Actor) -> None:
    colleague, partner, neighbour, gone = (
        knows(world, LOLLAND),
        knows(world, "realfonden"),
        knows(world, LEMVIG),
        knows(world, LOLLAND),
    )
    with world.writing() as session:
        accounts.suspend(session, world.secretariat(), gone.id or 0, "Er rejst.")
    world.thread(asker, "Kun for os selv", audience=Audience.OWN)
    world.thread(asker, "Kun for kommuner", audience=Audience.MUNICIPALITIES)
    on(world, 25)
    counts = [len(told(world, person)) for person in (colleague, partner, neighbour, gone)]
    assert counts == [2, 0, 1, 0]


def _is_answered(world: World, asker: Actor, thread: Thread) -> None:
    world.reply(asker, thread)


def _is_closed(world: World, asker: Actor, thread: Thread) -> None:
    with world.writing() as session:
        moderation.lock(session, world.secretariat(), thread.id, "Afgjort i dag.")


def _is_hidden(world: World, asker: Actor, thread: Thread) -> None:
    with world.writing() as session:
        moderation.hide(session, world.secretariat(), thread.id, "Et navn.")  # its post has the same number


@pytest.mark.parametrize("happens", [_is_answered, _is_closed, _is_hidden])
def test_a_question_that_waits_for_no_answer_is_shown_to_nobody(world: World, asker: Actor, happens: object) -> None:
    expert = knows(world)
    thread = world.thread(asker)
    happens(world, asker, thread)  # type: ignore[operator]
    on(world, 25)
    assert told(world, expert) == []


def test_what_is_no_question_or_is_older_than_a_month_is_shown_to_nobody(world: World, asker: Actor) -> None:
    expert = knows(world)
    world.clock.now = datetime(2026, 10, 20, 12, tzinfo=UTC)
    world.thread(asker, "Et gammelt spørgsmål")
    world.clock.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    world.thread(asker, "En erfaring", kind=ThreadKind.EXPERIENCE)
    on(world, 25)
    assert told(world, expert) == []


def test_once_somebody_replies_nobody_need_be_asked_any_more(world: World, asker: Actor) -> None:
    expert, other = knows(world), world.member(TOENDER)
    thread = world.thread(asker)
    on(world, 25)
    world.reply(other, thread)
    world.work()
    (row,) = rows(world.client(expert))
    assert "Besvaret i mellemtiden: ”Hvad koster en nedrivning?”" in row
    assert "Ny" not in row.split()


def test_once_it_is_resolved_without_a_reply_the_row_does_not_say_that_it_was_answered(
    world: World, asker: Actor
) -> None:
    expert = knows(world)
    thread = world.thread(asker)
    on(world, 25)
    with world.writing() as session:
        resolving.resolve(session, asker, thread.id, resolved=True)
    (row,) = rows(world.client(expert))
    assert "Afklaret i mellemtiden: ”Hvad koster en nedrivning?”" in row
    assert "Besvaret" not in row
    assert "Ny" not in row.split()


def test_it_is_one_statement_however_many_there_are(world: World, asker: Actor) -> None:
    for number in range(5):
        knows(world)
        world.thread(asker, f"Spørgsmål nummer {number}")
    on(world, 24)
    world.clock.now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    with counted(world) as kinds:
        world.worker.ask()
    assert kinds["INSERT"] == 1
    assert kinds["SELECT"] == 0
    assert len(world.read(select(Notification.id))) == 25


# The choice and the list


def test_nobody_is_asked_who_has_not_said_so(world: World) -> None:
    client = world.client(world.member())
    page = client.page("/konto/profil")
    (box,) = page.elements("input", name="wants_questions")
    assert box.get("checked") is None
    client.submit("/konto/profil", wants_questions="y")
    (box,) = client.page("/konto/profil").elements("input", name="wants_questions")
    assert box.get("checked") is not None


def test_a_list_shows_what_one_can_answer(world: World, asker: Actor) -> None:
    expert = knows(world)
    world.thread(asker, "Et spørgsmål om huse")
    world.thread(asker, "Et spørgsmål om busser", topic="mobilitet")
    world.thread(expert, "Mit eget spørgsmål om huse")
    closed = world.thread(asker, "Et lukket spørgsmål om huse")
    _is_closed(world, asker, closed)
    world.reply(asker, world.thread(asker, "Et besvaret spørgsmål om huse"))
    client = world.client(expert)
    page = client.page("/traade/?vis=kan-du-svare")
    assert page.heading == "Kan du svare?"
    assert page.links("spørgsmål om") == page.links("Et spørgsmål om huse")
    assert page.links("Et spørgsmål om huse")
    unanswered = client.page("/traade/?vis=ubesvarede")
    assert unanswered.links("Et spørgsmål om busser")
    assert not unanswered.links("Et lukket spørgsmål")
    assert "Vælg dine emner i din profil." in world.client(world.member()).page("/traade/?vis=kan-du-svare")
    assert world.client().get("/traade/?vis=kan-du-svare").status_code == 303


def test_a_resolved_question_is_asked_of_nobody_and_no_longer_of_those_who_were_told(
    world: World, asker: Actor
) -> None:
    expert = knows(world)
    resolved, waiting = world.thread(asker, "Løst i telefonen"), world.thread(asker, "Løst bagefter")
    with world.writing() as session:
        resolving.resolve(session, asker, resolved.id, resolved=True)
    on(world, 25)
    assert told(world, expert) == ["unanswered"]
    client = world.client(expert)
    assert client.page("/traade/?vis=kan-du-svare").links("Løst") == [f"/traade/{waiting.id}-{waiting.slug}"]
    with world.writing() as session:
        resolving.resolve(session, asker, waiting.id, resolved=True)
    (row,) = rows(client)
    assert "Ny" not in row.split()
    assert "Kan du svare" not in row
    assert not client.page("/traade/?vis=kan-du-svare").links("Løst")
