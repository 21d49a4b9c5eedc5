"""A post is hidden, answered for by its author, and shown again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from network.core.access import Audience
from network.features.moderation import service as moderation
from network.features.moderation.models import Hiding, ModerationEntry, Report
from network.features.threads import service as forum
from network.features.threads.models import Thread
from tests.features.moderating import REASON, first_post, hidden, moderator, report, url_of
from tests.world import LEMVIG, LOLLAND, World


def test_a_hidden_reply_leaves_its_place_and_address_and_nothing_of_its_text(world: World) -> None:
    asker = world.member(LOLLAND)
    thread = world.thread(asker, audience=Audience.PUBLIC)
    post = world.reply(world.member(LEMVIG, "Inger Klitmose"), thread, "Hemmeligt om hr. Jensen.")
    after = world.reply(world.member(LEMVIG), thread, "Et svar bagefter.")
    mogens = world.client(moderator(world))
    link = mogens.page(url_of(thread)).links("Skjul")[1]
    assert mogens.submit(link, reason="").status_code == 422
    assert mogens.submit(link, reason=REASON).status_code == 303
    for actor in (None, asker, world.member(LEMVIG)):
        client = world.client(actor)
        page = client.page(url_of(thread))
        assert "Indlægget er skjult af en moderator." in page
        assert "Hemmeligt" not in page
        assert "Inger" not in page
        assert REASON not in page
        assert "Et svar bagefter." in page
        assert client.get(f"/indlaeg/{post}").location == f"{url_of(thread)}#indlaeg-{post}"
        assert [article.get("id") for article in page.elements("article")][1:] == [
            f"indlaeg-{post}",
            f"indlaeg-{after}",
        ]


def test_author_and_moderator_see_the_text_and_the_author_answers(world: World) -> None:
    author = world.member(LEMVIG)
    thread = world.thread(world.member())
    post = world.reply(author, thread, "Om hr. Jensen.")
    hidden(world, post)
    client = world.client(author)
    page = client.page(url_of(thread))
    assert "Om hr. Jensen." in page
    assert f"Begrundelse: {REASON}" in page
    path = f"/indlaeg/{post}/svar-moderator"
    assert client.submit(url_of(thread), path, answer="  ").status_code == 422
    assert client.submit(url_of(thread), path, answer="Navnet er opdigtet.").status_code == 303
    assert "Navnet er opdigtet." in client.page(url_of(thread))

    mogens = world.client(moderator(world))
    queue = mogens.page("/gennemsyn/")
    for words in ("Navnet er opdigtet.", "Om hr. Jensen.", REASON):
        assert words in queue
    assert "Om hr. Jensen." in mogens.page(url_of(thread))
    assert mogens.submit("/gennemsyn/", f"/indlaeg/{post}/fasthold").status_code == 303
    assert "Der venter ikke noget" in mogens.page("/gennemsyn/")
    client.submit(url_of(thread), path, answer="Se lige igen.")
    mogens.submit("/gennemsyn/", f"/indlaeg/{post}/vis-igen")
    assert "Der venter ikke noget" in mogens.page("/gennemsyn/")
    assert "Om hr. Jensen." in world.client(world.member()).page(url_of(thread))
    assert client.get(path).status_code == 403


def test_nobody_else_answers_for_a_post(world: World) -> None:
    asker = world.member()
    thread = world.thread(asker)
    post = world.reply(world.member(LEMVIG), thread)
    hidden(world, post)
    for actor in (asker, moderator(world)):
        client = world.client(actor)
        data = {"answer": "Hov", "csrf_token": client.csrf()}
        assert client.post(f"/indlaeg/{post}/svar-moderator", data=data).status_code == 403


def test_a_hidden_first_post_takes_the_thread_out_of_everything(world: World) -> None:
    author = world.member(LOLLAND)
    thread = world.thread(author, title="Hvem kender Kaninholm?", audience=Audience.PUBLIC)
    world.reply(world.member(LEMVIG), thread, "Kaninholm er en ø.")
    world.thread(author, title="En anden tråd", audience=Audience.PUBLIC)
    world.work()
    hidden(world, first_post(world, thread))
    world.work()
    assert not [key for key in world.app.ports.search.versions() if key in ("post:1", "post:2")]
    other, mogens = world.client(world.member(LEMVIG)), world.client(moderator(world))
    for client in (world.client(), other, world.client(author), mogens):
        for path in ("/", "/traade/", "/traade/?vis=ubesvarede", "/emner/tomme-boliger", "/soeg?q=Kaninholm"):
            assert "kender Kaninholm" not in client.page(path), path
        assert "1 tråd 1 indlæg" in client.page("/emner/")
    for client in (world.client(), other):
        assert client.get(url_of(thread)).status_code == 404
        assert client.get("/indlaeg/2").status_code == 404
    for client in (world.client(author), mogens):
        page = client.page(url_of(thread))
        assert "Tråden er skjult af en moderator." in page
        assert "Kaninholm er en ø." in page
    with world.writing() as session:
        moderation.show_again(session, moderator(world), first_post(world, thread))
    world.work()
    assert "1 resultat" in other.page("/soeg?q=Kaninholm")
    assert "kender Kaninholm" in other.page("/traade/")


def test_a_hidden_reply_is_found_by_nobody_and_is_no_best_reply(world: World) -> None:
    asker, author = world.member(LOLLAND), world.member(LEMVIG)
    thread = world.thread(asker)
    post = world.reply(author, thread, "Vi brugte kaninbure.")
    with world.writing() as session:
        forum.mark_best(session, asker, post, best=True)
    world.work()
    hidden(world, post)
    clients = [world.client(actor) for actor in (asker, author, moderator(world))]
    for client in clients:  # the index does not know yet
        assert "kaninbure" not in client.page("/soeg?q=kaninbure").main.replace("”kaninbure”", "")
    world.work()
    assert f"post:{post}" not in world.app.ports.search.versions()
    for client in clients:
        assert "Bedste svar" not in client.page("/traade/")
        assert "Bedste svar" not in client.page(url_of(thread)).main
    refused = clients[0].post(f"/indlaeg/{post}/bedste", data={"best": "0", "csrf_token": clients[0].csrf()})
    assert refused.status_code == 403
    with world.writing() as session:
        moderation.show_again(session, moderator(world), post)
    assert "Bedste svar" in clients[0].page("/traade/")
    assert "Bedste svar" in clients[0].page(url_of(thread)).main
    assert world.read(select(Thread.best_count)) == [1]


def test_a_page_that_a_browser_holds_is_not_kept_when_a_post_is_hidden_or_shown_again(world: World) -> None:
    thread = world.thread(world.member(), audience=Audience.PUBLIC)
    post = world.reply(world.member(LEMVIG), thread)
    client, path = world.client(), url_of(thread)
    shown = client.get(path).headers["ETag"]
    hidden(world, post)
    changed = client.get(path, headers={"If-None-Match": shown})
    assert changed.status_code == 200
    with world.writing() as session:
        moderation.show_again(session, moderator(world), post)
    assert client.get(path, headers={"If-None-Match": changed.headers["ETag"]}).status_code == 200


def test_a_moderator_s_page_changes_with_the_number_of_what_waits(world: World) -> None:
    thread = world.thread(world.member())
    mogens = world.client(moderator(world))
    tag = mogens.get(url_of(thread)).headers["ETag"]
    assert mogens.get(url_of(thread), headers={"If-None-Match": tag}).status_code == 304
    report(world.client(world.member(LEMVIG)), first_post(world, thread))
    assert mogens.get(url_of(thread), headers={"If-None-Match": tag}).status_code == 200


def test_hiding_twice_is_hiding_once_and_closes_the_reports(world: World) -> None:
    asker = world.member()
    thread = world.thread(asker)
    post = world.reply(world.member(LEMVIG), thread)
    with world.writing() as session:
        forum.mark_best(session, asker, post, best=True)
    report(world.client(world.member(LEMVIG)), post)
    actor = moderator(world)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: hidden(world, post, actor), range(4)))
    assert world.read(select(func.count(Hiding.id))) == [1]
    assert world.read(select(func.count(ModerationEntry.id))) == [1]
    assert world.read(select(Thread.best_count)) == [0]
    assert world.read(select(func.count(Report.id)).where(Report.closed_at.is_(None))) == [0]
    client = world.client(world.member(LEMVIG))
    assert client.get(f"/indlaeg/{post}/anmeld").status_code == 403


def test_several_hidden_posts_of_one_author_have_a_form_each(world: World) -> None:
    author = world.member(LEMVIG)
    thread = world.thread(world.member())
    posts = [world.reply(author, thread, f"Svar {number}") for number in range(2)]
    for post in posts:
        hidden(world, post)
    client = world.client(author)
    assert (
        client.submit(url_of(thread), f"/indlaeg/{posts[1]}/svar-moderator", answer="Kun det andet.").status_code == 303
    )
    assert world.read(select(Hiding.answer).order_by(Hiding.post_id)) == ["", "Kun det andet."]


@pytest.mark.parametrize("act", ["skjul", "vis-igen", "fasthold", "afvis"])
def test_an_ordinary_member_moderates_nothing(world: World, act: str) -> None:
    post = first_post(world, world.thread(world.member()))
    client = world.client(world.member(LEMVIG))
    data = {"reason": REASON, "csrf_token": client.csrf()}
    assert client.post(f"/indlaeg/{post}/{act}", data=data).status_code == 403
