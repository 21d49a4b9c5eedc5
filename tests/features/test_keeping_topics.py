"""The secretariat makes topics, puts them in order and takes them out of use."""

import pytest
from sqlalchemy import select

from network.core.audit import AuditEntry
from network.core.errors import Forbidden, Invalid
from network.features.moderation import service as moderation
from network.features.topics import queries, service
from network.features.topics.models import Topic
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LOLLAND, World

LIST, NEW = "/sekretariat/emner", "/sekretariat/emner/nyt"
HARBOURS = {
    "title": "Havne og kyst",
    "group": "potentiale",
    "description": "Små havne og livet omkring dem.",
    "synonyms": "mole\nlystbådehavn",
}


@pytest.fixture
def secretariat(world: World) -> CheckedClient:
    return world.client(world.secretariat())


def titles(client: CheckedClient) -> list[str]:
    """The topics in the order in which everybody sees them."""
    page = client.page("/emner/")
    return ["".join(title.itertext()).strip() for title in page.elements("h3", class_="row-title")]


def offered(client: CheckedClient) -> set[str]:
    form = client.page("/traade/ny?slags=droeftelse").form("/traade/ny")
    return {option.get("value") or "" for option in form.find(".//select[@name='topic']").iter("option")} - {""}  # type: ignore[union-attr]


def press(client: CheckedClient, slug: str, act: str, what: str = "tilstand") -> None:
    answer = client.submit(LIST, f"{LIST}/{slug}/{what}", act=act)
    assert answer.location == LIST


def test_a_new_topic_is_there_for_everybody_with_all_that_was_written(world: World, secretariat: CheckedClient) -> None:
    mette = world.member(LOLLAND, "Mette Holm")
    assert secretariat.page(LIST).links("Nyt emne") == [NEW]
    answer = secretariat.submit(NEW, **HARBOURS, responsible=world.email_of(mette))
    assert answer.location == "/emner/havne-og-kyst"
    page = world.client(mette).page("/emner/havne-og-kyst")
    for words in ("Havne og kyst", "Små havne og livet omkring dem.", "mole, lystbådehavn", "Mette Holm"):
        assert words in page.main
    assert "havne-og-kyst" in offered(world.client(mette))
    assert "Havne og kyst" in titles(world.client())
    assert world.read(select(AuditEntry.act)) == ["topic-create"]
    thread = world.thread(mette, "Hvem ejer molen?", topic="havne-og-kyst")
    world.work()
    assert world.client(mette).page("/soeg?q=lystbådehavn").links(thread.title)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "Skriv, hvad emnet hedder."),
        ({"title": "⚓"}, "Skriv, hvad emnet hedder."),
        ({"title": "MOBILITET og afstand"}, "Et andet emne hedder det allerede."),
        ({"group": "findes-ikke"}, "Vælg en af mulighederne på listen."),
        ({"responsible": "ingen@lolland.example"}, "Intet medlem har adressen ingen@lolland.example."),
    ],
)
def test_what_cannot_be_used_comes_back_with_the_reason(
    world: World, secretariat: CheckedClient, wrong: dict[str, str], message: str
) -> None:
    before = world.read(select(Topic.title))
    page = Page(secretariat.submit(NEW, **(HARBOURS | wrong)))
    assert page.status == 422
    assert message in page
    kept = fields_of(page.form(NEW))
    assert all(kept[name] == value for name, value in (HARBOURS | wrong).items() if name != "group")
    assert world.read(select(Topic.title)) == before


def test_the_same_form_twice_makes_one_topic(world: World, secretariat: CheckedClient) -> None:
    fields = fields_of(secretariat.page(NEW).form(NEW)) | HARBOURS
    answers = [secretariat.post(NEW, data=fields) for _ in range(2)]
    assert [answer.location for answer in answers] == ["/emner/havne-og-kyst"] * 2
    assert len(world.read(select(Topic.id).where(Topic.title == "Havne og kyst"))) == 1
    assert world.read(select(AuditEntry.act)) == ["topic-create"]


def test_an_address_that_is_taken_gets_a_number_and_the_forms_own_is_nobodys(
    world: World, secretariat: CheckedClient
) -> None:
    assert secretariat.submit("/sekretariat/emner/mobilitet", title="Busser").status_code == 303
    assert secretariat.submit(NEW, title="Mobilitet", group="tema").location == "/emner/mobilitet-2"
    assert secretariat.submit(NEW, title="Nyt", group="tema").location == "/emner/nyt-2"
    assert secretariat.page("/sekretariat/emner/nyt-2").heading == "Ret emnet ”Nyt”"


def test_topics_are_moved_in_their_group_and_everybody_sees_the_order(world: World, secretariat: CheckedClient) -> None:
    first, second, third = titles(secretariat)[:3]
    slugs = dict(world.read_rows(select(Topic.title, Topic.slug)))
    move(secretariat, slugs[first], 2)
    assert titles(world.client())[:3] == [second, first, third]
    move(secretariat, slugs[third], 2)
    assert titles(world.client())[:3] == [second, third, first]
    assert world.read(select(AuditEntry.act)) == ["topic-move"] * 2
    group = world.topic(slugs[first]).group
    secretariat.submit(NEW, title="Aaa kommer sidst", group=group)
    in_group = [row.title for row in _rows(world) if row.group == group]
    assert in_group[0] == second
    assert in_group[-1] == "Aaa kommer sidst"


def move(client: CheckedClient, slug: str, place: int) -> None:
    assert client.submit(LIST, f"{LIST}/{slug}/plads", place=str(place)).location == LIST


def test_a_button_that_moves_a_topic_names_the_place_and_pressed_twice_moves_it_once(
    world: World, secretariat: CheckedClient
) -> None:
    first, second, third = titles(secretariat)[:3]
    slug = world.read(select(Topic.slug).where(Topic.title == third))[0]
    fields = fields_of(secretariat.page(LIST).form(f"{LIST}/{slug}/plads"))
    assert fields["place"] == "2"
    for _press in range(2):
        assert secretariat.post(f"{LIST}/{slug}/plads", data=fields).location == LIST
    assert titles(world.client())[:3] == [first, third, second]
    assert world.read(select(AuditEntry.act)) == ["topic-move"]
    without = fields | {"place": "op"}
    assert secretariat.post(f"{LIST}/{slug}/plads", data=without).status_code == 404


def _rows(world: World) -> tuple[queries.TopicRow, ...]:
    sofie = world.secretariat()
    with world.writing() as session:
        return queries.topics(session, sofie)


def test_the_first_is_not_moved_up_and_the_last_not_down(world: World, secretariat: CheckedClient) -> None:
    rows = _rows(world)
    before = [row.slug for row in rows]
    sofie = world.secretariat()
    with world.writing() as session:
        service.move(session, sofie, rows[0].slug, 0)
        service.move(session, sofie, rows[-1].slug, 999)
    assert [row.slug for row in _rows(world)] == before
    assert world.read(select(AuditEntry.act)) == []


def test_a_topic_out_of_use_keeps_its_threads_and_its_address_and_is_not_offered(
    world: World, secretariat: CheckedClient
) -> None:
    author = world.member(LOLLAND)
    thread = world.thread(author, "Hvad koster en nedrivning?")
    client, path = world.client(author), f"/traade/{thread.id}-{thread.slug}"
    press(secretariat, "tomme-boliger", "retire")
    assert "tomme-boliger" not in offered(client)
    page = client.page("/emner/tomme-boliger")
    assert "Emnet bruges ikke mere" in page.main
    assert page.links("Stil et spørgsmål") == []
    assert page.links("Hvad koster en nedrivning?") == [path]
    world.reply(author, thread, "Det koster 85.000 kr.")
    assert "Det koster 85.000 kr." in client.page(path).main
    assert client.page("/traade/?emne=tomme-boliger").links("Hvad koster en nedrivning?")
    index = client.page("/emner/").main
    assert index.index("Ude af brug") < index.index(world.topic().title)
    press(secretariat, "tomme-boliger", "use")
    assert "tomme-boliger" in offered(client)
    assert "Ude af brug" not in client.page("/emner/").main
    assert world.read(select(AuditEntry.act)) == ["topic-retire", "topic-use"]


def test_a_topic_that_goes_out_of_use_while_somebody_writes_loses_none_of_the_text(
    world: World, secretariat: CheckedClient
) -> None:
    client = world.client(world.member(LOLLAND))
    path = "/traade/ny?slags=droeftelse"
    written = {"title": "Hvem vil drøfte huse?", "body": "Vi har tre.", "topic": "tomme-boliger"}
    fields = fields_of(client.page(path).form("/traade/ny")) | written
    press(secretariat, "tomme-boliger", "retire")
    page = Page(client.post("/traade/ny", data=fields))
    assert page.status == 422
    assert "Vælg en af mulighederne på listen." in page
    kept = fields_of(page.form("/traade/ny"))
    assert (kept["title"], kept["body"]) == (written["title"], written["body"])


def test_no_service_puts_something_new_into_a_topic_out_of_use(world: World) -> None:
    author, sofie = world.member(LOLLAND), world.secretariat()
    thread = world.thread(author, topic="service")
    with world.writing() as session:
        service.set_retired(session, sofie, "tomme-boliger", retired=True)
    with pytest.raises(Invalid, match="is not used any more"):
        world.thread(author)
    with world.writing() as session, pytest.raises(Invalid, match="is not used any more"):
        moderation.move(session, sofie, thread.id, world.topic())


def test_what_stands_in_a_topic_out_of_use_can_be_corrected_there(world: World, secretariat: CheckedClient) -> None:
    author = world.member(LOLLAND)
    thread = world.thread(author)
    post = world.client(author).page(f"/traade/{thread.id}-{thread.slug}").links("Ret")[0]
    press(secretariat, "tomme-boliger", "retire")
    client = world.client(author)
    assert fields_of(client.page(post).form(post))["topic"] == "tomme-boliger"
    assert client.submit(post, body="Vi har fire huse.").status_code == 303
    assert "Vi har fire huse." in client.page(f"/traade/{thread.id}-{thread.slug}").main


def test_who_knew_about_a_topic_out_of_use_keeps_it_in_the_profile(world: World, secretariat: CheckedClient) -> None:
    client = world.client(world.member(LOLLAND))
    client.submit("/konto/profil", competences=["tomme-boliger", "service"])
    press(secretariat, "tomme-boliger", "retire")
    assert client.submit("/konto/profil", ask_about="Asbest").status_code == 303
    assert world.client(world.member()).get("/medlemmer/?emne=tomme-boliger").status_code == 200
    assert "tomme-boliger" in _ticked(client)
    assert "tomme-boliger" not in _boxes(world.client(world.member()))


def _boxes(client: CheckedClient) -> set[str]:
    page = client.page("/konto/profil")
    return {box.get("value") or "" for box in page.elements("input") if box.get("name") == "competences"}


def _ticked(client: CheckedClient) -> set[str]:
    page = client.page("/konto/profil")
    boxes = (box for box in page.elements("input") if box.get("name") == "competences")
    return {box.get("value") or "" for box in boxes if box.get("checked") is not None}


def test_only_the_secretariat_keeps_topics(world: World) -> None:
    member = world.member(LOLLAND)
    client = world.client(member)
    for path in (LIST, NEW):
        assert client.get(path).status_code == 403
    with world.writing() as session:
        with pytest.raises(Forbidden):
            service.create(session, member, responsible="", **HARBOURS)
        with pytest.raises(Forbidden):
            service.set_retired(session, member, "tomme-boliger", retired=True)
        with pytest.raises(Forbidden):
            service.move(session, member, "tomme-boliger", 2)
