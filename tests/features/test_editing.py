"""A post is corrected by whoever wrote it, and what it said before stays readable."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience, Role
from network.core.errors import NetworkError
from network.core.outbox import OutboxRow
from network.features.editing import service
from network.features.editing.models import PostRevision
from network.features.moderation import service as moderation
from network.features.threads.indexing import MANY
from network.features.threads.models import Post, Thread
from network.features.threads.service import reply
from tests.pages.client import Page, fields_of
from tests.world import LEMVIG, LOLLAND, PASSWORD, World


def path_of(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


def first_post(world: World, thread: Thread) -> int:
    post_id: int = world.read(select(Post.id).where(Post.thread_id == thread.id, Post.position == 1))[0]
    return post_id


def edit(world: World, actor: Actor, post_id: int, body: str, version: int = 1, **more: object) -> None:
    with world.writing() as session:
        service.edit(session, actor, post_id, body=body, version=version, **more)  # type: ignore[arg-type]


def test_a_reply_is_corrected_and_every_version_can_be_read(world: World) -> None:
    thread, author = world.thread(world.member(), audience=Audience.PUBLIC), world.member(LEMVIG, "Inger Klitmose")
    post_id = world.reply(author, thread, "Det kostede 85.000 kr. i alt.")
    client = world.client(author)
    assert client.page(path_of(thread)).links("Ret") == [f"/indlaeg/{post_id}/ret"]
    world.later(minutes=5)
    saved = client.submit(f"/indlaeg/{post_id}/ret", body="Det kostede **78.000** kr. i alt.")
    assert saved.location == f"/indlaeg/{post_id}"
    visitor = world.client()
    page = visitor.page(path_of(thread))
    assert "78.000" in page.main
    assert "85.000" not in page.main
    assert page.links("Redigeret") == [f"/indlaeg/{post_id}/historik"]
    history = visitor.page(f"/indlaeg/{post_id}/historik")
    assert ["".join(ins.itertext()).split()[1] for ins in history.elements("ins")] == ["**78.000**"]
    assert ["".join(gone.itertext()).split()[1] for gone in history.elements("del")] == ["85.000"]
    assert "Version 1 – som det først blev skrevet" in history.main
    assert "Det kostede 85.000 kr. i alt." in history.main
    assert "Inger Klitmose" in history.main


def test_the_first_posts_edit_may_change_title_and_topic_and_search_finds_the_new_words(world: World) -> None:
    author = world.member()
    thread = world.thread(author, title="Hvad koster en nedrivning?", body="Vi har tre huse.")
    world.reply(world.member(LEMVIG), thread, "Omtrent det samme som hos jer.")
    world.work()
    client, post_id = world.client(author), first_post(world, thread)
    saved = client.submit(
        f"/indlaeg/{post_id}/ret", title="Hvad koster en skolelukning?", topic="service", body="Vi har én skole."
    )
    assert saved.status_code == 303
    waiting = select(OutboxRow.subject_id).where(OutboxRow.event == MANY, OutboxRow.done_at.is_(None))
    assert world.read(waiting) == [thread.id]  # the reply has another topic too
    world.work()
    assert client.page("/soeg?q=skolelukning").links("Hvad koster en skolelukning?")
    assert not client.page("/soeg?q=nedrivning").links("Hvad koster")
    assert client.get(path_of(thread)).status_code == 301
    assert "Hvad koster en skolelukning?" in client.page("/emner/service")
    history = client.page(f"/indlaeg/{post_id}/historik").main
    assert "Titel:" in history
    assert "Emne:" in history


def test_only_the_author_the_moderators_and_the_secretariat_may_edit(world: World) -> None:
    author = world.member(LOLLAND)
    post_id = world.reply(author, world.thread(world.member(LEMVIG)))
    others = {
        "colleague": (world.member(LOLLAND), 403),
        "asker": (world.member(LEMVIG), 403),
        "moderator": (world.member(LEMVIG, roles=(Role.MODERATOR,)), 303),
        "secretariat": (world.secretariat(), 303),
    }
    for number, (who, (actor, status)) in enumerate(others.items()):
        client = world.client(actor)
        opened = client.get(f"/indlaeg/{post_id}/ret")
        assert opened.status_code == (200 if status == 303 else 403), who
        version = world.read(select(Post.version).where(Post.id == post_id))[0]
        sent = {"body": f"Rettet {number}", "version": str(version), "csrf_token": client.csrf()}
        assert client.post(f"/indlaeg/{post_id}/ret", data=sent).status_code == status, who
    assert "Sofie fra sekretariatet" in world.client(author).page(f"/indlaeg/{post_id}/historik").main


def test_what_cannot_be_read_cannot_be_edited_and_its_history_is_not_there(world: World) -> None:
    author = world.member(LOLLAND)
    thread = world.thread(author, audience=Audience.OWN)
    post_id = world.reply(author, thread, "Kun for os selv")
    edit(world, author, post_id, "Kun for os selv, rettet")
    for reader in (world.client(), world.client(world.member(LEMVIG)), world.client(world.secretariat())):
        assert reader.get(f"/indlaeg/{post_id}/historik").status_code == 404
    other = world.client(world.secretariat())
    assert other.get(f"/indlaeg/{post_id}/ret").status_code == 404
    refused = other.post(f"/indlaeg/{post_id}/ret", data={"body": "x", "version": "2", "csrf_token": other.csrf()})
    assert refused.status_code == 404
    assert world.client(author).get(f"/indlaeg/{post_id}/historik").status_code == 200


def test_an_edit_of_what_was_changed_meanwhile_shows_both_texts(world: World) -> None:
    author = world.member()
    post_id = world.reply(author, world.thread(author), "Først")
    client, action = world.client(author), f"/indlaeg/{post_id}/ret"
    fields = fields_of(client.page(action).form(action))
    edit(world, author, post_id, "Rettet på telefonen")
    stopped = Page(client.post(action, data=fields | {"body": "Rettet ved bordet"}))
    assert stopped.status == 409
    assert "Rettet på telefonen" in stopped.main
    kept = fields_of(stopped.form(action))
    assert kept["body"] == "Rettet ved bordet"
    assert client.post(action, data=kept).status_code == 303
    versions = world.read(select(PostRevision.markdown).order_by(PostRevision.number))
    assert versions == ["Først", "Rettet på telefonen", "Rettet ved bordet"]


def test_the_same_correction_sent_twice_is_one_version_and_none_at_all_is_none(world: World) -> None:
    author = world.member()
    post_id = world.reply(author, world.thread(author), "Først")
    client, action = world.client(author), f"/indlaeg/{post_id}/ret"
    fields = fields_of(client.page(action).form(action))
    assert client.post(action, data=fields).status_code == 303
    assert world.read(select(PostRevision.id)) == []
    for _ in range(2):
        assert client.post(action, data=fields | {"body": "Så"}).status_code == 303
    assert world.read(select(PostRevision.number).order_by(PostRevision.id)) == [1, 2]


def test_corrections_that_arrive_at_once_keep_every_version(world: World) -> None:
    author = world.member()
    post_id = world.reply(author, world.thread(author), "Først")

    def attempt(number: int) -> bool:
        try:
            edit(world, author, post_id, f"Rettet {number}")
        except NetworkError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(8))) == 1
    assert world.read(select(PostRevision.number).order_by(PostRevision.number)) == [1, 2]


def test_an_edited_thread_is_another_page(world: World) -> None:
    author = world.member()
    thread = world.thread(author, audience=Audience.PUBLIC)
    visitor = world.client()
    tag = visitor.get(path_of(thread)).headers["ETag"]
    topic = world.topic()
    edit(world, author, first_post(world, thread), "Nye ord", title=thread.title, topic=topic)
    assert visitor.get(path_of(thread), headers={"If-None-Match": tag}).status_code == 200


def test_a_long_history_is_read_in_pages(world: World) -> None:
    author = world.member()
    post_id = world.reply(author, world.thread(author), "Udgave nummer 1 her")
    for number in range(2, 26):
        edit(world, author, post_id, f"Udgave nummer {number} her", number - 1)
    client = world.client(author)
    page = client.page(f"/indlaeg/{post_id}/historik")
    numbers = []
    while True:
        numbers += ["".join(h2.itertext()).split()[1] for h2 in page.elements("h2")]
        if not page.links("Næste"):
            break
        page = client.page(page.links("Næste")[0])
    assert numbers == [str(number) for number in range(25, 0, -1)]
    for odd in ("x", "-1", "9" * 30, ""):
        assert client.get(f"/indlaeg/{post_id}/historik?foer={odd}").status_code == 200


def test_a_post_that_was_never_edited_says_so(world: World) -> None:
    author = world.member()
    post_id = world.reply(author, world.thread(author))
    assert "Indlægget er ikke blevet rettet." in world.client(author).page(f"/indlaeg/{post_id}/historik").main
    assert world.client(author).get("/indlaeg/999999/historik").status_code == 404


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"body": " "}, "Skriv noget først."),
        ({"title": "?"}, "Skriv en titel"),
        ({"topic": ""}, "Vælg"),
        ({"body": "x" * 50_001}, "50.001 tegn"),
    ],
)
def test_what_cannot_be_used_comes_back_with_the_reason(world: World, typed: dict[str, str], reason: str) -> None:
    author = world.member()
    thread = world.thread(author)
    client, action = world.client(author), f"/indlaeg/{first_post(world, thread)}/ret"
    fields = fields_of(client.page(action).form(action)) | {"body": "Mine nye ord"} | typed
    refused = Page(client.post(action, data=fields))
    assert refused.status == 422
    assert reason in refused.main
    assert fields_of(refused.form(action))["body"] == fields["body"]
    assert world.read(select(PostRevision.id)) == []


def test_a_correction_can_be_seen_before_it_is_saved(world: World) -> None:
    author = world.member()
    post_id = world.reply(author, world.thread(author), "Først")
    client, action = world.client(author), f"/indlaeg/{post_id}/ret"
    fields = fields_of(client.page(action).form(action)) | {"body": "Så *sådan*", "preview": "1"}
    page = Page(client.post(action, data=fields))
    assert [em.text for em in page.elements("em")] == ["sådan"]
    assert world.read(select(Post.markdown).where(Post.id == post_id)) == ["Først"]


def test_who_was_signed_out_signs_in_and_sends_the_correction_again(world: World) -> None:
    author = world.member()
    post_id = world.reply(author, world.thread(author), "Først")
    client, action = world.client(author), f"/indlaeg/{post_id}/ret"
    fields = fields_of(client.page(action).form(action)) | {"body": "Længe\nom at rette"}
    client.post("/log-ud", data={"csrf_token": client.csrf()})
    page = Page(client.post(action, data=fields))
    assert page.status == 401
    client.submit(page.links("Log ind (åbner")[0], email=world.email_of(author), password=PASSWORD)
    assert client.post(action, data=fields_of(page.form(action))).status_code == 303
    assert world.read(select(Post.markdown).where(Post.id == post_id)) == ["Længe\nom at rette"]


def test_a_best_reply_stays_one_and_keeps_its_place(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    post_id = world.reply(author, thread, "Først")
    with world.writing() as session:
        reply(session, author, thread.id, "Bagefter")
    edit(world, author, post_id, "Rettet")
    assert world.read(select(Post.markdown).where(Post.thread_id == thread.id).order_by(Post.position))[1:] == [
        "Rettet",
        "Bagefter",
    ]


def test_a_move_by_a_moderator_is_nobody_elses_in_the_history(world: World) -> None:
    author, moderator = world.member(LOLLAND, "Mette Holm"), world.member(LEMVIG, "Bo Vig", (Role.MODERATOR,))
    thread = world.thread(author, body="Vi har tre huse.")
    post_id = first_post(world, thread)
    same = {"title": "Hvad koster en nedrivning?"}
    edit(world, author, post_id, "Vi har fire huse.", 1, topic=world.topic(), **same)
    world.later(minutes=5)
    with world.writing() as session:
        moderation.move(session, moderator, thread.id, world.topic("service"))
    world.later(minutes=5)
    edit(world, author, post_id, "Vi har fem huse.", 3, topic=world.topic("service"), **same)
    history = world.client(author).page(f"/indlaeg/{post_id}/historik")
    versions = [" ".join("".join(li.itertext()).split()) for li in history.elements("ol", class_="versions")[0]]
    assert len(versions) == 4
    assert ["Emne:" in text for text in versions] == [False, True, False, False]
    assert "Flyttet af en moderator" in versions[1]
    assert "Mette Holm" not in versions[1]
    assert "Bo Vig" not in history.main
    assert "huse" not in versions[1]
    assert all("Mette Holm" in text for text in (versions[0], *versions[2:]))


def test_a_move_begins_no_history_of_a_post_that_was_never_edited(world: World) -> None:
    author, moderator = world.member(), world.member(LEMVIG, roles=(Role.MODERATOR,))
    thread = world.thread(author)
    post_id = first_post(world, thread)
    with world.writing() as session:
        moderation.move(session, moderator, thread.id, world.topic("service"))
    assert world.read(select(PostRevision.id)) == []
    edit(world, author, post_id, "Vi har fire huse.", 2, topic=world.topic("service"), title=thread.title)
    assert "Emne:" not in world.client(author).page(f"/indlaeg/{post_id}/historik").main
