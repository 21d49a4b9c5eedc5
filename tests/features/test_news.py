"""News that an editor writes, plans and withdraws; and what it gives away before it is out: nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from network.core.access import Actor, Role
from network.core.errors import Invalid
from network.features.publishing.models import Article, ArticleVersion
from network.features.publishing.moments import moment_of, parsed_time, read_moment, typed_moment
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, LOLLAND, World

PATH = "/nyheder/ny"
NEWS = {
    "title": "Tolv nye planer på vej",
    "lead": "Kampagnen støtter tolv planer mere.",
    "body": "## Hvem\n\n- Lolland",
}


def _editor(world: World) -> Actor:
    return world.member(LEMVIG, roles=(Role.EDITOR,))


def _publish(client: CheckedClient, **given: str) -> str:
    saved = client.submit(PATH, **(NEWS | given))
    assert saved.status_code == 303, saved.text
    return str(saved.location)


def test_a_news_item_is_written_by_an_editor_and_read_found_and_listed_by_everyone(world: World) -> None:
    path = _publish(world.client(_editor(world)))
    assert path == "/nyheder/1-tolv-nye-planer-paa-vej"
    world.work()
    visitor = world.client()
    shown = visitor.page(path)
    for text in ("Tolv nye planer på vej", "Kampagnen støtter tolv planer mere.", "Hvem", "23. november 2026"):
        assert text in shown.main
    assert NEWS["title"] in visitor.page("/nyheder/").main
    found = visitor.page("/soeg?q=planer type:nyhed")
    assert NEWS["title"] in found.main
    assert "Nyhed" in found.main
    assert NEWS["title"] in visitor.page("/soeg?q=planer&type=udgivet").main


def test_a_planned_item_comes_out_by_itself_and_gives_nothing_away_before(world: World) -> None:
    editor = world.client(_editor(world))
    path = _publish(editor, publish_date="1. december 2026", publish_time="9")
    world.work()
    assert "1. december 2026 kl. 09.00" in editor.page(path)
    assert "Planlagt" in editor.page("/nyheder/?vis=kladder").main
    member = world.member(LOLLAND)
    world.clock.now = datetime(2026, 12, 1, 7, 59, 59, tzinfo=UTC)
    others = (world.client(), world.client(member))
    for reader in others:
        missing, planned = reader.get("/nyheder/999999-x"), reader.get(path)
        assert (planned.status_code, len(planned.data)) == (missing.status_code, len(missing.data))
        for place in ("/nyheder/", "/soeg?q=tolv", "/"):
            assert "Tolv nye" not in reader.page(place).main
    world.clock.now = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    for reader in others:
        assert reader.get(path).status_code == 200
        assert "Tolv nye" in reader.page("/nyheder/").main
    world.work()
    assert "Tolv nye" in others[0].page("/soeg?q=tolv").main
    assert "Tolv nye" not in world.client(_editor(world)).page("/nyheder/?vis=kladder").main


def test_what_waits_for_its_hour_is_no_lag_and_does_not_hold_up_the_nightly_comparison(world: World) -> None:
    _publish(world.client(_editor(world)), publish_date="01-12-2026")
    world.work()
    world.worker.rebuild_index()
    assert world.worker.reconcile() == 0
    world.app.ports.search.clear()
    assert world.worker.reconcile() > 0
    world.work()
    assert "Tolv nye" not in world.client().page("/soeg?q=tolv").main


def test_a_draft_is_seen_by_those_who_publish_alone(world: World) -> None:
    editor = world.client(_editor(world))
    saved = editor.submit(PATH, title="En kladde", keep="1")
    assert saved.status_code == 303
    world.work()
    for reader in (world.client(), world.client(world.member())):
        assert reader.get(saved.location).status_code == 404
    assert world.client(world.member()).get("/nyheder/1/historik").status_code == 404
    assert world.client(world.member()).get("/nyheder/1/ret").status_code == 404
    colleague = world.client(world.secretariat())
    assert "Kun redaktører og sekretariatet kan se kladden" in colleague.page(saved.location)
    assert "En kladde" in colleague.page("/nyheder/?vis=kladder").main
    assert "En kladde" not in colleague.page("/soeg?q=kladde").main
    assert colleague.submit(saved.location, "/nyheder/1/slet").status_code == 303
    assert world.read(select(Article.id)) == []


def test_an_item_is_withdrawn_and_is_a_draft_again(world: World) -> None:
    editor = world.client(_editor(world))
    path = _publish(editor)
    world.work()
    assert editor.submit(path, "/nyheder/1/traek-tilbage").status_code == 303
    world.work()
    visitor = world.client()
    assert visitor.get(path).status_code == 404
    for place in ("/nyheder/", "/soeg?q=tolv"):
        assert "Tolv nye" not in visitor.page(place).main
    assert "Tolv nye" in editor.page(path)


def test_an_old_address_leads_to_the_new_one(world: World) -> None:
    editor = world.client(_editor(world))
    old = _publish(editor)
    assert editor.submit("/nyheder/1/ret", title="Tretten nye planer").status_code == 303
    moved = world.client().get(old)
    assert (moved.status_code, moved.location) == (301, "/nyheder/1-tretten-nye-planer")
    assert world.client().get("/udgivelser/1-tretten-nye-planer").status_code == 404


def test_correcting_what_is_out_does_not_date_it_anew(world: World) -> None:
    path = _publish(world.client(_editor(world)))
    world.later(days=3)
    editor = world.client(_editor(world))
    assert editor.submit("/nyheder/1/ret", body="Rettet.").status_code == 303
    assert "23. november 2026" in world.client().page(path).main
    assert editor.submit("/nyheder/1/ret", publish_date="02-11-2026").status_code == 303
    assert "2. november 2026" in world.client().page(path).main


def test_the_history_shows_what_changed_to_those_who_publish(world: World) -> None:
    editor = world.client(_editor(world))
    path = _publish(editor)
    editor.submit("/nyheder/1/ret", lead="Kampagnen støtter tretten planer mere.")
    told = editor.page("/nyheder/1/historik")
    assert "Version 2" in told
    assert "tretten" in told.main
    member = world.client(world.member())
    assert member.get("/nyheder/1/historik").status_code == 403
    assert member.get("/nyheder/1/ret").status_code == 403
    assert member.get(PATH).status_code == 403
    for words in ("Ret", "Historik", "Træk tilbage"):
        assert words not in member.page(path).main
    assert world.client().get("/nyheder/1/historik").status_code == 303


def test_a_preview_shows_the_text_and_keeps_nothing(world: World) -> None:
    answer = world.client(_editor(world)).submit(PATH, **NEWS, preview="1")
    assert answer.status_code == 200
    assert "Sådan kommer det til at se ud" in answer.text
    assert "<h2>Hvem</h2>" in answer.text
    assert world.read(select(Article.id)) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "Skriv en titel"),
        ({"title": "x" * 161}, "Titlen må højst være på 160 tegn"),
        ({"lead": ""}, "hvad det handler om"),
        ({"lead": "x" * 401}, "Højst 400 tegn; der er 401"),
        ({"body": "CPR 010180-1234"}, "CPR-nummer"),
        ({"publish_date": "i morgen"}, "Skriv dag, måned og år"),
        ({"publish_time": "9"}, "Skriv dag, måned og år"),
        ({"publish_date": "01-12-2026", "publish_time": "kvart over"}, "Skriv klokkeslættet"),
        ({"publish_date": "28-03-2027", "publish_time": "2.30"}, "Det klokkeslæt findes ikke"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    world: World, wrong: dict[str, str], message: str
) -> None:
    answer = world.client(_editor(world)).submit(PATH, **(NEWS | {"body": "Et langt afsnit, jeg skrev."} | wrong))
    assert answer.status_code == 422
    assert message in answer.text
    assert "body" in wrong or "Et langt afsnit, jeg skrev." in answer.text
    assert world.read(select(Article.id)) == []


def test_the_same_form_sent_twice_is_one_item(world: World) -> None:
    client = world.client(_editor(world))
    form = fields_of(client.page(PATH).form(PATH)) | NEWS
    first, second = client.post(PATH, data=form), client.post(PATH, data=form)
    assert first.location == second.location
    assert world.read(select(Article.id)) == [1]


def test_two_who_change_an_item_at_once_lose_nothing(world: World) -> None:
    first, second = world.client(_editor(world)), world.client(world.secretariat())
    _publish(first)
    path = "/nyheder/1/ret"
    of_first, of_second = (fields_of(client.page(path).form(path)) for client in (first, second))
    assert first.post(path, data=of_first | {"title": "Tretten planer", "body": "Ny tekst."}).status_code == 303
    answer = second.post(path, data=of_second | {"title": "Fjorten planer", "lead": "Mere endnu."})
    assert answer.status_code == 409
    for text in ("Tretten planer", "Fjorten planer", "Mere endnu.", "Ny tekst."):
        assert text in answer.text
    assert second.post(path, data=fields_of(Page(answer).form(path))).status_code == 303
    assert world.read_rows(select(Article.title, Article.lead, Article.markdown)) == [
        ("Fjorten planer", "Mere endnu.", "Ny tekst.")
    ]
    assert len(world.read(select(ArticleVersion.id))) == 3


def test_every_item_of_a_long_list_is_shown_once(world: World) -> None:
    editor = world.client(_editor(world))
    for number in range(23):
        _publish(editor, title=f"Nyhed nr. {number:02}")
    first = world.client().page("/nyheder/")
    (onward,) = first.elements("a", rel="next")
    second = world.client().page(onward.get("href"))
    shown = [f"Nyhed nr. {number:02}" for number in range(23)]
    assert sorted(text for text in shown if (text in first.main) + (text in second.main) == 1) == shown


def test_related_projects_have_pages_of_their_own(world: World) -> None:
    editor = world.client(_editor(world))
    project = {"holder": "Realdania", "period": "2024–2027", "link": "https://realdania.dk/projekter"}
    saved = editor.submit("/projekter/ny", title="Stedet tæller", lead="Støtte til steder.", **project)
    assert saved.location == "/projekter/1-stedet-taeller"
    shown = world.client().page(saved.location)
    for text in project.values():
        assert text in shown.main + shown.text
    wrong = editor.submit("/projekter/ny", title="Et til", lead="Støtte.", link="javascript:alert(1)")
    assert (wrong.status_code, "Skriv hele adressen" in wrong.text) == (422, True)


def test_what_has_been_published_once_is_kept_and_its_address_given_to_nothing_else(world: World) -> None:
    editor = world.client(_editor(world))
    path = _publish(editor)
    form = {"csrf_token": editor.csrf()}
    assert editor.post("/nyheder/1/slet", data=form).status_code == 403
    assert editor.submit(path, "/nyheder/1/traek-tilbage").status_code == 303
    assert "Slet kladden" not in editor.page(path).main
    assert editor.post("/nyheder/1/slet", data=form).status_code == 403
    assert world.read(select(Article.id)) == [1]


@pytest.mark.parametrize(("text", "hour"), [("9", "09.00"), ("kl. 9.30", "09.30"), ("09:05", "09.05"), ("24", None)])
def test_hours_are_read_as_people_write_them(text: str, hour: str | None) -> None:
    found = parsed_time(text)
    assert (f"{found:%H.%M}" if found else None) == hour


def test_danish_time_is_right_across_both_changes_of_the_clock() -> None:
    def utc(day: str, hour: str, **more: Any) -> str:
        moment = read_moment(day, hour, "publish", **more)
        assert moment
        assert typed_moment(moment) == (day, hour)
        return f"{moment:%d %H:%M}"

    assert utc("01-12-2026", "09.00") == "01 08:00"
    assert utc("01-06-2026", "09.00") == "01 07:00"
    assert utc("28-03-2027", "01.59") == "28 00:59"
    assert utc("28-03-2027", "03.00") == "28 01:00"
    assert utc("25-10-2026", "02.30") == "25 00:30"  # the first of the two
    assert utc("25-10-2026", "02.30", after=datetime(2026, 10, 25, 0, 45, tzinfo=UTC)) == "25 01:30"
    with pytest.raises(Invalid):
        read_moment("28-03-2027", "02.00", "publish")
    assert moment_of(datetime(2027, 3, 28).date(), datetime(2027, 3, 28, 2, 59).time()) is None  # noqa: DTZ001
