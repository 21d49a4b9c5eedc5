"""A call for experience has a deadline, says what each answer should hold, and its answers become one table."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from network.core import clock as network_clock
from network.core.access import Actor, Audience
from network.core.danish_dates import in_words, parsed_date, typed_date
from network.core.spreadsheets import csv_bytes
from network.features.calls import service as calls
from network.features.calls.models import Call, CallTopic
from network.features.editing import service as editing
from network.features.moderation import service as moderation
from network.features.notifications import service as notifications
from network.features.notifications.models import Notification
from network.features.resolving.service import resolve
from network.features.threads import service as forum
from network.features.threads.models import Post, Thread, ThreadKind
from tests.pages.client import CheckedClient, Page, fields_of
from tests.rules.tables import fingerprints
from tests.rules.walk import changed
from tests.world import LEMVIG, LOLLAND, TOENDER, World

NEW = "/traade/ny"
TYPED = {
    "topic": "tomme-boliger", "title": "Hvad kostede jeres nedrivninger?", "deadline": "24. december 2026",
    "columns": "Pris\nÅr\n\n Hvad virkede \npris", "body": "Vi samler til byrådet.",
}  # fmt: skip


def opened(client: CheckedClient, path: str = f"{NEW}?slags=efterlysning") -> dict[str, str]:
    return fields_of(client.page(path).form(NEW))


def call(
    world: World, author: Actor, deadline: date = date(2026, 12, 24), audience: Audience = Audience.NETWORK
) -> Thread:
    topic = world.topic()
    with world.writing() as session:
        thread = forum.start_thread(
            session,
            author,
            topic=topic,
            kind=ThreadKind.CALL,
            title="Hvad kostede jeres nedrivninger?",
            body="Vi samler til byrådet.",
            audience=audience,
            deadline=deadline,
        )
        calls.open_call(session, thread, calls.NewCall(deadline, ("Pris", "År", "Hvad virkede")))
        return thread


def path_of(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


def answer(world: World, actor: Actor, thread: Thread, **typed: str) -> int:
    """Reply through the form; returns the post's id."""
    client = world.client(actor)
    sent = client.submit(path_of(thread), f"/traade/{thread.id}/svar", **typed)
    assert sent.status_code == 303, sent.text
    return int(sent.location.rpartition("-")[2])


def table_of(client: CheckedClient, thread: Thread) -> list[list[str]]:
    """The rows as they are downloaded, without the links."""
    data = client.get(f"{path_of(thread)}/tabel.csv").data
    assert data.startswith(b"\xef\xbb\xbf")
    return [row[:-1] for row in csv.reader(io.StringIO(data[3:].decode()), delimiter=";")]


def test_a_call_is_opened_with_its_deadline_and_what_it_asks_for(world: World) -> None:
    client = world.client(world.member())
    form = opened(client) | TYPED | {"topics": "service", "groups": "Landkommuner", "purpose": "Et notat"}
    sent = client.post(NEW, data=form)
    assert sent.status_code == 303
    page = client.page(sent.location)
    assert "Svar senest 24. december 2026" in page.main
    assert "Hvert svar skal indeholde: Pris · År · Hvad virkede" in page.main
    assert "Især til: Landkommuner" in page.main
    assert world.read(select(Thread.deadline)) == [date(2026, 12, 24)]
    assert len(world.read(select(CallTopic.topic_id))) == 1
    assert world.read(select(Post.markdown)) == [
        "# Det skal svarene bruges til\n\nEt notat\n\n# Mere om det\n\nVi samler til byrådet."
    ]
    row = client.page("/traade/?vis=efterlysninger")
    assert "Svar senest 24. december 2026" in row.main


def test_the_same_call_sent_twice_is_one(world: World) -> None:
    client = world.client(world.member())
    form = opened(client) | TYPED
    assert client.post(NEW, data=form).location == client.post(NEW, data=form).location
    assert len(world.read(select(Call.thread_id))) == 1


@pytest.mark.parametrize(
    ("deadline", "reason"),
    [
        ("", "Skriv den sidste dag for svar."),
        ("22-11-2026", "Fristen 22. november 2026 er allerede overskredet"),
        ("snart", "Skriv fristen som dag, måned og år"),
        ("30-02-2027", "Skriv fristen som dag, måned og år"),
        ("24-12-2062", "mere end to år ude i fremtiden"),
    ],
)
def test_a_deadline_that_cannot_be_used_is_refused_and_nothing_is_lost(
    world: World, deadline: str, reason: str
) -> None:
    client = world.client(world.member())
    form = opened(client) | TYPED | {"deadline": deadline, "groups": "Landkommuner", "topics": "service"}
    page = Page(client.post(NEW, data=form))
    assert page.status == 422
    assert reason in page.main
    kept = fields_of(page.form(NEW))
    assert {name: kept[name] for name in form} | {"csrf_token": form["csrf_token"]} == form
    assert world.read(select(Thread.id)) == []


def test_today_is_in_time_and_all_that_is_wrong_is_said_at_once(world: World) -> None:
    client = world.client(world.member())
    page = Page(client.post(NEW, data=opened(client) | {"title": "", "columns": "", "deadline": "igår", "body": ""}))
    for words in ("Vælg et emne.", "Skriv en titel", "Skriv noget først.", "Skriv fristen som", "Skriv mindst én ting"):
        assert words in page.main
    assert client.post(NEW, data=opened(client) | TYPED | {"deadline": "23/11-2026"}).status_code == 303


@pytest.mark.parametrize("columns", ["\n".join(map(str, range(9))), "x" * 61, " \n "])
def test_too_many_or_too_long_columns_are_refused(world: World, columns: str) -> None:
    client = world.client(world.member())
    page = Page(client.post(NEW, data=opened(client) | TYPED | {"columns": columns}))
    assert page.status == 422
    assert fields_of(page.form(NEW))["columns"] == columns


def test_a_draft_of_a_call_keeps_its_fields(world: World) -> None:
    client = world.client(world.member())
    typed = TYPED | {"deadline": "engang i maj", "topics": "service", "groups": "Storbykommuner"}
    client.post("/kladder/gem", data=opened(client) | typed)
    kept = opened(client, NEW)
    assert {name: kept[name] for name in typed} == typed
    switched = Page(client.post(NEW, data=kept | {"slags": "spoergsmaal"}))
    aside = fields_of(switched.form(NEW))
    assert (aside["deadline"], aside["groups"]) == ("engang i maj", "Storbykommuner")


def test_followers_of_the_topics_it_is_addressed_to_are_told_once(world: World) -> None:
    follower, both, other = world.member(LEMVIG), world.member(TOENDER), world.member(TOENDER)
    with world.writing() as session:
        notifications.follow_topic(session, follower, "service", follow=True)
        notifications.follow_topic(session, both, "service", follow=True)
        notifications.follow_topic(session, both, "tomme-boliger", follow=True)
        notifications.follow_topic(session, other, "nabosamarbejde", follow=True)
    client = world.client(world.member())
    assert client.post(NEW, data=opened(client) | TYPED | {"topics": "service"}).status_code == 303
    world.work()
    assert sorted(world.read(select(Notification.account_id))) == [follower.id, both.id]


def test_answers_become_a_table_by_municipality(world: World) -> None:
    thread = call(world, world.member())
    answer(
        world, world.member(TOENDER, "Tove Tønder"), thread, answer_1="85.000 kr.", answer_2="2024", body="Ring gerne"
    )
    answer(world, world.member(LEMVIG, "Lene Lemvig"), thread, answer_3="Et samlet\n\nudbud")
    world.reply(world.member(LOLLAND), thread, "God idé!")
    client = world.client(world.member())
    page = client.page(f"{path_of(thread)}/tabel")
    assert [th.text for th in page.elements("th", scope="col")][:4] == ["Kommune", "Pris", "År", "Hvad virkede"]
    assert [th.text for th in page.elements("th", scope="row")] == ["Lemvig Kommune", "Tønder Kommune"]
    assert "God idé!" not in page.main
    assert "Hvad virkede" in client.page(path_of(thread)).main
    assert table_of(client, thread) == [
        ["Kommune", "Besvaret af", "Dato", "Pris", "År", "Hvad virkede"],
        ["Lemvig Kommune", "Lene Lemvig", "23-11-2026", "", "", "Et samlet\n\nudbud"],
        ["Tønder Kommune", "Tove Tønder", "23-11-2026", "85.000 kr.", "2024", ""],
    ]


def test_the_table_says_what_the_posts_say_now_and_nothing_of_hidden_ones(world: World) -> None:
    thread, author, moderator = call(world, world.member()), world.member(TOENDER), world.secretariat()
    corrected = answer(world, author, thread, answer_1="85.000 kr.")
    hidden = answer(world, world.member(LEMVIG), thread, answer_1="Nævner en borger")
    with world.writing() as session:
        editing.edit(session, author, corrected, body="# PRIS\n\n95.000 kr.\n\n# Andet\n\nMer", version=1)
        moderation.hide(session, moderator, hidden, "Et navn.")
    rows = table_of(world.client(world.member()), thread)
    assert [row[3] for row in rows[1:]] == ["95.000 kr."]


def test_who_hides_their_name_is_a_mask_in_the_table_whoever_reads_it(world: World) -> None:
    for code in ("0773", "0810", "0813", "0825"):
        world.member(code)
    thread, anna = call(world, world.member(LEMVIG)), world.member("0849", "Anna Skjult")
    answer(world, anna, thread, answer_1="Dyrt", hide_name="y")
    answer(world, world.member(TOENDER, "Tove Tønder"), thread, answer_1="Billigt")
    for actor in (world.member(), world.secretariat(), anna):
        client = world.client(actor)
        assert [row[:2] for row in table_of(client, thread)[1:]] == [
            ["Tønder Kommune", "Tove Tønder"],
            ["en landkommune i Region Nordjylland", ""],
        ]
        page = client.page(f"{path_of(thread)}/tabel")
        assert "Anna Skjult" not in page.main
        assert "Jammerbugt" not in page.main


def test_what_begins_like_a_formula_is_a_text_in_the_spreadsheet(world: World) -> None:
    thread = call(world, world.member())
    answer(
        world,
        world.member(TOENDER),
        thread,
        answer_1='=HYPERLINK("http://x.example")',
        answer_2="-5",
        answer_3="+45; ja",
    )
    ((*_, price, year, worked),) = table_of(world.client(world.member()), thread)[1:]
    assert (price, year, worked) == ('\'=HYPERLINK("http://x.example")', "'-5", "'+45; ja")
    for cell in ("=1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", "\n=1", "＝1"):
        assert csv_bytes([[cell]]).decode("utf-8-sig").lstrip('"').startswith("'"), cell
    assert csv_bytes([["æ;ø", "1-2"]]) == b"\xef\xbb\xbf" + '"æ;ø";1-2\r\n'.encode()


def test_the_table_is_for_those_who_may_read_the_call(world: World) -> None:
    thread = call(world, world.member(LOLLAND), audience=Audience.MUNICIPALITIES)
    for path in (f"{path_of(thread)}/tabel", f"{path_of(thread)}/tabel.csv"):
        assert world.client(world.member("fonden")).get(path).status_code == 404
        assert world.client().get(path).status_code == 404
        assert world.client(world.member()).get(path).status_code == 200
        old = path.replace(thread.slug, "gammel")
        assert world.client(world.member()).get(old).location == path


def test_what_is_no_call_has_no_table(world: World) -> None:
    thread, moderator = world.thread(world.member()), world.secretariat()
    client = world.client(world.member())
    assert client.get(f"{path_of(thread)}/tabel").status_code == 404
    with world.writing() as session:
        moderation.change_kind(session, moderator, thread.id, ThreadKind.CALL)
    assert client.get(f"{path_of(thread)}/tabel").status_code == 404
    assert client.page(path_of(thread)).status == 200


def test_a_table_without_answers_says_so(world: World) -> None:
    thread = call(world, world.member())
    assert "Ingen svar endnu" in world.client(world.member()).page(f"{path_of(thread)}/tabel").main


def test_an_answer_needs_something_and_an_ordinary_reply_is_one(world: World) -> None:
    thread, client = call(world, world.member()), world.client(world.member(LEMVIG))
    action = f"/traade/{thread.id}/svar"
    before = fingerprints(world.engine)
    page = Page(client.submit(path_of(thread), action, answer_1=" ", body=""))
    assert page.status == 422
    assert "Skriv noget først." in page.main
    assert changed(before, fingerprints(world.engine)) <= {"rate_event", "read_marker"}
    shown = Page(client.submit(path_of(thread), action, answer_1="Dyrt", preview="1"))
    assert [h.text for h in shown.elements("h3")] == ["Pris"]
    kept = fields_of(shown.form(action))
    assert kept["answer_1"] == "Dyrt"
    assert client.post(action, data=kept | {"answer_1": "", "body": "Hvorfor?"}).status_code == 303
    assert world.read(select(Post.markdown).order_by(Post.id))[1:] == ["Hvorfor?"]


def test_an_answer_that_was_begun_is_kept_as_a_draft_and_shown_beside_a_newer_one(world: World) -> None:
    thread, member = call(world, world.member()), world.member(LEMVIG)
    client = world.client(member)
    action = f"/traade/{thread.id}/svar"
    form = fields_of(client.page(path_of(thread)).form(action))
    client.post("/kladder/gem", data=form | {"answer_1": "Dyrt", "answer_3": "Alt"})
    kept = fields_of(client.page(path_of(thread)).form(action))
    assert (kept["answer_1"], kept["answer_3"], kept["body"]) == ("Dyrt", "Alt", "")
    refused = Page(client.post("/kladder/gem", data=form | {"answer_1": "Billigt"}))
    assert refused.status == 409
    assert "Dyrt" in refused.main
    assert fields_of(refused.form(action))["answer_1"] == "Billigt"


def test_a_call_past_its_deadline_is_listed_until_it_is_resolved(world: World) -> None:
    asker = world.member()
    passed, due = call(world, asker, date(2026, 11, 22)), call(world, asker, date(2026, 11, 23))
    client = world.client(world.member())
    overdue, open_calls = "/traade/?vis=over-fristen", "/traade/?vis=efterlysninger"
    assert client.page(overdue).links(passed.title) == [path_of(passed)]
    assert client.page(open_calls).links(due.title) == [path_of(due)]
    assert "Over fristen" in client.page(path_of(passed)).main
    assert "Over fristen" not in client.page(path_of(due)).main
    tag = client.get(path_of(due)).headers["ETag"]
    world.later(hours=11)  # midnight in Denmark
    assert client.get(path_of(due), headers={"If-None-Match": tag}).status_code == 200
    assert sorted(client.page(overdue).links(due.title)) == [path_of(passed), path_of(due)]
    with world.writing() as session:
        resolve(session, asker, passed.id, resolved=True)
    assert client.page(overdue).links(due.title) == [path_of(due)]
    assert "Afklaret" in client.page(path_of(passed)).main


def test_dates_are_read_as_danes_write_them() -> None:
    day = date(2026, 12, 4)
    for text in (
        "4-12-2026", "04.12.2026", "4/12-2026", "4/12 2026", "4.12.26", "4. december 2026", "den 4. dec. 2026",
        "2026-12-04", " 4  december 2026 ",
    ):  # fmt: skip
        assert parsed_date(text) == day, text
    for text in (
        "",
        "4",
        "31-11-2026",
        "4-13-2026",
        "4. bededag 2026",
        "12/2026",
        "4-12-20266",
        "0-1-2026",
        "٤-12-2026x",
    ):
        assert parsed_date(text) is None, text
    for days in range(800):
        some = day + timedelta(days=days)
        assert parsed_date(typed_date(some)) == parsed_date(in_words(some)) == some


def test_the_day_is_the_danish_one(world: World) -> None:
    assert network_clock.today() == date(2026, 11, 23)
    world.later(hours=11)
    assert network_clock.today() == date(2026, 11, 24)


def test_the_one_who_calls_moves_the_deadline(world: World) -> None:
    asker = world.member()
    thread = call(world, asker, date(2026, 11, 22))
    client, path = world.client(asker), f"/traade/{thread.id}/frist"
    (link,) = client.page(path_of(thread)).links("Flyt fristen")
    assert link == path
    refused = Page(client.submit(path, deadline="1-1-2020"))
    assert refused.status == 422
    assert "allerede overskredet" in refused.main
    assert fields_of(refused.form(path))["deadline"] == "1-1-2020"
    tag = client.get(path_of(thread)).headers["ETag"]
    assert fields_of(client.page(path).form(path))["deadline"] == "22-11-2026"
    assert client.submit(path, deadline="24. december 2026").location == path_of(thread)
    assert client.get(path_of(thread), headers={"If-None-Match": tag}).status_code == 200
    assert "Svar senest 24. december 2026" in client.page(path_of(thread)).main
    other = world.client(world.member(LEMVIG))
    assert "Flyt fristen" not in other.page(path_of(thread)).main
    assert other.get(path).status_code == 403
