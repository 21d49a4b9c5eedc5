"""The secretariat's statistics: the numbers are right, each has its table and its file, and nobody else sees them."""

import csv
import io
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience
from network.features.experiences import service as experiences
from network.features.experiences.models import Stage
from network.features.experiences.service import NewCard
from network.features.moderation import service as moderation
from network.features.resolving.service import resolve
from network.features.search import service as searching
from network.features.search.models import MissedSearch
from network.features.statistics.activity import activity
from network.features.statistics.answering import ALL, answering
from network.features.statistics.helping import helping
from network.features.statistics.kept import MOST, kept
from network.features.statistics.period import Period, typed
from network.features.statistics.spreading import spreading
from network.features.threads import service as forum
from network.features.threads.models import Post, Thread, ThreadKind
from network.features.topics.models import Topic
from tests.core.test_spreadsheets import opened
from tests.features.counting import Slow, count
from tests.pages.client import CheckedClient
from tests.world import LEMVIG, LOLLAND, TOENDER, World

PAGE = "/sekretariat/statistik"
RURAL = ("0813", "0820", "0825", "0840", "0846", "0849")  # enough of one kind and region for a name to be hidden


@contextmanager
def _at(world: World, moment: datetime) -> Iterator[None]:
    now = world.clock.now
    world.clock.now = moment
    yield
    world.clock.now = now


def _rows(client: CheckedClient, path: str) -> list[list[str]]:
    """A file as a spreadsheet reads it."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))


def _started(world: World, author: Actor, *, hide_name: bool = False, **given: object) -> Thread:
    about = {"kind": ThreadKind.QUESTION, "title": "Hvad gør vi?", "body": "Vi ved det ikke.", **given}
    topic = about.pop("topic", None) or world.topic()
    with world.writing() as session:
        return forum.start_thread(session, author, topic=topic, hide_name=hide_name, **about)  # type: ignore[arg-type]


def _replied(world: World, author: Actor, thread: Thread, *, hide_name: bool = False) -> int:
    with world.writing() as session:
        return forum.reply(session, author, thread.id, "Sådan gjorde vi.", hide_name=hide_name)


def _busy(world: World) -> None:
    """A year and more of threads and replies of every kind, some of them hidden, resolved, or without a name."""
    chance = random.Random(7)  # the same world each time
    people = [world.member(code) for code in (*RURAL, LOLLAND, LEMVIG, TOENDER)]
    everybody = [*people, world.member("realfonden"), world.secretariat()]
    moderator, topics = everybody[-1], world.read(select(Topic).limit(4))
    for number in range(60):
        moment = datetime(2025, 7, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(24 * 500))
        author = chance.choice(people)
        with _at(world, moment):
            thread = _started(
                world,
                author,
                hide_name=author in people[:6] and number % 5 == 0,
                kind=chance.choice([ThreadKind.QUESTION, ThreadKind.QUESTION, *ThreadKind]),
                topic=chance.choice(topics),
                audience=chance.choice([Audience.PUBLIC, Audience.NETWORK, Audience.MUNICIPALITIES, Audience.OWN])
                if number % 5
                else Audience.NETWORK,
            )
        readers = [each for each in everybody if thread.audience_term in each.terms]
        posts = []
        for _ in range(chance.randrange(4)):
            moment += timedelta(minutes=chance.randrange(1, 60 * 24 * 9))
            replier = chance.choice([*readers, author])
            hides = replier in people[:6] and thread.audience_term in ("public", "network") and chance.random() < 0.3
            with _at(world, min(moment, world.clock.now)):
                posts.append(_replied(world, replier, thread, hide_name=hides))
        with world.writing() as session:
            if posts and number % 7 == 0 and thread.audience_term in moderator.terms:
                moderation.hide(session, moderator, posts[0], "Et navn.")
            if number % 11 == 0 and thread.audience_term in moderator.terms:
                resolve(session, moderator, thread.id, resolved=True)
            if number % 13 == 0 and thread.audience_term in moderator.terms:
                first = session.scalars(select(Post.id).where(Post.thread_id == thread.id, Post.position == 1)).one()
                moderation.hide(session, moderator, first, "Det hele.")


def _period(first: str, last: str) -> Period:
    months = [int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last)]
    return Period(*months)


@pytest.mark.parametrize(("first", "last"), [("2025-12", "2026-11"), ("2025-07", "2026-11"), ("2026-03", "2026-03")])
def test_the_numbers_are_those_of_a_slow_and_plain_count(world: World, first: str, last: str) -> None:
    _busy(world)
    actor, slow, period = world.secretariat(), count(world, first, last), _period(first, last)
    with world.writing() as session:
        told = activity(session, actor, period, None)
        answers = answering(session, actor, period, None)
        helps = helping(session, actor, period, None)
    _same_activity(told, slow)
    assert {topic for topic in answers if topic != ALL} == {topic for topic in slow.delays if slow.delays[topic]}
    for topic, row in answers.items():
        delays = [each for found in slow.delays.values() for each in found] if topic == ALL else slow.delays[topic]
        known = sorted(delay for delay in delays if delay is not None)
        middle = (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2 if known else None
        assert (row.asked, row.answered, row.median) == (len(delays), len(known), middle)
        assert row.waiting == (sum(slow.waiting.values()) if topic == ALL else slow.waiting[topic])
    assert {(each.giver.name, each.taker.name): each.count for each in helps} == {
        pair: len(threads) for pair, threads in slow.pairs.items()
    }
    assert [each.count for each in helps] == sorted((each.count for each in helps), reverse=True)


def _same_activity(told: object, slow: Slow) -> None:
    months = told.months  # type: ignore[attr-defined]
    for month in months:
        expected = slow.months[typed(month.number)]
        found = {name: getattr(month, name) for name in ("questions", "others", "replies")}
        assert found == {name: expected[name] for name in found}, typed(month.number)
        assert month.municipalities == len(slow.wrote[typed(month.number)])
    wrote = set().union(*(slow.wrote[typed(month.number)] for month in months))
    assert told.municipalities == len(wrote)  # type: ignore[attr-defined]
    assert sum(month.replies for month in months) > 0


def test_a_topic_alone_has_the_numbers_of_its_threads(world: World) -> None:
    _busy(world)
    actor, period = world.secretariat(), _period("2025-07", "2026-11")
    topics = world.read(select(Topic).limit(4))
    with world.writing() as session:
        whole = activity(session, actor, period, None).total("replies")
        parts = [activity(session, actor, period, topic.id).total("replies") for topic in topics]
        one = answering(session, actor, period, topics[0].id)
        every = answering(session, actor, period, None)
    assert sum(parts) == whole
    assert one[topics[0].id] == every[topics[0].id] == one[ALL]


def test_a_month_begins_at_midnight_in_denmark(world: World) -> None:
    author = world.member()
    for moment in (datetime(2026, 5, 31, 21, 59, tzinfo=UTC), datetime(2026, 5, 31, 22, 1, tzinfo=UTC)):
        with _at(world, moment):
            world.thread(author)
    for moment in (datetime(2025, 12, 31, 22, 59, tzinfo=UTC), datetime(2025, 12, 31, 23, 1, tzinfo=UTC)):
        with _at(world, moment):
            world.thread(author)
    client = world.client(world.secretariat())
    asked = {row[0]: row[1] for row in _rows(client, f"{PAGE}/aktivitet.csv?fra=2025-12&til=2026-06")[1:]}
    assert asked["maj 2026"] == asked["juni 2026"] == "1"
    assert asked["december 2025"] == asked["januar 2026"] == "1"
    assert asked["marts 2026"] == "0"


def test_who_asks_does_not_answer_themselves(world: World) -> None:
    asker, helper = world.member(LOLLAND), world.member(LEMVIG)
    thread = world.thread(asker)
    world.later(hours=1)
    world.reply(asker, thread, "Jeg glemte at skrive, at de er fra 1911.")
    client = world.client(world.secretariat())
    assert _rows(client, f"{PAGE}/emner.csv")[-1] == ["Alle emner", "1", "0", "0", "", "1"]
    world.later(hours=2)
    world.reply(helper, thread)
    assert _rows(client, f"{PAGE}/emner.csv")[-1] == ["Alle emner", "1", "1", "1", "3", "0"]
    page = client.page(PAGE)
    assert "100 %" in page.main
    assert "3 timer" in page.main


def test_what_is_among_ones_own_is_counted_nowhere(world: World) -> None:
    author = world.member(LOLLAND)
    thread = world.thread(author, audience=Audience.OWN)
    world.reply(world.member(LOLLAND), thread)
    world.thread(world.member("sekretariatet"), audience=Audience.OWN)
    client = world.client(world.secretariat())
    assert all(set(row[1:]) == {"0"} for row in _rows(client, f"{PAGE}/aktivitet.csv")[1:])
    own = _rows(world.client(author), "/kommuner/lolland/svar/emner.csv")
    assert own[1:] == [["Alle emner", "0", "0", "", "0", "0", ""]]


def test_a_hidden_name_is_in_no_pair_and_in_no_figure_of_a_municipality(world: World) -> None:
    masked, *others = [world.member(code) for code in RURAL]
    asker, secretariat = world.member(LOLLAND), world.client(world.secretariat())
    question = world.thread(asker)
    _replied(world, masked, question, hide_name=True)
    hidden = _started(world, masked, hide_name=True, audience=Audience.NETWORK)
    world.reply(others[0], hidden)
    assert _rows(secretariat, f"{PAGE}/hvem-hjaelper-hvem.csv")[1:] == []
    assert _rows(secretariat, f"{PAGE}/kommuner.csv")[1:] == []
    november = _rows(secretariat, f"{PAGE}/aktivitet.csv")[-1]
    assert november[1:6] == ["2", "0", "2", "0", "2"]  # all of it counts, but for the masked one's municipality
    assert _rows(secretariat, f"{PAGE}/emner.csv")[-1][:3] == ["Alle emner", "2", "2"]
    # Lolland sees that its question is answered, as everybody can, and not by whom
    assert _rows(world.client(asker), "/kommuner/lolland/svar/emner.csv")[-1][:3] == ["Alle emner", "1", "1"]
    for member in (masked, others[0]):
        client, slug = world.client(member), _slug(world, member)
        assert _rows(client, f"/kommuner/{slug}/svar/emner.csv")[1:] == [["Alle emner", "0", "0", "", "0", "0", ""]]
        assert _rows(client, f"/kommuner/{slug}/svar/hjaelp.csv")[1:] == []


def _slug(world: World, actor: Actor) -> str:
    return actor.organisation_name.removesuffix(" Kommune").lower().replace("ø", "oe").replace("å", "aa")


def test_that_somebody_answers_themselves_without_a_name_is_not_told(world: World) -> None:
    """Else a question that waits though there is a reply would say who wrote it."""
    people = [world.member(code) for code in RURAL]
    open_question = _started(world, people[0], audience=Audience.NETWORK)
    _replied(world, people[0], open_question, hide_name=True)
    client = world.client(people[0])
    slug = _slug(world, people[0])
    assert _rows(client, f"/kommuner/{slug}/svar/emner.csv")[-1][1:3] == ["1", "1"]


def test_what_is_hidden_counts_no_more_at_once(world: World) -> None:
    thread, moderator = world.thread(world.member(LOLLAND)), world.secretariat()
    reply = world.reply(world.member(LEMVIG), thread)
    client = world.client(moderator)
    assert _rows(client, f"{PAGE}/hvem-hjaelper-hvem.csv")[1:] == [["Lemvig", "Lolland", "1"]]
    with world.writing() as session:
        moderation.hide(session, moderator, reply, "Et navn.")
    assert _rows(client, f"{PAGE}/hvem-hjaelper-hvem.csv")[1:] == []
    assert _rows(client, f"{PAGE}/emner.csv")[-1] == ["Alle emner", "1", "0", "0", "", "1"]
    with world.writing() as session:
        resolve(session, moderator, thread.id, resolved=True)
    assert _rows(client, f"{PAGE}/emner.csv")[-1][-1] == "0"


def test_a_municipality_sees_its_own_figures(world: World) -> None:
    lolland, lemvig, toender = (world.member(code) for code in (LOLLAND, LEMVIG, TOENDER))
    asked, unanswered = world.thread(lolland), world.thread(lolland)
    world.later(hours=2)
    world.reply(lemvig, asked)
    world.reply(toender, asked)
    others = world.thread(lemvig)
    world.later(hours=3)
    world.reply(lolland, others)
    world.reply(lolland, others, "Og en ting til.")
    assert unanswered.id != asked.id
    for reader in (lolland, world.member(LOLLAND), world.secretariat()):
        client = world.client(reader)
        assert client.page("/kommuner/lolland").links("Spørgsmål og svar i tal") == ["/kommuner/lolland/svar"]
        assert _rows(client, "/kommuner/lolland/svar/emner.csv")[-1] == ["Alle emner", "2", "1", "2", "1", "1", "3"]
        pairs = _rows(client, "/kommuner/lolland/svar/hjaelp.csv")[1:]
        assert sorted(pairs) == [["Lemvig", "Lolland", "1"], ["Lolland", "Lemvig", "1"], ["Tønder", "Lolland", "1"]]
        assert "50 %" in client.page("/kommuner/lolland/svar").main
    for stranger in (world.client(), world.client(lemvig), world.client(world.member("realfonden"))):
        assert stranger.page("/kommuner/lolland").links("Spørgsmål og svar i tal") == []
        for path in ("/kommuner/lolland/svar", "/kommuner/lolland/svar/emner.csv"):
            assert stranger.get(path).status_code in (303, 403)


def _tell(world: World, author: Actor, method_id: int, stage: Stage, **given: object) -> None:
    with world.writing() as session:
        card = NewCard(stage=stage, texts={"worked": "Ja.", "failed": "Nej."}, audience=Audience.NETWORK, **given)  # type: ignore[arg-type]
        experiences.add(session, author, method_id, card)


def test_methods_spread_from_whom_they_were_copied(world: World) -> None:
    method = world.method(world.member(LOLLAND), "=Naboer holder øje")
    _tell(world, world.member(LOLLAND), method.id, Stage.CARRIED_OUT)  # one's own counts for nothing
    _tell(world, world.member(LEMVIG), method.id, Stage.CARRIED_OUT)
    _tell(world, world.member(TOENDER), method.id, Stage.UNDER_WAY, copied_from="lemvig")
    _tell(world, world.member("0849"), method.id, Stage.CONSIDERING)
    client = world.client(world.secretariat())
    name = "'=Naboer holder øje"  # no formula for a spreadsheet
    assert _rows(client, f"{PAGE}/metoder.csv")[1:] == [[name, "Lolland", "Lemvig, Tønder", "2", "1"]]
    assert _rows(client, f"{PAGE}/spredning.csv")[1:] == [[name, "Lolland", "Lemvig"], [name, "Lemvig", "Tønder"]]
    with world.writing() as session:
        found = spreading(session, world.secretariat(), _period("2026-11", "2026-11"), None)
    assert [(each.takers, each.considering, len(each.steps)) for each in found] == [(2, 1, 2)]
    assert set(client.page(PAGE).links("=Naboer holder øje")) == {method.url}


def test_what_was_sought_in_vain_and_what_was_answered_before_is_told(world: World) -> None:
    thread = world.thread(world.member())
    with world.writing() as session:
        searching.answered(session, world.member(), f"post:{thread.id}", "en")
        session.add(MissedSearch(words="havfruer", count=3, last_at=world.clock()))
    client = world.client(world.secretariat())
    assert _rows(client, f"{PAGE}/aktivitet.csv")[-1][-1] == "1"
    assert _rows(client, f"{PAGE}/forgaeves.csv")[1:] == [["havfruer", "3"]]
    assert client.page(PAGE).links("havfruer") == ["/soeg?q=havfruer"]
    client.post("/sekretariat/synonymer/forgaeves", data={"words": "havfruer"} | _csrf(client))
    assert _rows(client, f"{PAGE}/forgaeves.csv")[1:] == []


def _csrf(client: CheckedClient) -> dict[str, str]:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sekretariat/synonymer").text)
    assert found
    return {"csrf_token": found[1]}


def test_every_chart_has_its_words_and_every_section_its_table(world: World) -> None:
    _busy(world)
    text = world.client(world.secretariat()).get(PAGE).text
    charts = re.findall(r'<svg [^>]+ role="img" aria-labelledby="(\S+)" aria-describedby="(\S+)">', text)
    assert len(charts) >= 8
    for name, told in charts:
        assert re.search(rf'<title id="{name}">[^<]+</title>', text)
        assert re.search(rf'<desc id="{told}">[^<]+</desc>', text)
    assert re.search(r"<desc [^>]+>\d+ i alt\. Flest i ", text)
    assert text.count("<details") >= 6
    assert "style=" not in text.split("<main", 1)[1]
    for name in re.findall(r"/sekretariat/statistik/([a-z-]+)\.csv", text):
        assert len(_rows(world.client(world.secretariat()), f"{PAGE}/{name}.csv")) >= 1


def test_the_period_and_topic_go_along_with_the_files(world: World) -> None:
    client = world.client(world.secretariat())
    page = client.page(f"{PAGE}?fra=2026-05&til=2026-02&emne=tomme-boliger")
    assert "februar 2026 – maj 2026 · Tomme og forfaldne boliger" in page.main
    wanted = f"{PAGE}/aktivitet.csv?fra=2026-02&til=2026-05&emne=tomme-boliger"
    assert page.links("CSV – Aktivitet måned for måned") == [wanted]
    assert page.links("Excel – Aktivitet måned for måned") == [wanted.replace(".csv", ".xlsx")]
    _name, rows = opened(client.get(wanted.replace(".csv", ".xlsx")).data)
    assert [row[0] for row in rows[1:]] == ["februar 2026", "marts 2026", "april 2026", "maj 2026"]
    assert {kind for row in rows[1:] for kind in map(type, row[1:])} == {float}
    assert [row[0] for row in _rows(client, wanted)[1:]] == ["februar 2026", "marts 2026", "april 2026", "maj 2026"]
    assert "Besvaret, før de blev stillet" not in page.main  # which no topic has


@pytest.mark.parametrize("query", ["fra=2026-13", "fra=x", "til=2027-01", "fra=2019-01&til=2026-01", "emne=x", "til=0"])
def test_what_cannot_be_chosen_is_not_there(world: World, query: str) -> None:
    assert world.client(world.secretariat()).get(f"{PAGE}?{query}").status_code == 404


def test_an_empty_network_has_a_page_too(world: World) -> None:
    client = world.client(world.secretariat())
    assert "Ingen i perioden." in client.page(PAGE).main
    assert client.page(f"{PAGE}?sprog=en").heading == "Statistics"


def test_figures_in_english_are_kept_apart_from_those_in_danish(world: World) -> None:
    world.thread(world.member())
    danish, english = world.client(world.secretariat()), world.client(world.secretariat())
    english.get("/?sprog=en")
    for _ in range(2):
        assert "Spørgsmål, der venter på svar" in danish.page(PAGE).main
        assert "Questions that wait for an answer" in english.page(PAGE).main


def test_figures_are_kept_until_something_is_written_and_ten_minutes_at_most(world: World) -> None:
    made: list[object] = []

    def ask(key: object) -> None:
        with world.writing() as session:
            kept(session, key, lambda: made.append(key))

    for key in ("a", "a", "b"):
        ask(key)
    assert made == ["a", "b"]
    world.thread(world.member())
    ask("a")
    ask("a")
    assert made == ["a", "b", "a"]
    world.later(minutes=9)
    ask("a")
    assert made[3:] == []
    world.later(minutes=1)
    ask("a")
    assert made[3:] == ["a"]
    for number in range(MOST):
        ask(number)
    ask("a")  # the oldest had to go
    ask(MOST - 1)
    assert made[-2:] == [MOST - 1, "a"]
