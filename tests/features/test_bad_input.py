"""Whatever is sent, the answer has a status that is right, says in Danish what to do, and loses nothing."""

import io
import time
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from network.core.access import Audience
from network.features.library.models import Document, DocumentVersion
from network.features.threads.models import Post, Thread
from tests.contracts import hostile_documents as hostile
from tests.features.test_library import DATA
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, LOLLAND, PASSWORD, World

LONG = "Vi har tre huse i Dannemare.\n\nHvad gør I?"
HUGE = 10**30


def url_of(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


def question(client: CheckedClient, **changes: str) -> dict[str, str]:
    """A complete form for a new thread, some of its fields changed."""
    form = fields_of(client.page("/traade/ny?slags=spoergsmaal").form("/traade/ny"))
    return form | {"topic": "service", "title": "Hvem driver skolen nu?", "body": LONG} | changes


def resent(page: Page, path: str) -> dict[str, str]:
    """What the button of the resend page sends."""
    return fields_of(page.form(path))


def posts(world: World) -> int:
    count: int = world.read(select(func.count(Post.id)))[0]
    return count


# Texts


@pytest.mark.parametrize("body", ["", "  \t\r\n  ", "\0" * 100, "\u202e\u202d"], ids=["empty", "spaces", "NUL", "bidi"])
def test_a_reply_without_words_is_refused_where_it_was_typed(world: World, body: str) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    answer = client.submit(url_of(thread), action=f"/traade/{thread.id}/svar", body=body)
    assert answer.status_code == 422
    assert "Skriv noget først" in Page(answer).main
    assert posts(world) == 1


@pytest.mark.parametrize("title", ["", "   ", "\0\0\0", "?!…", "🏚", "🏚️👩‍🌾", "a" * 161, "a" * 10**6])
def test_a_title_that_cannot_be_used_comes_back_with_the_text(world: World, title: str) -> None:
    client = world.client(world.member())
    answer = client.post("/traade/ny", data=question(client, title=title))
    assert answer.status_code == 422
    page = Page(answer)
    assert "Skriv en titel, der siger" in page.main or "Titlen må højst være på 160 tegn" in page.main
    form = fields_of(page.form("/traade/ny"))
    assert form["title"] == title.replace("\0", "")
    assert form["body"].replace("\r\n", "\n") == LONG
    assert world.read(select(func.count(Thread.id))) == [0]


def test_a_megabyte_of_text_comes_back_whole_with_what_to_do(world: World) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    body = "En linje med æøå.\n" * 60_000
    answer = client.submit(url_of(thread), action=f"/traade/{thread.id}/svar", body=body)
    assert answer.status_code == 422
    page = Page(answer)
    assert "Teksten er på 1.079.999 tegn, men der er kun plads til 50.000. Gør den kortere, eller del den" in page.main
    assert fields_of(page.form(f"/traade/{thread.id}/svar"))["body"] == body
    assert posts(world) == 1


def test_characters_that_no_page_may_hold_are_left_out_and_the_rest_is_posted(world: World) -> None:
    client = world.client(world.member())
    answer = client.post("/traade/ny", data=question(client, title="Hvad\0 koster\x1b det?", body="Et\0 hus\x0c."))
    page = client.page(answer.location)
    assert page.heading == "Hvad koster det?"
    assert "Et hus." in page.main


def test_a_form_over_the_limit_is_said_to_be_too_much(world: World) -> None:
    client = world.client(world.member())
    answer = client.post("/traade/ny", data=question(client, body="a" * 5_100_000))
    assert answer.status_code == 413
    assert "højst sende 4 MB" in Page(answer).main
    assert "Gå tilbage i browseren" in Page(answer).main
    too_many = {f"felt{number}": "x" for number in range(250)}
    assert client.post("/bibliotek/del", data=too_many, content_type="multipart/form-data").status_code == 413


def test_choices_that_are_not_on_the_list_are_refused_with_the_text(world: World) -> None:
    client = world.client(world.member())
    for field in ("kind", "topic", "audience"):
        answer = client.post("/traade/ny", data=question(client, **{field: "\0findes ikke"}))
        assert answer.status_code == 422, field
        assert "Dannemare" in Page(answer).main


# The same form again, or too late


def test_every_form_that_makes_something_makes_it_once_when_sent_twice(world: World) -> None:
    client = world.client(world.member())
    form = question(client)
    assert client.post("/traade/ny", data=form).location == client.post("/traade/ny", data=form).location
    page = client.page("/traade/")
    thread = page.links("Hvem driver skolen nu?")[0]
    reply = fields_of(client.page(thread).form("/traade/1/svar")) | {"body": "Kun én gang."}
    assert client.post("/traade/1/svar", data=reply).location == client.post("/traade/1/svar", data=reply).location
    assert posts(world) == 2


def test_a_form_from_before_signing_in_again_comes_back_and_can_be_sent_again(world: World) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    path = f"/traade/{thread.id}/svar"
    answer = client.post(path, data={"body": LONG, "submission": "a" * 24, "csrf_token": "gammel"})
    assert answer.status_code == 400
    page = Page(answer)
    assert "Intet er gået tabt" in page.main
    assert "Dannemare" in page.main
    again = client.post(path, data=resent(page, path))
    assert again.status_code == 303
    assert "Dannemare" in client.page(again.location.partition("#")[0]).main
    assert posts(world) == 2


def test_no_password_is_written_into_a_page(world: World) -> None:
    client = world.client(world.member())
    for path, fields in (
        ("/konto/adgangskode", {"current_password": "hemmelig nu", "new_password": "hemmelig snart"}),
        ("/log-ind", {"email": "mette@lolland.example", "password": "hemmelig nu"}),
        ("/konto/adresse", {"email": "ny@lolland.example", "current_password": "hemmelig nu"}),
    ):
        stale = client.post(path, data=fields | {"csrf_token": "gammel"})
        assert stale.status_code == 400
        assert "hemmelig" not in stale.text
        refused = client.submit(path, **fields)
        assert refused.status_code == 422, path
        assert "hemmelig" not in refused.text


def test_a_file_in_a_form_that_was_too_old_is_kept_and_need_not_be_chosen_again(world: World) -> None:
    client = world.client(world.member())
    form = fields_of(client.page("/bibliotek/del").form("/bibliotek/del"))
    form |= {"title": "Vores regler", "csrf_token": "gammel"}
    answer = client.post("/bibliotek/del", data=form | {"file": (io.BytesIO(b"Asbest skal ud."), "regler.txt")})
    assert answer.status_code == 400
    shared = client.post("/bibliotek/del", data=resent(Page(answer), "/bibliotek/del"))
    assert shared.status_code == 303
    assert client.get(f"{shared.location}/original").data == b"Asbest skal ud."


def test_who_was_signed_out_meanwhile_signs_in_in_another_tab_and_sends_again(world: World) -> None:
    author = world.member(LEMVIG)
    thread = world.thread(world.member())
    client = world.client(author)
    form = fields_of(client.page(url_of(thread)).form(f"/traade/{thread.id}/svar")) | {"body": LONG}
    client.post("/log-ud", data={"csrf_token": client.csrf()})
    answer = client.post(f"/traade/{thread.id}/svar", data=form)
    assert answer.status_code == 401
    page = Page(answer)
    assert "Dannemare" in page.main
    other_tab = page.links("Log ind (åbner")[0]  # has the same cookies
    assert client.submit(other_tab, email=world.email_of(author), password=PASSWORD).status_code == 303
    again = client.post(f"/traade/{thread.id}/svar", data=resent(page, f"/traade/{thread.id}/svar"))
    assert again.status_code == 303
    assert posts(world) == 2


def test_a_form_from_another_site_does_nothing(world: World) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member())
    data = {"body": "Ikke mine ord.", "csrf_token": client.csrf()}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        answer = client.post(f"/traade/{thread.id}/svar", data=data, headers=headers)
        assert answer.status_code == 403, headers
        assert "et andet websted" in Page(answer).heading
        assert "Ikke mine ord" not in answer.text
    assert posts(world) == 1
    assert client.post(f"/traade/{thread.id}/svar", data=data, headers={"Origin": "http://localhost"}).location


# Uploads


def upload(client: CheckedClient, content: bytes, name: str, media_type: str | None = None) -> TestResponse:
    form = fields_of(client.page("/bibliotek/del").form("/bibliotek/del")) | {"title": "Rapport", "description": LONG}
    return client.post("/bibliotek/del", data=form | {"file": (io.BytesIO(content), name, media_type)})


@pytest.mark.parametrize(
    ("content", "name", "media_type", "words"),
    [
        (b"", "rapport.pdf", None, "Filen er tom"),
        (b"a" * 2_000_001, "stor.txt", None, "mere end 2 MB"),
        (b"MZ\x90\0" + bytes(200), "rapport.pdf", "application/pdf", "Programmer"),
        ((DATA / "rapport.pdf").read_bytes(), "rapport.docx", None, "indholdet er PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "kort.png", "image/png", "Websider"),
        ((DATA / "notat.doc").read_bytes(), "notat.doc", None, "gammelt Office-format"),
    ],
    ids=["empty", "too large", "program", "lying name", "script", "old office"],
)
def test_a_file_that_cannot_be_shared_is_refused_with_what_to_do_and_the_text_kept(
    world: World, content: bytes, name: str, media_type: str | None, words: str
) -> None:
    answer = upload(world.client(world.member()), content, name, media_type)
    assert answer.status_code == 422
    page = Page(answer)
    assert words in page.main
    assert fields_of(page.form("/bibliotek/del"))["description"] == LONG
    assert world.read(select(func.count(Document.id))) == [0]


@pytest.mark.parametrize(
    ("make", "name", "words"),
    [
        ((DATA / "adgangskode.docx").read_bytes, "låst.docx", "adgangskode"),
        (lambda: (DATA / "rapport.pdf").read_bytes()[:400], "afbrudt.pdf", "kunne ikke åbnes"),
        (lambda: hostile.inflating_docx(70), "bombe.docx", "for tung at læse"),
        (lambda: hostile.open_document(hostile.ODT, "<text:p>&l9;</text:p>", prolog=hostile.billion_laughs()),
         "latter.odt", "kunne ikke åbnes"),
    ],
    ids=["encrypted", "damaged", "zip bomb", "entity bomb"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_kept_and_its_page_says_why(
    world: World, make: Callable[[], bytes], name: str, words: str
) -> None:
    content = make()
    client = world.client(world.member())
    answer = upload(client, content, name)
    if answer.status_code == 422:  # seen to be bad on arrival: said at once
        assert "beskadiget" in Page(answer).main
        return
    assert answer.status_code == 303
    began = time.monotonic()
    world.work()
    assert time.monotonic() - began < 60
    page = client.page(answer.location)
    assert page.elements("span", data_text_state="no_text")
    assert words in page.main
    assert world.read(select(DocumentVersion.text_outcome)) != [""]
    assert client.get(f"{answer.location}/original").data == content


# Searches


@pytest.mark.parametrize(
    "words",
    ["hus " + "AND OR NOT ( " * 3_334, '"hus" -' * 10_000, "*" * 10_000, "hus " * 25_000, "é" * 100_000],
    ids=["operators", "quotes", "stars", "100 kB of words", "100 kB without a space"],
)  # fmt: skip
def test_a_search_of_any_length_is_answered_soon(world: World, words: str) -> None:
    world.thread(world.member(), audience=Audience.PUBLIC)
    world.work()
    client = world.client()
    began = time.process_time()
    answer = client.get("/soeg", query_string={"q": words})
    assert time.process_time() - began < 5
    assert answer.status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "²", "1e3", "9" * 30, "", "\0", "' OR 1=1"])
def test_a_page_number_that_is_none_is_the_first_or_the_last(world: World, number: str) -> None:
    world.thread(world.member(), audience=Audience.PUBLIC)
    world.work()
    client = world.client()
    assert client.get("/soeg", query_string={"q": "nedrivning", "side": number}).status_code == 200


def test_a_page_after_the_last_leads_to_the_last(world: World) -> None:
    for number in range(21):
        world.thread(world.member(), f"Nedrivning {number}", audience=Audience.PUBLIC)
    world.work()
    client = world.client()
    for beyond in ("3", "50", "99999"):
        assert client.get(f"/soeg?q=nedrivning&side={beyond}").location == "/soeg?q=nedrivning&side=2"
    assert "21 resultater" in client.page("/soeg?q=nedrivning&side=2").main
    of_another = client.get("/api/v1/search?q=nedrivning&after=7").json
    assert (of_another["total"], of_another["results"], of_another["next"]) == (21, [], None)


def test_the_last_page_that_can_be_had_leads_to_none_after_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("asked", "queries"):
        monkeypatch.setattr(f"network.features.search.{module}.MAX_PAGE", 1)
    for number in range(21):
        world.thread(world.member(), f"Nedrivning {number}", audience=Audience.PUBLIC)
    world.work()
    assert world.client().page("/soeg?q=nedrivning").links("Næste") == []
    assert world.client().get("/api/v1/search?q=nedrivning").json["next"] is None


def test_no_more_can_be_typed_into_the_box_than_is_read(world: World) -> None:
    for box in world.client().page("/soeg").elements("input", type="search"):
        assert box.get("maxlength") == "1000"


# Things that are not there


@pytest.mark.parametrize(
    "path",
    [
        "/traade/{}-x", "/indlaeg/{}", "/dokumenter/{}-x", "/dokumenter/{}-x/original", "/dokumenter/{}-x/side/1",
        "/dokumenter/{}/tekst", "/emner/{}", "/kommuner/{}", "/invitation/{}", "/adgangskode/{}", "/noget/{}",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_page_that_says_so(world: World, path: str) -> None:
    client = world.client(world.member())
    for number in (4711, 2**31, 2**63, HUGE, -1, "9" * 5000, "%00", "1.5", "0x10", "١"):
        answer = client.get(path.format(number))
        assert answer.status_code == 404, number
        assert "Vi kan ikke finde siden" in answer.text or "Linket kan ikke bruges" in answer.text


def test_what_is_not_yours_looks_as_if_it_were_not_there(world: World) -> None:
    thread = world.thread(world.member(LOLLAND), audience=Audience.OWN)
    document = world.document(world.member(LOLLAND), audience=Audience.OWN)
    reply = world.reply(world.member(LOLLAND), thread)
    stranger = world.client(world.member(LEMVIG))
    nothing = Page(stranger.get("/traade/4711-x")).main
    for path in (url_of(thread), f"/indlaeg/{reply}", f"/dokumenter/{document.id}-{document.slug}"):
        answer = stranger.get(path)
        assert answer.status_code == 404
        assert Page(answer).main == nothing
    token = stranger.csrf()
    for path in (f"/traade/{thread.id}/svar", f"/indlaeg/{reply}/bedste"):
        answer = stranger.post(path, data={"body": LONG, "best": "1", "csrf_token": token})
        assert answer.status_code == 404
    assert posts(world) == 2


def test_a_reply_to_a_thread_that_is_gone_comes_back_to_be_copied(world: World) -> None:
    client = world.client(world.member())
    token = client.csrf()
    for number in (4711, HUGE):
        answer = client.post(f"/traade/{number}/svar", data={"body": LONG, "csrf_token": token})
        assert answer.status_code == 404
    answer = client.post("/traade/4711/svar", data={"body": LONG, "csrf_token": token})
    kept = Page(answer).elements("textarea")
    assert "".join(kept[0].itertext()).replace("\r\n", "\n").strip() == LONG


@pytest.mark.parametrize("cursor", ["vrøvl", "%00", "====", "MS4x" * 3000, "MTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAuMQ"])
def test_a_cursor_that_is_none_of_ours_is_not_there(world: World, cursor: str) -> None:
    client = world.client(world.member())
    for path in ("/traade/", "/bibliotek/", "/emner/tomme-boliger"):
        assert client.get(f"{path}?efter={cursor}").status_code == 404, path


def test_a_place_in_a_thread_that_is_none_is_its_beginning(world: World) -> None:
    thread = world.thread(world.member(), audience=Audience.PUBLIC)
    client = world.client()
    for nonsense in ("-1", "abc", "²", "", "%00", "1.5", "9" * 40):
        assert client.get(f"{url_of(thread)}?efter={nonsense}").status_code == 200, nonsense
    for beyond in ("1", "20", "9" * 11):
        assert client.get(f"{url_of(thread)}?efter={beyond}").status_code == 404, beyond


def test_an_empty_question_is_told_all_that_is_missing_at_once(world: World) -> None:
    page = Page(world.client(world.member()).submit("/traade/ny?slags=spoergsmaal", title="", body="", topic=""))
    assert all(words in page.main for words in ("Vælg et emne.", "Skriv en titel", "Skriv noget først."))


def test_whoever_was_signed_out_sees_a_short_text_and_hears_that_the_file_is_not_kept(world: World) -> None:
    client = world.client(world.member())
    fields = {**fields_of(client.page("/bibliotek/del").form("/bibliotek/del")), "title": "Et kort navn"}
    with client.session_transaction() as cookie:
        del cookie["_user_id"]
    file = (io.BytesIO(b"Asbest skal fjernes."), "asbest.txt")
    answer = client.post("/bibliotek/del", data={**fields, "file": file}, content_type="multipart/form-data")
    assert answer.status_code == 401
    assert "Filen skal du vælge igen bagefter." in Page(answer).main
    assert "Et kort navn" in "".join(Page(answer).elements("textarea")[0].itertext())
