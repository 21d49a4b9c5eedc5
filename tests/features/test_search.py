"""One box finds threads, replies in the middle of them, and pages inside documents; nobody finds what is not theirs."""

import shutil
import time
from pathlib import Path
from threading import Thread

import pytest

from network.core.access import Audience
from network.core.addresses import member_url
from network.features.search import own_writing
from network.features.search.similar import MUCH_RARER
from network.web.transaction import NetworkFlask
from tests.world import LEMVIG, LOLLAND, World

DATA = Path(__file__).parent.parent / "data"
ASKED = {
    "kind": "question",
    "topic": "tomme-boliger",
    "title": "Solceller på taget?",
    "body": "Hvem har prøvet det?",
    "audience": "network",
}


def test_a_thread_and_a_reply_in_the_middle_of_it_are_found_with_the_words_marked(world: World) -> None:
    thread = world.thread(world.member(), title="Hvad koster en nedrivning?", body="Vi har tre tomme huse.")
    helper = world.member(LEMVIG, "Inger Klitmose")
    for number in range(25):
        world.reply(helper, thread, f"Svar {number}")
    middle = world.reply(helper, thread, "Asbesten blev fjernet for 40.000 kr.")
    world.reply(helper, thread, "Tak.")
    world.work()
    client = world.client(world.member())

    by_title = client.page("/soeg?q=nedrivningen")
    assert "1 resultat" in by_title
    assert by_title.marked() == ["nedrivning"]

    by_reply = client.page("/soeg?q=asbest")
    assert by_reply.links("Hvad koster en nedrivning?") == [f"/indlaeg/{middle}?q=asbest#indlaeg-{middle}"]
    assert by_reply.marked() == ["Asbesten"]
    assert "Inger Klitmose, Lemvig Kommune" in by_reply.main
    there = client.get(f"/indlaeg/{middle}?q=asbest").location
    assert there.endswith(f"?efter=20&q=asbest#indlaeg-{middle}")
    assert client.page(there.partition("#")[0]).marked() == ["Asbesten"]


def test_the_author_of_a_hit_is_a_link_to_their_profile_for_members_only(world: World) -> None:
    inger = world.member(LEMVIG, "Inger Klitmose")
    thread = world.thread(world.member(), "Hvad koster en nedrivning?", audience=Audience.PUBLIC)
    world.reply(inger, thread, "Asbesten blev fjernet.")
    world.work()
    profile = member_url(inger.id or 0, inger.name)
    assert world.client(world.member()).page("/soeg?q=asbest").links("Inger Klitmose") == [profile]
    shown = world.client().page("/soeg?q=asbest")
    assert "Inger Klitmose, Lemvig Kommune" in shown.main
    assert shown.links("Inger Klitmose") == []


def test_page_seven_of_a_pdf_is_found_and_its_text_shown_with_the_words_marked(world: World) -> None:
    author = world.member()
    world.document(author, "Rapport", (DATA / "rapport.pdf").read_bytes(), "rapport.pdf")
    world.work()
    client = world.client(author)
    found = client.page("/soeg?q=flagermuskasse")
    link = next(url for url in found.links("Rapport") if "/side/7" in url)
    assert "side 7" in found.main
    assert "flagermuskasser" in found.marked()
    page = client.page(link)
    assert page.marked() == ["flagermuskasser"]
    assert page.links("Forrige")
    assert page.links("Næste")


@pytest.mark.parametrize("audience", list(Audience))
def test_search_finds_in_each_audience_what_its_readers_may_see(world: World, audience: Audience) -> None:
    author = world.member(LOLLAND)
    world.thread(author, title="Kartoffelmarken i spil", audience=audience)
    world.document(author, "Kartoffelrapport", b"Kartoffel.", "k.txt", audience=audience)
    world.work()
    visible = {
        Audience.PUBLIC: ("visitor", "partner", "other", "own"),
        Audience.NETWORK: ("partner", "other", "own"),
        Audience.MUNICIPALITIES: ("other", "own"),
        Audience.OWN: ("own",),
    }[audience]
    readers = {
        "visitor": world.client(),
        "partner": world.client(world.member("fonden")),
        "other": world.client(world.member(LEMVIG)),
        "own": world.client(world.member(LOLLAND)),
    }
    for name, client in readers.items():
        page = client.page("/soeg?q=kartoffel")
        assert ("Vi fandt ikke noget" not in page) == (name in visible), name
        assert ("Kartoffelrapport" in page) == (name in visible), name


@pytest.mark.parametrize("spelling", ["Aabenraa", "Åbenrå", "AABENRAA", "aabenrå"])
def test_danish_spellings_meet(world: World, spelling: str) -> None:
    world.thread(world.member(), title="Hvad gør Aabenraa med bymidten?", audience=Audience.PUBLIC)
    world.work()
    assert "1 resultat" in world.client().page(f"/soeg?q={spelling}")


def test_results_can_be_limited_to_threads_or_documents_and_put_newest_first(world: World) -> None:
    author = world.member()
    world.thread(author, title="Om skolen i Vester Ulslev")
    world.later(days=1)
    world.document(author, "Skolen", b"Skolen lukkede.", "s.txt")
    world.work()
    client = world.client(author)
    everything = client.page("/soeg?q=skolen")
    assert "2 resultater" in everything
    threads = client.page(next(link for link in everything.links("Tråde") if "type=traade" in link))
    assert "1 resultat" in threads
    newest = client.page(everything.links("Nyeste først")[0])
    assert newest.elements("h2")[0].find(".//a").get("href").startswith("/dokumenter/")


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "-",
        "*",
        "AND OR NOT",
        "(((((",
        '"uafsluttet',
        "a" * 5000,
        "\x00",
        "%ud83d",
        "+-&|!(){}[]^~:\\/" * 500,
        "  ",
    ],
    ids=lambda query: query[:12],
)
def test_nothing_that_can_be_typed_is_an_error(world: World, query: str) -> None:
    world.thread(world.member(), audience=Audience.PUBLIC)
    world.work()
    assert world.client().get("/soeg", query_string={"q": query}).status_code == 200


def test_pages_of_results_hold_twenty_each_and_no_result_twice(world: World) -> None:
    author = world.member()
    for number in range(45):
        world.thread(author, f"Lokalråd nummer {number}")
    world.work()
    client = world.client(author)
    urls: list[str] = []
    page = client.page("/soeg?q=lokalråd")
    assert "45 resultater" in page
    for _ in range(3):
        urls += [a.get("href") for h2 in page.elements("h2") for a in h2.iter("a")]
        following = page.links("Næste")
        page = client.page(following[0]) if following else page
    assert len([url for url in urls if "/indlaeg/" in url]) == len(set(urls)) == 45


def test_a_hit_that_the_database_does_not_vouch_for_is_dropped(world: World) -> None:
    thread = world.thread(world.member(LOLLAND), title="Om vindmøller på marken", audience=Audience.PUBLIC)
    world.work()
    with world.writing() as session:
        session.get_one(type(thread), thread.id).audience_term = f"own:{thread.organisation_id}"
    page = world.client().page("/soeg?q=vindmøller")
    assert "Om vindmøller" not in page
    assert "1 resultat" not in page


def test_a_deleted_index_is_said_and_rebuilt_by_the_worker(world: World, app: NetworkFlask) -> None:
    author = world.member()
    world.thread(author, title="Hvem har solceller på taget?")
    world.work()
    client = world.client(author)
    shutil.rmtree(app.config["SETTINGS"].data / "index")
    gone = client.get("/soeg?q=solceller")
    assert gone.status_code == 503
    assert "bygget op igen" in gone.text
    world.work()
    assert "Hvem har solceller" in client.page("/soeg?q=solceller")


def test_who_has_just_written_finds_it_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_writing, "PATIENCE", 20.0)
    client = world.client(world.member())
    client.submit("/traade/ny?slags=spoergsmaal", **ASKED)
    worker = Thread(target=lambda: (time.sleep(0.3), world.work()))
    worker.start()
    page = client.page("/soeg?q=solceller")
    worker.join()
    assert page.links("Solceller på taget?")


def test_a_search_waits_for_no_worker_that_is_not_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_writing, "PATIENCE", 0.2)
    client = world.client(world.member())
    client.submit("/traade/ny?slags=spoergsmaal", **ASKED)
    assert not client.page("/soeg?q=solceller").links("Solceller på taget?")
    monkeypatch.setattr(own_writing, "PATIENCE", 60.0)
    client.page("/soeg?q=solceller")  # asked again, it does not wait


def test_where_nothing_has_all_the_words_what_has_some_of_them_is_shown(world: World) -> None:
    world.thread(world.member(), "Fornyelse i Vester Ulslev", audience=Audience.PUBLIC)
    world.thread(world.member(), "Fornyelse af noget hemmeligt")
    world.work()
    page = world.client().page("/soeg?q=fornyelse af landsbyer")
    assert "Det, der ligner mest" in page.main
    assert "Fornyelse i Vester Ulslev" in page.main
    assert "hemmeligt" not in page.main
    assert "Det, der ligner mest" not in world.client().page("/soeg?q=fornyelse").main
    assert "Fornyelse i Vester Ulslev" not in world.client().page("/soeg?q=stationen -fornyelse").main


def test_of_a_compound_that_nobody_has_written_what_it_is_made_of_comes_closest(world: World) -> None:
    for number in range(3):
        world.thread(world.member(), f"Landsbyer og veje {number}", "Om landsbyer og landsbyernes veje.")
    world.thread(world.member(), "Samarbejde i en klynge", "Fire foreninger.")
    world.work()
    page = world.client(world.member()).page("/soeg?q=klyngesamarbejde mellem landsbyer")
    first = next(heading for heading in page.elements("h3", class_="row-title"))
    assert "".join(first.itertext()) == "Samarbejde i en klynge"
    assert "Landsbyer og veje" in page.main


def test_a_word_much_rarer_than_the_others_says_what_comes_closest(world: World) -> None:
    for number in range(MUCH_RARER):
        world.thread(world.member(), f"Hjælp nummer {number}", "Skolen.")
        world.thread(world.member(), f"Vej nummer {number}", "Vejen.")
    world.thread(world.member(), "Den sidste butik", "Byen har støttet sin købmand i mange år.")
    world.work()
    page = world.client(world.member()).page("/soeg?q=hjælp til købmanden")
    headings = ["".join(heading.itertext()) for heading in page.elements("h3", class_="row-title")]
    assert headings[0] == "Den sidste butik"
    assert headings[1].startswith("Hjælp nummer")


def test_what_begins_as_a_word_that_nobody_has_written_comes_closest(world: World) -> None:
    world.thread(world.member(), "Et iværksætterhus i banken")
    world.work()
    page = world.client(world.member()).page("/soeg?q=iværksættehusene")
    assert page.links("Et iværksætterhus i banken")


def test_a_visitor_is_told_that_members_may_find_more(world: World) -> None:
    world.thread(world.member(), "Fornyelse i Vester Ulslev", audience=Audience.PUBLIC)
    world.work()
    words = "Du ser kun det, som alle må læse."
    assert words in world.client().page("/soeg?q=fornyelse").main
    assert words not in world.client(world.member()).page("/soeg?q=fornyelse").main
