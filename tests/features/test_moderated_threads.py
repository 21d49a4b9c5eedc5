"""A thread is closed, pinned, moved, and made into another kind."""

from sqlalchemy import func, select

from network.features.moderation import service as moderation
from network.features.threads.models import Post, Thread, ThreadKind
from network.ports.search import Query
from tests.features.moderating import moderate, moderator, url_of
from tests.pages.client import Page, fields_of
from tests.world import LEMVIG, World


def test_a_closed_thread_says_why_and_takes_no_reply_until_it_is_opened(world: World) -> None:
    thread = world.thread(world.member())
    mogens, client = world.client(moderator(world)), world.client(world.member(LEMVIG))
    form = fields_of(client.page(url_of(thread)).form(f"/traade/{thread.id}/svar"))
    assert moderate(mogens, thread, "luk", reason=" ") == 422
    assert moderate(mogens, thread, "luk", reason="Spørgsmålet er besvaret i lovteksten.") == 303
    for reader in (client, mogens):
        page = reader.page(url_of(thread))
        assert "En moderator har lukket tråden for svar: Spørgsmålet er besvaret i lovteksten." in page
        assert "Send svar" not in page.main
    assert "Lukket" in client.page("/traade/").main

    late = client.post(f"/traade/{thread.id}/svar", data=form | {"body": "Ja."})
    assert late.status_code == 422
    page = Page(late)
    assert "dit svar blev ikke sendt" in page.main
    assert "Spørgsmålet er besvaret i lovteksten." in page.main
    assert fields_of(page.form(f"/traade/{thread.id}/svar"))["body"] == "Ja."
    assert world.read(select(func.count(Post.id))) == [1]

    assert moderate(mogens, thread, "aabn") == 303
    assert client.post(f"/traade/{thread.id}/svar", data=form | {"body": "Ja."}).status_code == 303


def test_a_reply_that_was_sent_before_the_thread_was_closed_is_not_refused_when_sent_again(world: World) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    form = fields_of(client.page(url_of(thread)).form(f"/traade/{thread.id}/svar")) | {"body": "Ja."}
    first = client.post(f"/traade/{thread.id}/svar", data=form)
    actor = moderator(world)
    with world.writing() as session:
        moderation.lock(session, actor, thread.id, "Nu er det nok.")
    assert client.post(f"/traade/{thread.id}/svar", data=form).location == first.location


def test_pinned_threads_stand_first_in_their_topic_and_once(world: World) -> None:
    author = world.member()
    old = world.thread(author, title="Den gamle vejledning")
    for number in range(31):
        world.later(minutes=1)
        world.thread(author, title=f"Spørgsmål nummer {number:02}")
    mogens = world.client(moderator(world))
    assert moderate(mogens, old, "fastgoer", pinned="1") == 303
    page = mogens.page("/emner/tomme-boliger")
    titles = [heading.find("a").text for heading in page.elements("h3", class_="row-title")]
    assert titles[:2] == ["Den gamle vejledning", "Spørgsmål nummer 30"]
    assert "Fastgjort" in page.main
    second = mogens.page(page.links("Næste")[0])
    assert "Den gamle vejledning" not in second.main
    assert "Spørgsmål nummer 00" in second.main
    assert moderate(mogens, old, "fastgoer", pinned="0") == 303
    assert "Den gamle vejledning" not in mogens.page("/emner/tomme-boliger").main


def test_a_moved_thread_is_counted_and_found_in_its_new_topic_and_keeps_its_addresses(world: World) -> None:
    author = world.member()
    thread = world.thread(author, title="Hvem kender Kaninholm?")
    post = world.reply(author, thread, "Kaninholm ligger i fjorden.")
    world.work()
    mogens = world.client(moderator(world))
    moderate(mogens, thread, "fastgoer", pinned="1")
    before = mogens.get(f"/indlaeg/{post}").location
    assert moderate(mogens, thread, "flyt", topic="") == 422
    assert moderate(mogens, thread, "flyt", topic="findes-ikke") == 422
    assert moderate(mogens, thread, "flyt", topic="service") == 303
    reader = world.client(author)
    assert "Kaninholm" in reader.page("/emner/service")
    assert "Kaninholm" not in reader.page("/emner/tomme-boliger")
    assert reader.get(f"/indlaeg/{post}").location == before
    assert world.read(select(Thread.pinned_at)) == [None]
    world.work()
    assert "1 resultat" in reader.page("/soeg?q=Kaninholm")
    for slug, hits in (("tomme-boliger", 0), ("service", 2)):
        query = Query("Kaninholm", facets={"topic": str(world.topic(slug).id)})
        assert world.app.ports.search.search(query, author.terms).total == hits


def test_the_kind_is_changed(world: World) -> None:
    thread = world.thread(world.member())
    mogens = world.client(moderator(world))
    assert moderate(mogens, thread, "slags", kind="nyhed") == 422
    assert moderate(mogens, thread, "slags", kind="experience") == 303
    assert world.read(select(Thread.kind)) == [ThreadKind.EXPERIENCE]
    assert world.client(world.member()).page("/traade/?vis=ubesvarede").main.count(thread.title) == 0
