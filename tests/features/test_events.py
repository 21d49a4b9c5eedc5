"""Events: when they are, who comes, who waits, and what a calendar is told."""

import re
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from network.core import icalendar
from network.core.access import Actor, Audience, Role
from network.features.events import service as events
from network.features.events.models import EventSeat
from network.features.notices.models import Notice
from network.features.notifications.service import choose_reply_mail
from network.features.publishing.models import Event
from tests.pages.client import fields_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World

PATH = "/arrangementer/ny"
EVENT = {
    "title": "Temadag om tomme boliger",
    "lead": "Hvad koster det, og hvem ringer man til?",
    "body": "9.30 Kaffe",
    "starts_date": "14-01-2027",
    "starts_time": "9.30",
    "ends_date": "14-01-2027",
    "ends_time": "15",
    "place": "Vallekilde Højskole",
    "online": "https://moede.example/rum",
    "capacity": "2",
}


def _editor(world: World) -> Actor:
    return world.member(LEMVIG, roles=(Role.EDITOR,))


def _seats(world: World) -> list[tuple[int, bool]]:
    return world.read_rows(select(EventSeat.account_id, EventSeat.is_waiting).order_by(EventSeat.id))


def test_an_event_is_announced_with_its_hours_in_danish_time(world: World) -> None:
    saved = world.client(_editor(world)).submit(PATH, **EVENT)
    assert saved.location == "/arrangementer/1-temadag-om-tomme-boliger"
    assert world.read_rows(select(Event.starts_at, Event.ends_at, Event.capacity)) == [
        (datetime(2027, 1, 14, 8, 30, tzinfo=UTC), datetime(2027, 1, 14, 14, 0, tzinfo=UTC), 2)
    ]
    shown = world.client().page(saved.location)
    for text in (
        "14. januar 2027 kl. 09.30",
        "15.00",
        "Vallekilde Højskole",
        "0 af 2 pladser",
        "Log ind for at",
    ):
        assert text in shown.text
    assert "moede.example" not in shown.text
    assert "Temadag" in world.client().page("/arrangementer/").main
    assert "Temadag" in world.client().page("/").main
    world.work()
    assert "Temadag" in world.client().page("/soeg?q=vallekilde").main


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"starts_date": ""}, "Skriv dag, måned og år"),
        ({"starts_date": "", "starts_time": ""}, "Skriv, hvornår arrangementet begynder"),
        ({"ends_date": "", "ends_time": ""}, "Skriv, hvornår arrangementet slutter"),
        ({"ends_time": "9"}, "Arrangementet slutter, før det begynder"),
        ({"starts_date": "28-03-2027", "starts_time": "2.15", "ends_date": "28-03-2027"}, "Det klokkeslæt findes ikke"),
        ({"place": "", "online": ""}, "Skriv, hvor arrangementet er"),
        ({"online": "javascript:alert(1)"}, "Skriv hele adressen"),
        ({"capacity": "mange"}, "Skriv et helt tal"),
        ({"capacity": "0"}, "Mellem 1 og"),
        ({"documents": "Findes ikke"}, "Der er intet dokument i biblioteket"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(world: World, wrong: dict[str, str], message: str) -> None:
    answer = world.client(_editor(world)).submit(PATH, **(EVENT | wrong))
    assert answer.status_code == 422
    assert message in answer.text
    assert "9.30 Kaffe" in answer.text


def test_an_event_in_the_night_when_the_clock_is_set_back_lasts_as_long_as_it_lasts(world: World) -> None:
    night = {"starts_date": "31-10-2027", "starts_time": "2.30", "ends_date": "31-10-2027", "ends_time": "2.15"}
    assert world.client(_editor(world)).submit(PATH, **(EVENT | night)).status_code == 303
    ((starts_at, ends_at),) = world.read_rows(select(Event.starts_at, Event.ends_at))
    assert (starts_at.hour, starts_at.minute) == (0, 30)
    assert (ends_at.hour, ends_at.minute) == (1, 15)


def test_a_calendar_is_told_the_right_hour_across_both_changes_of_the_clock(world: World) -> None:
    editor = world.client(_editor(world))
    for starts, begins, ends, over in (
        ("27-03-2027", "23", "28-03-2027", "4"),  # the night that lacks an hour
        ("30-10-2027", "23", "31-10-2027", "4"),  # the night that has one more
    ):
        hours = {"starts_date": starts, "starts_time": begins, "ends_date": ends, "ends_time": over}
        assert editor.submit(PATH, **(EVENT | hours)).status_code == 303
    told = world.client().get("/arrangementer/kalender.ics").text
    for line in ("DTSTART:20270327T220000Z", "DTEND:20270328T020000Z"):  # four hours
        assert line + "\r\n" in told
    for line in ("DTSTART:20271030T210000Z", "DTEND:20271031T030000Z"):  # six
        assert line + "\r\n" in told
    shown = world.client().page("/arrangementer/1-temadag-om-tomme-boliger").text
    assert "27. marts 2027 kl. 23.00 – 28. marts 2027 kl. 04.00" in shown


def test_members_take_seats_until_there_are_none_and_then_wait_and_move_up(world: World) -> None:
    event = world.event(_editor(world), capacity=1, facts={"place": "", "online": "https://moede.example/rum"})
    first, second, third = (world.member(code) for code in (LOLLAND, TOENDER, LEMVIG))
    path = f"/arrangementer/{event.id}/tilmelding"
    answers = [world.client(who).submit(event.url, path, attend="1") for who in (first, second, third)]
    assert {answer.status_code for answer in answers} == {303}
    assert _seats(world) == [(first.id, False), (second.id, True), (third.id, True)]
    assert "Du har en plads" in world.client(first).page(event.url).text
    waiting = world.client(second).page(event.url)
    assert "Du står på ventelisten" in waiting.text
    assert "2 venter" in waiting.text
    assert "moede.example" in world.client(first).page(event.url).text
    assert "moede.example" not in waiting.text
    assert world.client(first).submit(event.url, path).status_code == 303
    assert _seats(world) == [(second.id, False), (third.id, True)]
    told = world.client(second).page("/notifikationer/")
    assert "du har fået en plads" in told.main
    assert event.title in told.main
    opened = world.client(second).submit("/notifikationer/", "/notifikationer/1")
    assert opened.location == event.url
    assert "fået en plads" not in world.client(third).page("/notifikationer/").main


def _subjects(world: World, who: Actor) -> list[str]:
    world.work()
    return [str(mail["Subject"]) for mail in world.mails() if world.email_of(who) in str(mail["To"])]


def test_who_has_a_seat_waits_or_moves_up_is_mailed(world: World) -> None:
    event = world.event(_editor(world), capacity=1, facts={"place": "", "online": "https://moede.example/rum"})
    first, second, third = (world.member(code) for code in (LOLLAND, TOENDER, LEMVIG))
    for who in (first, first, second, third):
        with world.writing() as session:
            events.sign_up(session, who, event.id)
    assert _subjects(world, first) == ["Du har en plads: Temadag om tomme boliger"]
    assert _subjects(world, second) == ["Du står på ventelisten: Temadag om tomme boliger"]
    body = {str(mail["To"]): mail.get_content() for mail in world.mails()}
    assert "moede.example" in body[world.email_of(first)]
    assert "30. november 2026 kl. 13.00" in body[world.email_of(first)]
    assert f"{event.url}/kalender.ics" in body[world.email_of(first)]
    assert "moede.example" not in body[world.email_of(second)]
    with world.writing() as session:
        events.give_up(session, third, event.id)  # waits no more: no mail may say that there is a seat
        events.give_up(session, first, event.id)
    assert _subjects(world, second)[1:] == ["Du har fået en plads: Temadag om tomme boliger"]
    assert "moede.example" in world.mails()[-1].get_content()
    assert len(_subjects(world, third)) == 1


def test_those_who_come_are_mailed_when_the_event_is_moved_or_cancelled_and_of_nothing_else(world: World) -> None:
    editor, member = world.client(_editor(world)), world.member(LOLLAND)
    editor.submit(PATH, **EVENT)
    with world.writing() as session:
        events.sign_up(session, member, 1)
    editor.submit("/arrangementer/1/ret", body="9.00 Morgenbrød", capacity="40")
    assert len(_subjects(world, member)) == 1
    editor.submit("/arrangementer/1/ret", starts_date="15-01-2027", ends_date="15-01-2027", place="Brenderup Højskole")
    assert _subjects(world, member)[1:] == ["Nyt tidspunkt eller sted: Temadag om tomme boliger"]
    assert "Brenderup" in world.mails()[-1].get_content()
    client = world.client(member)
    assert "Nyt tidspunkt eller sted" in client.page("/notifikationer/").main
    assert (
        editor.submit("/arrangementer/1-temadag-om-tomme-boliger", "/arrangementer/1/traek-tilbage").status_code == 303
    )
    assert _subjects(world, member)[2:] == ["Aflyst: Temadag om tomme boliger"]
    assert "15. januar 2027" in world.mails()[-1].get_content()
    assert "Nyt tidspunkt eller sted" not in client.page("/notifikationer/").main
    assert "Temadag om tomme boliger Aflyst" in client.page("/notifikationer/").main
    assert _unread(world, member) == 1


def test_what_was_cancelled_stands_under_the_bell_by_the_name_it_had_until_it_is_out_again(world: World) -> None:
    editor, member = world.client(_editor(world)), world.member(LOLLAND)
    client = world.client(member)
    editor.submit(PATH, **EVENT)
    with world.writing() as session:
        events.sign_up(session, member, 1)
    editor.submit("/arrangementer/1-temadag-om-tomme-boliger", "/arrangementer/1/traek-tilbage")
    editor.submit("/arrangementer/1/ret", title="Endnu en hemmelighed", keep="1")
    bell = client.page("/notifikationer/")
    assert "Temadag om tomme boliger Aflyst" in bell.main
    assert "hemmelighed" not in bell.html
    assert bell.links("Temadag om tomme boliger") == []  # nothing is there any more
    number = world.read(select(Notice).where(Notice.account_id == member.id))[0].id
    opened = client.submit("/notifikationer/", f"/notifikationer/{number}")
    assert opened.headers["Location"] == "/arrangementer/"
    assert _unread(world, member) == 0
    other = world.member(TOENDER)
    assert "Aflyst" not in world.client(other).page("/notifikationer/").main
    editor.submit("/arrangementer/1/ret", **EVENT)
    assert "Aflyst" not in client.page("/notifikationer/").main


def test_who_withdraws_an_event_is_told_how_many_are_mailed_and_who_waits_is_not_said_to_come(world: World) -> None:
    editor, member, waiting = world.client(_editor(world)), world.member(LOLLAND), world.member(TOENDER)
    editor.submit(PATH, **EVENT | {"capacity": "1"})
    event = "/arrangementer/1-temadag-om-tomme-boliger"
    assert "Træk tilbage" in editor.page(event).main
    for who in (member, waiting):
        with world.writing() as session:
            events.sign_up(session, who, 1)
    assert "Aflys, og skriv til de 2 tilmeldte" in editor.page(event).main
    editor.submit("/arrangementer/1/ret", place="Brenderup Højskole")
    world.work()
    editor.submit(event, "/arrangementer/1/traek-tilbage")
    world.work()
    told = {
        who.id: [m.get_content() for m in world.mails() if world.email_of(who) in str(m["To"])]
        for who in (member, waiting)
    }
    for text in told[waiting.id][1:]:
        assert "som du står på ventelisten til" in " ".join(text.split())
    for text in told[member.id][1:]:
        assert "som du er tilmeldt" in " ".join(text.split())
    assert [len(texts) for texts in told.values()] == [3, 3]
    assert "Vil du ikke vente længere" in told[waiting.id][1]


def _unread(world: World, member: Actor) -> int:
    with world.writing() as session:
        unread = select(func.count()).where(Notice.account_id == member.id, Notice.read_at.is_(None))
        return session.scalar(unread) or 0


def test_who_has_a_seat_is_reminded_once_on_the_working_day_before(world: World) -> None:
    editor = _editor(world)
    event = world.event(editor, capacity=3)  # on a Monday, at 13.00
    comes, wants_no_mail, late, waits = (world.member(code) for code in (LOLLAND, LOLLAND, LEMVIG, TOENDER))
    for who in (comes, wants_no_mail):
        with world.writing() as session:
            events.sign_up(session, who, event.id)
    with world.writing() as session:
        choose_reply_mail(session, wants_no_mail, wanted=False)
    world.clock.now = datetime(2026, 11, 27, 6, 59, tzinfo=UTC)  # Friday, before eight in Denmark
    world.worker.remind()
    assert "Påmindelse" not in world.client(comes).page("/notifikationer/").main
    world.later(minutes=1)
    for who in (late, waits):
        with world.writing() as session:
            events.sign_up(session, who, event.id)
    for _again in range(2):  # as after a worker that was killed
        world.worker.remind()
        world.work()
    for who, subjects, notices in ((comes, 2, 1), (wants_no_mail, 1, 1), (late, 1, 0), (waits, 1, 0)):
        assert (len(_subjects(world, who)), _unread(world, who)) == (subjects, notices)
    assert _subjects(world, comes)[1] == "Påmindelse: Temadag om tomme boliger"
    mail = next(mail for mail in world.mails() if "Påmindelse" in str(mail["Subject"]))
    assert "30. november 2026 kl. 13.00" in mail.get_content()
    assert "/afmeld/" in mail.get_content()
    bell = world.client(comes).page("/notifikationer/")
    assert "Påmindelse: Du har en plads. Arrangementet begynder 30. november 2026 kl. 13.00" in bell.main
    assert bell.links(event.title) == [event.url]
    world.later(days=4)
    world.worker.remind()
    assert _unread(world, comes) == 0  # it has begun


def test_what_is_moved_is_reminded_of_anew_and_what_is_cancelled_is_not(world: World) -> None:
    publisher, member = _editor(world), world.member(LOLLAND)
    thursday = {"starts_date": "10-12-2026", "ends_date": "10-12-2026"}
    world.client(publisher).submit(PATH, **EVENT | thursday)
    with world.writing() as session:
        events.sign_up(session, member, 1)
    world.clock.now = datetime(2026, 12, 9, 12, tzinfo=UTC)
    world.worker.remind()
    editor = world.client(publisher)
    editor.submit("/arrangementer/1/ret", place="Brenderup Højskole")  # at the same moment
    world.worker.remind()
    editor.submit("/arrangementer/1/ret", starts_date="14-12-2026", ends_date="14-12-2026")  # Monday
    world.worker.remind()
    reminders = "Påmindelse: Temadag om tomme boliger"
    assert _subjects(world, member).count(reminders) == 0  # it is wrong by now
    assert "Påmindelse" not in world.client(member).page("/notifikationer/").main
    world.clock.now = datetime(2026, 12, 11, 8, tzinfo=UTC)
    world.worker.remind()
    assert _subjects(world, member).count(reminders) == 1
    assert "Arrangementet begynder 14. december 2026" in world.client(member).page("/notifikationer/").main
    editor = world.client(publisher)
    editor.submit("/arrangementer/1-temadag-om-tomme-boliger", "/arrangementer/1/traek-tilbage")
    world.worker.remind()
    assert "Påmindelse" not in world.client(member).page("/notifikationer/").main
    assert _subjects(world, member).count(reminders) == 1


def test_what_has_begun_is_neither_moved_nor_cancelled_for_anybody(world: World) -> None:
    editor, member = _editor(world), world.member(LOLLAND)
    soon = EVENT | {"starts_date": "30-11-2026", "ends_date": "30-11-2026"}
    event = world.client(editor).submit(PATH, **soon).location
    with world.writing() as session:
        events.sign_up(session, member, 1)
    world.work()
    world.later(days=8)
    client = world.client(editor)
    assert client.submit("/arrangementer/1/ret", place="Et andet sted").status_code == 303
    assert client.submit(event, "/arrangementer/1/traek-tilbage").status_code == 303
    assert len(_subjects(world, member)) == 1


def test_whoever_signs_up_twice_has_one_seat_and_giving_up_nothing_is_harmless(world: World) -> None:
    event, member = world.event(_editor(world)), world.member()
    with world.writing() as session:
        events.give_up(session, member, event.id)
        events.sign_up(session, member, event.id)
        events.sign_up(session, member, event.id)
    assert _seats(world) == [(member.id, False)]


def test_of_two_who_take_the_last_seat_at_once_one_gets_it_and_the_other_waits(world: World) -> None:
    event = world.event(_editor(world), capacity=1)
    people = [world.member(LOLLAND) for _ in range(4)]
    start = threading.Barrier(len(people))
    failed: list[Exception] = []

    def take(member: Actor) -> None:
        start.wait()
        try:
            with world.writing() as session:
                events.sign_up(session, member, event.id)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=take, args=(member,)) for member in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(is_waiting for _account, is_waiting in _seats(world)) == [False, True, True, True]


def test_more_seats_move_up_those_who_wait(world: World) -> None:
    editor = _editor(world)
    world.client(editor).submit(PATH, **(EVENT | {"capacity": "1"}))
    people = [world.member(LOLLAND) for _ in range(3)]
    for member in people:
        with world.writing() as session:
            events.sign_up(session, member, 1)
    assert world.client(editor).submit("/arrangementer/1/ret", capacity="2").status_code == 303
    assert [is_waiting for _account, is_waiting in _seats(world)] == [False, False, True]
    assert world.client(editor).submit("/arrangementer/1/ret", capacity="").status_code == 303
    assert not any(is_waiting for _account, is_waiting in _seats(world))


def test_nobody_signs_up_for_what_has_begun_is_planned_or_is_none(world: World) -> None:
    editor, member = _editor(world), world.member()
    event = world.event(editor)
    draft = world.event(editor, publish=False)
    form = fields_of(world.client(member).page(event.url).form(f"/arrangementer/{event.id}/tilmelding"))
    for number in (draft.id, 999_999):
        assert world.client(member).post(f"/arrangementer/{number}/tilmelding", data=form).status_code in (400, 404)
    world.later(days=7, minutes=1)
    client = world.client(member)
    form = fields_of(client.page("/konto/").form("/konto/sprog")) | {"attend": "1"}
    assert client.post(f"/arrangementer/{draft.id}/tilmelding", data=form).status_code == 404
    answer = client.post(f"/arrangementer/{event.id}/tilmelding", data=form, follow_redirects=True)
    assert "Det er ikke længere muligt at tilmelde sig" in answer.text
    assert "Arrangementet er begyndt" in answer.text
    assert _seats(world) == []


def test_those_who_publish_see_who_comes_and_others_do_not(world: World) -> None:
    editor = _editor(world)
    event = world.event(editor)
    member = world.member(LOLLAND, "Inger Klitmose")
    with world.writing() as session:
        events.sign_up(session, member, event.id)
    page = world.client(editor).page(event.url)
    assert "Inger Klitmose, Lolland Kommune" in page.main
    assert page.links("Skriv til dem, der kommer") == [f"mailto:?bcc={world.email_of(member)}"]
    listed = world.client(editor).get(page.links("Deltagerliste (CSV)")[0]).data.decode("utf-8-sig")
    assert f"Inger Klitmose;Lolland Kommune;{world.email_of(member)};har en plads" in listed
    for reader in (world.client(), world.client(world.member(TOENDER))):
        assert "Inger" not in reader.page(event.url).main
        assert reader.get(f"/arrangementer/{event.id}/deltagere.csv").status_code in (303, 403)
        assert "1 er tilmeldt" in reader.page(event.url).text


def test_what_is_over_is_listed_by_itself_with_its_materials_for_those_who_may_read_them(world: World) -> None:
    editor = _editor(world)
    open_file = world.document(editor, "Oplæg til alle", audience=Audience.PUBLIC)
    inner = world.document(editor, "Oplæg til netværket", audience=Audience.NETWORK)
    event = world.event(editor, documents=(open_file.id, inner.id))
    coming = world.event(editor, "Det næste", starts_at=datetime(2027, 3, 1, 9, tzinfo=UTC),
                         ends_at=datetime(2027, 3, 1, 11, tzinfo=UTC))  # fmt: skip
    world.later(days=8)
    visitor = world.client()
    assert event.title not in visitor.page("/arrangementer/").main
    assert coming.title in visitor.page("/arrangementer/").main
    assert event.title in visitor.page("/arrangementer/?vis=tidligere").main
    assert coming.title not in visitor.page("/arrangementer/?vis=tidligere").main
    shown = visitor.page(event.url)
    assert "Arrangementet er slut" in shown.text
    assert "Oplæg til alle" in shown.main
    assert "Oplæg til netværket" not in shown.main
    assert "Oplæg til netværket" in world.client(world.member()).page(event.url).main


def test_a_calendar_is_told_of_what_is_out_and_of_nothing_else(world: World) -> None:
    editor = _editor(world)
    event = world.event(editor, "Møde; om æbler, pærer")
    world.event(editor, "En kladde", publish=False)
    world.event(editor, "Planlagt", publish_at=datetime(2026, 12, 1, 8, tzinfo=UTC))
    answer = world.client(editor).get("/arrangementer/kalender.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.text.count("BEGIN:VEVENT") == 1
    for line in ("SUMMARY:Møde\\; om æbler\\, pærer", "DTSTART:20261130T120000Z", "DTEND:20261130T140000Z"):
        assert line + "\r\n" in answer.text
    again = world.client().get("/arrangementer/kalender.ics", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert "UID:arrangement-1@" in world.client().get(f"{event.url}/kalender.ics").text
    for number in (2, 3):
        assert world.client().get(f"/arrangementer/{number}-en-kladde/kalender.ics").status_code == 404


def test_long_lines_are_folded_and_no_letter_is_cut() -> None:
    text = "Årsmøde æøå " * 30
    entry = icalendar.Entry("1@x", datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 2, tzinfo=UTC),
                            datetime(2026, 1, 1, tzinfo=UTC), 1, text, "a\nb\\c")  # fmt: skip
    whole = icalendar.calendar([entry], "På forkant")
    assert whole.endswith("END:VCALENDAR\r\n")
    lines = whole.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    unfolded = re.sub("\r\n ", "", whole)
    assert f"SUMMARY:{text}\r\n" in unfolded
    assert "DESCRIPTION:a\\nb\\\\c\r\n" in unfolded
    assert not any("\n" in line for line in lines)
