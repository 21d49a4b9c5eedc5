"""A question is asked, answered by another municipality, and its best reply marked."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from network.core.access import Audience
from network.features.threads.models import Post, ReadMarker, Thread, ThreadKind
from tests.world import LEMVIG, LOLLAND, World


def ask(world: World, **changes: str) -> tuple[str, str]:
    """Ask through the form; returns the thread's address and id."""
    client = world.client(world.member(LOLLAND, "Mette Holm"))
    filled = {
        "kind": "question",
        "topic": "tomme-boliger",
        "title": "Hvad koster en nedrivning?",
        "body": "Vi har **tre** huse i *Dannemare*.",
        "audience": "network",
    }
    answer = client.submit("/traade/ny?slags=spoergsmaal", **(filled | changes))
    assert answer.status_code == 303, answer.text
    return answer.location, answer.location.removeprefix("/traade/").partition("-")[0]


def test_a_question_gets_a_reply_from_another_municipality_and_a_best_reply(world: World) -> None:
    asker = world.member(LOLLAND, "Mette Holm")
    mette = world.client(asker)
    topic = mette.page("/emner/tomme-boliger")
    new = topic.links("Stil et spørgsmål")[0]
    asked = mette.submit(
        new,
        title="Hvad koster en nedrivning?",
        body="Vi har **tre** huse.\n\n| Hus | Pris |\n|---|--:|\n| Vestergade | 85.000 |",
        audience="municipalities",
    )
    page = mette.page(asked.location)
    assert page.heading == "Hvad koster en nedrivning?"
    assert [strong.text for strong in page.elements("strong") if strong.text == "tre"]
    assert page.elements("td", class_="align-right")

    inger = world.client(world.member(LEMVIG, "Inger Klitmose"))
    replied = inger.submit(asked.location, action=reply_path(asked.location), body="Hos os 78.000 kr. i alt.")
    assert replied.status_code == 303
    page = mette.page(replied.location.partition("#")[0])
    assert "Inger Klitmose" in page
    assert "Lemvig Kommune" in page.main

    mark = next(f.get("action") for f in page.elements("form") if (f.get("action") or "").endswith("/bedste"))
    mette.submit(asked.location, action=mark)
    page = mette.page(asked.location)
    assert "Bedste svar, skrevet af Inger Klitmose, Lemvig Kommune" in page.main
    assert "Bedste svar" in mette.page("/emner/tomme-boliger")

    mette.submit(asked.location, action=mark)
    assert "Bedste svar" not in mette.page(asked.location).main


def reply_path(location: str) -> str:
    return f"/traade/{location.removeprefix('/traade/').partition('-')[0]}/svar"


def test_only_the_one_who_asked_is_offered_to_mark_the_best_reply(world: World) -> None:
    thread = world.thread(world.member())
    post_id = world.reply(world.member(LEMVIG), thread)
    other = world.client(world.member(LEMVIG))
    url = f"/traade/{thread.id}-{thread.slug}"
    assert "/bedste" not in other.page(url).html
    refused = other.post(f"/indlaeg/{post_id}/bedste", data={"best": "1", "csrf_token": other.csrf()})
    assert refused.status_code == 403
    assert "Kun den, der har spurgt" in refused.text


def test_the_same_form_sent_twice_is_one_post(world: World) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    data = {"body": "Kun én gang.", "submission": "a" * 24, "csrf_token": client.csrf()}
    first = client.post(f"/traade/{thread.id}/svar", data=data)
    second = client.post(f"/traade/{thread.id}/svar", data=data)
    assert first.location == second.location
    assert world.read(select(func.count(Post.id)).where(Post.thread_id == thread.id)) == [2]


def test_the_same_question_sent_twice_is_one_thread(world: World) -> None:
    client = world.client(world.member())
    token = client.csrf()
    data = {
        "kind": "question", "topic": "service", "title": "Hvem driver skolen nu?", "body": "Vi lukkede den.",
        "audience": "network", "submission": "b" * 24, "csrf_token": token,
    }  # fmt: skip
    assert client.post("/traade/ny", data=data).location == client.post("/traade/ny", data=data).location
    assert world.read(select(func.count(Thread.id))) == [1]


def test_what_was_typed_comes_back_with_what_is_missing(world: World) -> None:
    client = world.client(world.member())
    answer = client.submit("/traade/ny?slags=spoergsmaal", title="", topic="", body="Min lange tekst om landsbyen.")
    assert answer.status_code == 422
    assert "Min lange tekst om landsbyen." in answer.text
    assert "Vælg et emne" in answer.text
    assert "Skriv en titel" in answer.text


@pytest.mark.parametrize("audience", list(Audience))
def test_a_thread_is_seen_by_its_audience_alone(world: World, audience: Audience) -> None:
    thread = world.thread(world.member(LOLLAND), audience=audience)
    url = f"/traade/{thread.id}-{thread.slug}"
    readers = {
        "visitor": world.client(),
        "partner": world.client(world.member("fonden")),
        "other": world.client(world.member(LEMVIG)),
        "own": world.client(world.member(LOLLAND)),
    }
    expected = {
        Audience.PUBLIC: {"visitor", "partner", "other", "own"},
        Audience.NETWORK: {"partner", "other", "own"},
        Audience.MUNICIPALITIES: {"other", "own"},
        Audience.OWN: {"own"},
    }[audience]
    seen = {name for name, client in readers.items() if client.get(url).status_code == 200}
    listed = {name for name, client in readers.items() if thread.title in client.page("/traade/")}
    assert seen == listed == expected


def test_a_long_thread_is_read_in_pages_of_twenty_with_addresses_of_their_own(world: World) -> None:
    author, helper = world.member(), world.member(LEMVIG)
    thread = world.thread(author, audience=Audience.PUBLIC)
    ids = [world.reply(helper, thread, f"Svar nummer {n}") for n in range(2, 46)]
    url = f"/traade/{thread.id}-{thread.slug}"
    reader = world.client()
    first = reader.page(url)
    assert "Svar nummer 20" in first
    assert "Svar nummer 21" not in first
    last = reader.page(f"{url}?efter=40")
    assert "Svar nummer 41" in last
    assert "Svar nummer 45" in last
    assert reader.get(f"{url}?efter=60").status_code == 404
    permanent = reader.get(f"/indlaeg/{ids[30 - 2]}")
    assert permanent.location == f"{url}?efter=20#indlaeg-{ids[28]}"


def test_an_unchanged_thread_is_answered_with_304_until_somebody_replies(world: World) -> None:
    thread = world.thread(world.member(), audience=Audience.PUBLIC)
    client = world.client()
    url = f"/traade/{thread.id}-{thread.slug}"
    tag = client.get(url).headers["ETag"]
    unchanged = client.get(url, headers={"If-None-Match": tag})
    assert unchanged.status_code == 304
    assert not unchanged.data
    # What one may see is part of the tag: a member gets the member's page.
    assert world.client(world.member()).get(url, headers={"If-None-Match": tag}).status_code == 200
    assert client.get(f"{url}?sprog=en", headers={"If-None-Match": tag}).status_code == 200
    client.get(f"{url}?sprog=da")
    world.reply(world.member(LEMVIG), thread)
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_the_read_marker_moves_forward_with_the_reader_and_never_back(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    for _ in range(30):
        world.reply(author, thread)
    reader = world.member(LEMVIG)
    client = world.client(reader)
    url = f"/traade/{thread.id}-{thread.slug}"
    marker = select(ReadMarker.position).where(ReadMarker.account_id == reader.id)
    client.get(url)
    assert world.read(marker) == [20]
    client.get(f"{url}?efter=20")
    assert world.read(marker) == [31]
    client.get(url)
    assert world.read(marker) == [31]


def test_replies_that_arrive_at_once_get_a_position_each_and_exact_counts(world: World) -> None:
    thread = world.thread(world.member())
    helper = world.member(LEMVIG)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: world.reply(helper, thread, f"Samtidigt svar {n}"), range(40)))
    assert world.read(select(Post.position).where(Post.thread_id == thread.id).order_by(Post.position)) == list(
        range(1, 42)
    )
    assert world.read(select(Thread.post_count)) == [41]


def test_the_address_with_an_old_title_leads_to_the_new_one(world: World) -> None:
    thread = world.thread(world.member(), audience=Audience.PUBLIC)
    moved = world.client().get(f"/traade/{thread.id}-noget-andet?efter=0")
    assert moved.status_code == 301
    assert moved.location == f"/traade/{thread.id}-{thread.slug}"


def test_unanswered_questions_are_listed_until_they_are_answered(world: World) -> None:
    thread = world.thread(world.member(), title="Hvem har lukket en skole?")
    world.thread(world.member(), title="Vores erfaring med multihuset", kind=ThreadKind.EXPERIENCE)
    client = world.client(world.member(LEMVIG))
    page = client.page("/traade/?vis=ubesvarede")
    assert "Hvem har lukket en skole?" in page
    assert "Vores erfaring" not in page
    world.reply(world.member(LEMVIG), thread)
    assert "Hvem har lukket en skole?" not in client.page("/traade/?vis=ubesvarede")


def test_lists_go_on_where_they_stopped_when_something_new_comes_in_between(world: World) -> None:
    author = world.member()
    for number in range(55):
        world.later(minutes=1)
        world.thread(author, title=f"Spørgsmål nummer {number:02}")
    client = world.client(author)
    first = client.page("/traade/")
    world.later(minutes=1)
    world.thread(author, title="Helt nyt spørgsmål")
    second = client.page(first.links("Næste")[0])
    assert "Spørgsmål nummer 04" in second
    assert "Spørgsmål nummer 05" not in second
    assert client.get("/traade/?efter=vrøvl").status_code == 404


def test_partners_cannot_write_to_municipalities_alone(world: World) -> None:
    client = world.client(world.member("fonden"))
    page = client.page("/traade/ny?slags=spoergsmaal")
    assert [e.get("value") for e in page.elements("input", name="audience")] == ["network"]
    answer = client.submit(
        "/traade/ny?slags=spoergsmaal", topic="service", title="Et spørgsmål fra os", body="Tekst", audience="own"
    )
    assert answer.status_code == 422
