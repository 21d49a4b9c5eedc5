"""A post is reported, looked at, hidden, answered for and shown again; a thread is closed, pinned and moved."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from network.core.access import Actor, Audience, Role
from network.core.audit import AuditEntry
from network.features.moderation import service as moderation
from network.features.moderation.models import Hiding, ModerationEntry, Report, ReportReason
from network.features.threads import service as forum
from network.features.threads.models import Post, Thread, ThreadKind
from network.ports.search import Query
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World

REASON = "Indlægget nævner en borger ved navn."


def url_of(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


def first_post(world: World, thread: Thread) -> int:
    return int(world.read(select(Post.id).where(Post.thread_id == thread.id, Post.position == 1))[0])


def moderator(world: World) -> Actor:
    return world.member(TOENDER, "Mogens Moderator", (Role.MODERATOR,))


def report(client: CheckedClient, post_id: int, reason: str = "personal-data", note: str = "") -> int:
    return client.submit(f"/indlaeg/{post_id}/anmeld", reason=reason, note=note).status_code


def hidden(world: World, post_id: int, by: Actor | None = None) -> None:
    actor = by or moderator(world)
    with world.writing() as session:
        moderation.hide(session, actor, post_id, REASON)


# Reporting


def test_a_member_reports_a_post_and_a_moderator_finds_it_with_reason_note_and_text(world: World) -> None:
    thread = world.thread(world.member(LOLLAND, "Mette Holm"), body="Hr. Jensen på Vestergade har rod.")
    reader = world.client(world.member(LEMVIG, "Inger Klitmose"))
    link = reader.page(url_of(thread)).links("Anmeld")[0]
    page = reader.page(link)
    assert [radio.get("value") for radio in page.elements("input", name="reason")] == [r.value for r in ReportReason]
    sent = reader.submit(link, reason="personal-data", note="Han er let at kende.")
    assert sent.status_code == 303
    assert "Tak, fordi du siger til" in reader.page(sent.location)

    mogens = world.client(moderator(world))
    assert "Gennemsyn 1 venter" in mogens.page("/")
    queue = mogens.page("/gennemsyn/")
    for words in ("Det indeholder personoplysninger", "Han er let at kende.", "Hr. Jensen på Vestergade", "Inger"):
        assert words in queue.main
    assert "Gennemsyn" not in reader.page("/")
    assert reader.get("/gennemsyn/").status_code == 403


def test_a_report_without_a_reason_or_with_an_endless_note_comes_back_with_what_was_typed(world: World) -> None:
    post = first_post(world, world.thread(world.member()))
    client = world.client(world.member(LEMVIG))
    answer = client.submit(f"/indlaeg/{post}/anmeld", note="Se anden linje.")
    assert answer.status_code == 422
    assert "Vælg, hvad der er galt." in answer.text
    assert "Se anden linje." in answer.text
    answer = client.submit(f"/indlaeg/{post}/anmeld", reason="tone", note="x" * 4001)
    assert answer.status_code == 422
    assert "højst være på 4.000 tegn" in Page(answer).main
    assert world.read(select(func.count(Report.id))) == [0]


def test_one_report_of_a_post_waits_for_each_member_however_often_it_is_sent(world: World) -> None:
    post = first_post(world, world.thread(world.member()))
    member = world.member(LEMVIG)
    client = world.client(member)
    form = fields_of(client.page(f"/indlaeg/{post}/anmeld").form(f"/indlaeg/{post}/anmeld")) | {"reason": "tone"}
    for _ in range(2):
        assert client.post(f"/indlaeg/{post}/anmeld", data=form).status_code == 303
    assert report(client, post, "wrong") == 303
    assert report(world.client(world.member(LEMVIG)), post, "tone") == 303
    assert world.read(select(Report.reason).order_by(Report.id)) == ["tone", "tone"]

    actor = moderator(world)
    with world.writing() as session:
        moderation.dismiss(session, actor, post)
    assert client.post(f"/indlaeg/{post}/anmeld", data=form).status_code == 303
    assert world.read(select(func.count(Report.id))) == [2]  # the same form is the same report also when it is closed
    assert report(client, post, "wrong") == 303
    assert world.read(select(func.count(Report.id))) == [3]


def test_reports_that_arrive_at_once_are_one(world: World) -> None:
    post = first_post(world, world.thread(world.member()))
    member = world.member(LEMVIG)

    def send(number: int) -> None:
        with world.writing() as session:
            moderation.report(session, member, post, ReportReason.TONE, "", f"indsendt{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(12)))
    assert world.read(select(func.count(Report.id))) == [1]


def test_the_author_is_not_told_who_reported(world: World) -> None:
    author = world.member(LOLLAND)
    thread = world.thread(author)
    report(world.client(world.member(LEMVIG, "Inger Klitmose")), first_post(world, thread), note="Se lige her.")
    client = world.client(author)
    assert "Inger" not in client.page(url_of(thread))
    assert "Inger" not in client.page("/gennemsyn/log")
    assert "Anmeld" not in client.page(url_of(thread)).main  # nor asked to report themselves


def test_personal_data_comes_first_and_then_the_newest(world: World) -> None:
    author, reader = world.member(), world.client(world.member(LEMVIG))
    for title, reason in (("Den ældste tråd", "tone"), ("Den med borgeren", "personal-data"), ("Den nyeste", "wrong")):
        world.later(minutes=1)
        report(reader, first_post(world, world.thread(author, title)), reason)
    page = world.client(world.secretariat()).page("/gennemsyn/")
    headings = [h.find("a").text for h in page.elements("h2", class_="post-author")]
    assert headings == ["Den med borgeren", "Den nyeste", "Den ældste tråd"]


def test_a_post_that_nothing_is_wrong_with_leaves_the_queue_and_stands(world: World) -> None:
    thread = world.thread(world.member())
    post = first_post(world, thread)
    report(world.client(world.member(LEMVIG)), post)
    mogens = world.client(moderator(world))
    assert mogens.submit("/gennemsyn/", f"/indlaeg/{post}/afvis").status_code == 303
    page = mogens.page("/gennemsyn/")
    assert "Der venter ikke noget" in page
    assert "venter" not in [badge.text for badge in page.elements("span", class_="badge warning")]
    assert "Vi har tre huse." in world.client(world.member()).page(url_of(thread))


def test_the_queue_holds_only_what_its_reader_may_read(world: World) -> None:
    thread = world.thread(world.member(LOLLAND), title="Kun for Lolland selv", audience=Audience.OWN)
    colleague = world.client(world.member(LOLLAND))
    page = colleague.page(f"/indlaeg/{first_post(world, thread)}/anmeld")
    assert "ingen andre hos jer er moderator" in page
    report(colleague, first_post(world, thread))
    own = world.member(LOLLAND, roles=(Role.MODERATOR,))
    for actor, sees in ((own, True), (moderator(world), False), (world.secretariat(), False)):
        client = world.client(actor)
        assert ("Kun for Lolland selv" in client.page("/gennemsyn/")) is sees
        assert ("Gennemsyn 1 venter" in client.page("/")) is sees


# Hiding


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
    assert "2 resultater" in other.page("/soeg?q=Kaninholm")
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


# Threads


def moderate(client: CheckedClient, thread: Thread, act: str, **fields: str) -> int:
    return client.submit(f"/traade/{thread.id}/moderer", f"/traade/{thread.id}/{act}", **fields).status_code


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
    assert "2 resultater" in reader.page("/soeg?q=Kaninholm")
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


# The logs


def test_members_read_what_was_done_and_why_and_the_secretariat_by_whom(world: World) -> None:
    thread = world.thread(world.member(), title="Hvad koster en nedrivning?")
    private = world.thread(world.member(LOLLAND), title="Lollands egen tråd", audience=Audience.OWN)
    mogens = moderator(world)
    own, service = world.member(LOLLAND, roles=(Role.MODERATOR,)), world.topic("service")
    with world.writing() as session:
        moderation.lock(session, mogens, thread.id, "Spørgsmålet er besvaret.")
        moderation.move(session, mogens, thread.id, service)
        moderation.lock(session, own, private.id, "Taget på et møde.")
    member = world.client(world.member(LEMVIG)).page("/gennemsyn/log")
    for words in ("Lukket for svar", "Hvad koster en nedrivning?", "Spørgsmålet er besvaret.", "Flyttet", "→"):
        assert words in member.main
    assert "Mogens" not in member
    assert "Lollands egen" not in member
    assert "Taget på et møde." not in member
    assert "Mogens Moderator" in world.client(world.secretariat()).page("/gennemsyn/log")
    assert "Mogens Moderator" not in world.client(mogens).page("/gennemsyn/log").main
    assert "Taget på et møde." in world.client(world.member(LOLLAND)).page("/gennemsyn/log")


def test_the_log_goes_on_page_by_page(world: World) -> None:
    thread, actor = world.thread(world.member()), moderator(world)
    for _ in range(26):
        world.later(minutes=1)
        with world.writing() as session:
            moderation.pin(session, actor, thread.id, pinned=True)
            moderation.pin(session, actor, thread.id, pinned=False)
    client = world.client(actor)
    first = client.page("/gennemsyn/log")
    second = client.page(first.links("Næste")[0])
    assert (len(first.elements("li", class_="row log-line")), len(second.elements("li", class_="row log-line"))) == (
        50,
        2,
    )
    assert client.get("/gennemsyn/log?efter=vrøvl").status_code == 404


def test_every_act_leaves_a_row_in_the_audit_log(world: World) -> None:
    thread = world.thread(world.member())
    author = world.member(LEMVIG)
    post, actor, reader = world.reply(author, thread), moderator(world), world.member(LEMVIG)
    service = world.topic("service")
    with world.writing() as session:
        moderation.report(session, reader, post, ReportReason.TONE, "")
        moderation.dismiss(session, actor, post)
        moderation.hide(session, actor, post, REASON)
        moderation.answer(session, author, post, "Hvorfor?")
        moderation.uphold(session, actor, post)
        moderation.show_again(session, actor, post)
        moderation.lock(session, actor, thread.id, "Slut.")
        moderation.unlock(session, actor, thread.id)
        moderation.pin(session, actor, thread.id, pinned=True)
        moderation.pin(session, actor, thread.id, pinned=False)
        moderation.change_kind(session, actor, thread.id, ThreadKind.CALL)
        moderation.move(session, actor, thread.id, service)
    acts = ("dismiss", "hide", "uphold", "show-again", "lock", "unlock", "pin", "unpin", "change-kind", "move")
    noted = world.read(select(AuditEntry.act).order_by(AuditEntry.id))
    assert [act for act in noted if act.startswith("moderation-")] == [f"moderation-{act}" for act in acts]
    assert {"report", "answer-moderator"} <= set(noted)
    assert world.read(select(ModerationEntry.act).order_by(ModerationEntry.id)) == list(acts)
    assert REASON in world.read(select(AuditEntry.reason))


# Members


def test_a_member_whose_access_is_closed_is_out_at_once_until_it_is_opened_again(world: World) -> None:
    member = world.member(LOLLAND, "Mette Holm")
    thread = world.thread(member)
    mette, sofie = world.client(member), world.client(world.secretariat())
    assert mette.get("/konto/").status_code == 200
    link = sofie.page("/kommuner/lolland").links("Spær adgangen for Mette Holm")[0]
    assert sofie.submit(link, reason="").status_code == 422
    assert sofie.submit(link, reason="Kontoen bliver delt af flere.").status_code == 303
    assert mette.get("/konto/").status_code == 303
    assert "Mette Holm" in world.client(world.member()).page(url_of(thread))
    assert not world.client(world.member(LOLLAND)).page("/kommuner/lolland").links("Mette Holm")
    assert "Adgang spærret" in sofie.page("/kommuner/lolland")
    assert world.read(select(AuditEntry.reason).where(AuditEntry.act == "suspend")) == ["Kontoen bliver delt af flere."]

    email = world.email_of(member)
    refused = world.client().submit("/log-ind", email=email, password="en ganske lang adgangskode")
    assert refused.status_code == 422
    assert "Skriv til sekretariatet" in refused.text
    wrong = world.client().submit("/log-ind", email=email, password="en ganske forkert en")
    assert "Skriv til sekretariatet" not in wrong.text

    sofie.submit("/kommuner/lolland", f"/sekretariat/medlemmer/{member.id}/aabn")
    assert mette.get("/konto/").status_code == 303  # the old sessions stay ended
    back = world.client().submit("/log-ind", email=email, password="en ganske lang adgangskode")
    assert back.status_code == 303


def test_a_link_in_a_mail_does_not_open_a_closed_access(world: World) -> None:
    member = world.member(LOLLAND)
    email = world.email_of(member)
    world.client().submit("/adgangskode/glemt", email=email)
    world.work()
    sofie = world.client(world.secretariat())
    sofie.submit(f"/sekretariat/medlemmer/{member.id}/spaer", reason="Kontoen bliver delt.")
    answer = world.client().submit(world.link_in_mail(email), password="tolv grønne flasker øl")
    assert answer.status_code == 422
    assert "Skriv til sekretariatet" in answer.text


def test_only_the_secretariat_closes_an_access_and_never_its_own(world: World) -> None:
    member, secretariat = world.member(LOLLAND), world.secretariat()
    for actor in (moderator(world), world.member(LOLLAND, roles=(Role.COORDINATOR,))):
        client = world.client(actor)
        data = {"reason": "Nej", "csrf_token": client.csrf()}
        assert client.post(f"/sekretariat/medlemmer/{member.id}/spaer", data=data).status_code == 403
        assert "Spær adgangen" not in client.page("/kommuner/lolland")
    sofie = world.client(secretariat)
    assert sofie.submit(f"/sekretariat/medlemmer/{secretariat.id}/spaer", reason="Prøve").status_code == 403
    assert sofie.get("/sekretariat/medlemmer/999999/spaer").status_code == 404


@pytest.mark.parametrize("act", ["skjul", "vis-igen", "fasthold", "afvis"])
def test_an_ordinary_member_moderates_nothing(world: World, act: str) -> None:
    post = first_post(world, world.thread(world.member()))
    client = world.client(world.member(LEMVIG))
    data = {"reason": REASON, "csrf_token": client.csrf()}
    assert client.post(f"/indlaeg/{post}/{act}", data=data).status_code == 403


def test_a_report_of_what_one_municipality_reads_goes_to_those_who_moderate_there(world: World) -> None:
    author, reporter = world.member(LOLLAND), world.member(LOLLAND)
    post_id = world.reply(author, world.thread(author, audience=Audience.OWN))
    client, path = world.client(reporter), f"/indlaeg/{post_id}/anmeld"
    assert "ingen andre hos jer er moderator" in client.page(path).main
    world.member(LOLLAND, "Kirsten Thaarup", (Role.COORDINATOR,))
    world.member(LEMVIG, "Bo Vig", (Role.MODERATOR,))
    page = client.page(path).main
    assert "Kirsten Thaarup" in page
    assert "Bo Vig" not in page
    assert client.submit(path, reason="tone").location == f"{path}t"
    assert "Kirsten Thaarup" in client.page(f"{path}t").main
    secretariat = world.client(world.secretariat())
    assert secretariat.get(path).status_code == 404
    assert "Der venter ikke noget" in secretariat.page("/gennemsyn/").main
    moderator = world.client(world.member(LOLLAND, "Ida Mark", (Role.MODERATOR,)))
    assert "Ida Mark" in client.page(path).main
    assert len(moderator.page("/gennemsyn/").elements("article")) > 0
