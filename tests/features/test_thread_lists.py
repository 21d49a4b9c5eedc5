"""Lists of threads: all, unanswered, unread, one's own, followed, and those of a topic, a municipality or a kind."""

import pytest

from network.core.access import Actor, Audience
from network.features.threads.models import Thread, ThreadKind
from network.features.threads.views import LIST
from tests.pages.client import CheckedClient, fields_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World


def titles(client: CheckedClient, path: str) -> list[str]:
    page = client.page(path)
    assert page.status == 200
    return ["".join(h.itertext()).strip() for h in page.elements("h2", class_="row-title")]


@pytest.fixture
def people(world: World) -> tuple[Actor, Actor, Actor]:
    """Who asks, who helps, and who only follows."""
    return world.member(LOLLAND), world.member(LEMVIG), world.member(TOENDER)


def url_of(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


def test_mine_are_the_threads_that_i_started_or_replied_to(world: World, people: tuple[Actor, Actor, Actor]) -> None:
    asker, helper, follower = people
    own = world.thread(asker, "Startet af Lolland")
    world.reply(helper, own)
    world.thread(helper, "Startet af Lemvig")
    assert titles(world.client(asker), "/traade/?vis=mine") == ["Startet af Lolland"]
    assert set(titles(world.client(helper), "/traade/?vis=mine")) == {"Startet af Lolland", "Startet af Lemvig"}
    assert "Her står de tråde, du starter eller svarer i." in world.client(follower).page("/traade/?vis=mine")


def test_followed_are_those_that_i_have_not_said_stop_to(world: World, people: tuple[Actor, Actor, Actor]) -> None:
    asker, _helper, follower = people
    first, second = world.thread(asker, "Den første tråd"), world.thread(asker, "Den anden tråd")
    client = world.client(follower)
    assert titles(client, "/traade/?vis=fulgte") == []
    assert "Du følger de tråde, du skriver i" in client.page("/traade/?vis=fulgte")
    world.follow(follower, first)
    world.follow(follower, second)
    world.follow(follower, second, follow=False)
    assert titles(client, "/traade/?vis=fulgte") == ["Den første tråd"]


def test_unread_are_followed_threads_with_posts_that_i_have_not_seen(
    world: World, people: tuple[Actor, Actor, Actor]
) -> None:
    asker, helper, follower = people
    thread, other = world.thread(asker, "Den fulgte tråd"), world.thread(asker, "Den anden tråd")
    client = world.client(follower)
    client.get(url_of(thread))
    client.get(url_of(other))
    world.follow(follower, thread)
    assert titles(client, "/traade/?vis=ulaeste") == []
    assert "Du har læst alt i de tråde, du følger." in client.page("/traade/?vis=ulaeste")
    first = world.reply(helper, thread)
    world.reply(helper, thread)
    world.reply(helper, other)
    page = client.page("/traade/?vis=ulaeste")
    assert titles(client, "/traade/?vis=ulaeste") == ["Den fulgte tråd"]
    assert page.links("2 nye") == [f"/indlaeg/{first}#indlaeg-{first}"]
    assert client.page("/traade/").links("nye") == page.links("2 nye")
    client.get(url_of(thread))
    assert titles(client, "/traade/?vis=ulaeste") == []


def test_a_thread_that_was_followed_unseen_is_unread_from_its_question(
    world: World, people: tuple[Actor, Actor, Actor]
) -> None:
    asker, _helper, follower = people
    world.follow(follower, world.thread(asker))
    assert len(world.client(follower).page("/traade/?vis=ulaeste").links("1 nyt")) == 1


def test_a_list_is_narrowed_by_topic_municipality_and_kind(world: World, people: tuple[Actor, Actor, Actor]) -> None:
    asker, helper, _follower = people
    world.thread(asker, "Spørgsmål om boliger")
    world.thread(asker, "Erfaring om boliger", kind=ThreadKind.EXPERIENCE)
    world.thread(helper, "Lemvig om boliger")
    world.thread(asker, "Spørgsmål om service", topic="service")
    client = world.client(asker)
    assert len(titles(client, "/traade/?emne=tomme-boliger")) == 3
    assert titles(client, "/traade/?kommune=lemvig") == ["Lemvig om boliger"]
    assert titles(client, "/traade/?type=erfaring") == ["Erfaring om boliger"]
    assert titles(client, "/traade/?emne=tomme-boliger&kommune=lolland&type=spoergsmaal") == ["Spørgsmål om boliger"]
    assert titles(client, "/traade/?vis=mine&emne=service") == ["Spørgsmål om service"]
    assert "Ingen tråd passer til alt det, du har valgt." in client.page("/traade/?kommune=lemvig&emne=service")


def test_the_form_gives_an_address_that_can_be_passed_on(world: World, people: tuple[Actor, Actor, Actor]) -> None:
    world.thread(people[0])
    client = world.client(people[0])
    page = client.page("/traade/?vis=mine&type=spoergsmaal&kommune=lolland")
    form = next(form for form in page.elements("form") if form.get("class") == "list-filter")
    assert form.get("method") is None
    assert fields_of(form) == {"vis": "mine", "emne": "", "kommune": "lolland", "type": "spoergsmaal", "tilstand": ""}
    assert page.links("Nulstil valget") == ["/traade/?vis=mine"]
    assert page.links("Fulgte") == ["/traade/?vis=fulgte&kommune=lolland&type=spoergsmaal"]
    assert page.links("Alle") == ["/traade/?kommune=lolland&type=spoergsmaal"]


def test_the_next_page_keeps_what_was_chosen(world: World, people: tuple[Actor, Actor, Actor]) -> None:
    for number in range(LIST + 1):
        world.thread(people[0], f"Spørgsmål {number} om boliger")
        world.thread(people[1], f"Spørgsmål {number} fra Lemvig")
    client = world.client(people[2])
    first = "/traade/?vis=ubesvarede&kommune=lolland&type=spoergsmaal"
    (following,) = client.page(first).links("Næste")
    seen = titles(client, first) + titles(client, following)
    assert len(set(seen)) == len(seen) == LIST + 1
    assert all("om boliger" in title for title in seen)


def test_a_visitor_has_no_list_of_their_own(world: World) -> None:
    visitor = world.client()
    page = visitor.page("/traade/")
    assert not page.links("Mine")
    assert page.links("Uden svar")
    assert visitor.get("/traade/?vis=mine").location == "/log-ind?videre=/traade/?vis%3Dmine"


# In the thread itself


def test_a_long_thread_leads_to_the_first_unread_and_to_the_latest(
    world: World, people: tuple[Actor, Actor, Actor]
) -> None:
    asker, helper, follower = people
    thread = world.thread(asker)
    ids = [0, 0, *(world.reply(helper, thread, f"Svar nummer {n}") for n in range(2, 46))]
    client, path = world.client(follower), url_of(thread)
    page = client.page(path)
    assert page.links("Første ulæste") == []
    assert page.links("Seneste") == [f"/indlaeg/{ids[45]}#indlaeg-{ids[45]}"]
    page = client.page(path)
    assert page.links("Første ulæste") == [f"/indlaeg/{ids[21]}#indlaeg-{ids[21]}"]
    assert client.get(page.links("Første ulæste")[0]).location == f"{path}?efter=20#indlaeg-{ids[21]}"
    client.get(f"{path}?efter=20")
    client.get(f"{path}?efter=40")
    page = client.page(f"{path}?efter=40")
    assert (page.links("Første ulæste"), page.links("Seneste")) == ([], [])
    assert client.page(path).links("Første ulæste") == []


def test_a_visitor_is_led_to_the_latest_only(world: World) -> None:
    asker = world.member()
    thread = world.thread(asker, audience=Audience.PUBLIC)
    for number in range(25):
        world.reply(asker, thread, f"Svar {number}")
    page = world.client().page(url_of(thread))
    assert page.links("Første ulæste") == []
    assert len(page.links("Seneste")) == 1
