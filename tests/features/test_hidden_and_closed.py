"""What a moderator has hidden or closed is so for everything else too: history, notifications, mails, lists, drafts."""

import pytest
from sqlalchemy import select

from network.core.access import Actor, Audience
from network.core.errors import Invalid
from network.features.editing import service as editing
from network.features.moderation import service as moderation
from network.features.notifications.models import Notification, Watch
from network.features.threads.models import Post, Thread
from tests.features.moderating import first_post, hidden, moderator, url_of
from tests.features.test_editing import edit
from tests.features.test_following import rows, unread
from tests.pages.client import Page, fields_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World

SECRET = "hr. Vejlby"


def shown_again(world: World, post_id: int, by: Actor) -> None:
    with world.writing() as session:
        moderation.show_again(session, by, post_id)


def closed(world: World, thread: Thread) -> None:
    with world.writing() as session:
        moderation.lock(session, moderator(world), thread.id, "Der er svaret.")


# History, editing, previews


def test_the_history_and_the_text_of_a_hidden_post_are_its_authors_and_the_moderators(world: World) -> None:
    author, by = world.member(LEMVIG), moderator(world)
    post_id = world.reply(author, world.thread(world.member(), audience=Audience.PUBLIC), f"Spørg {SECRET}.")
    edit(world, author, post_id, "Spørg naboen.")
    hidden(world, post_id, by)
    for path in (f"/indlaeg/{post_id}/historik", f"/indlaeg/{post_id}/ret"):
        for client in (world.client(), world.client(world.member(LOLLAND))):
            answer = client.get(path)
            assert SECRET not in answer.text
            assert answer.status_code in ((404,) if path.endswith("historik") else (404, 303))
    for client in (world.client(author), world.client(by)):
        assert SECRET in client.page(f"/indlaeg/{post_id}/historik").main
    shown_again(world, post_id, by)
    assert SECRET in world.client().page(f"/indlaeg/{post_id}/historik").main


def test_a_hidden_thread_takes_the_history_of_its_replies_with_it(world: World) -> None:
    asker, helper = world.member(LOLLAND), world.member(LEMVIG)
    thread = world.thread(asker)
    reply = world.reply(helper, thread, f"Spørg {SECRET}.")
    hidden(world, first_post(world, thread))
    for path in (f"/indlaeg/{reply}/historik", f"/indlaeg/{reply}/ret"):
        assert world.client(helper).get(path).status_code == 404
    assert world.client(asker).get(f"/indlaeg/{reply}/historik").status_code == 200


def test_a_preview_of_an_edit_shows_nothing_of_a_hidden_post_to_others(world: World) -> None:
    author, other = world.member(LEMVIG), world.client(world.member(LOLLAND))
    thread = world.thread(world.member())
    post_id = world.reply(author, thread, f"Spørg {SECRET}.")
    form = fields_of(other.page(url_of(thread)).form(f"/traade/{thread.id}/svar"))
    hidden(world, post_id)
    typed = {"csrf_token": form["csrf_token"], "body": "Hvad stod der?", "version": "1", "preview": "1"}
    answer = other.post(f"/indlaeg/{post_id}/ret", data=typed)
    assert answer.status_code == 404
    assert SECRET not in answer.text


def test_a_hidden_post_is_not_corrected_by_its_author_and_no_correction_shows_it(world: World) -> None:
    author, by = world.member(LEMVIG), moderator(world)
    thread = world.thread(world.member())
    post_id = world.reply(author, thread, f"Spørg {SECRET}.")
    client = world.client(author)
    opened = fields_of(client.page(f"/indlaeg/{post_id}/ret").form(f"/indlaeg/{post_id}/ret"))
    hidden(world, post_id, by)
    assert not client.page(url_of(thread)).links("Ret")
    refused = client.get(f"/indlaeg/{post_id}/ret")
    assert refused.status_code == 403
    assert "En moderator har skjult indlægget" in refused.text
    answer = Page(client.post(f"/indlaeg/{post_id}/ret", data=opened | {"body": "Uden navn."}))
    assert answer.status == 422
    assert "En moderator har skjult indlægget" in answer.main
    assert fields_of(answer.form(f"/indlaeg/{post_id}/ret"))["body"] == "Uden navn."
    edit(world, by, post_id, "Spørg [fjernet].", version=2)  # before it is shown again
    assert world.read(select(Post.hidden_at).where(Post.id == post_id)) != [None]
    assert "fjernet" not in world.client(world.member(LOLLAND)).page(url_of(thread)).main


def test_a_post_in_a_closed_thread_is_not_corrected_and_what_was_typed_comes_back(world: World) -> None:
    author = world.member(LEMVIG)
    thread = world.thread(world.member())
    post_id = world.reply(author, thread, "Først sådan.")
    client, path = world.client(author), f"/indlaeg/{post_id}/ret"
    opened = fields_of(client.page(path).form(path))
    closed(world, thread)
    assert not client.page(url_of(thread)).links("Ret")
    refused = client.get(path)
    assert refused.status_code == 403
    assert "En moderator har lukket tråden" in refused.text
    answer = Page(client.post(path, data=opened | {"body": "Så sådan."}))
    assert answer.status == 422
    assert "En moderator har lukket tråden" in answer.main
    assert fields_of(answer.form(path))["body"] == "Så sådan."
    assert world.read(select(Post.markdown).where(Post.id == post_id)) == ["Først sådan."]
    edit(world, moderator(world), post_id, "Rettet af en moderator.")


def test_a_moderator_corrects_a_post_that_is_not_hidden_from_the_thread_page(world: World) -> None:
    thread = world.thread(world.member())
    post_id = world.reply(world.member(LEMVIG), thread, "Et svar.")
    client = world.client(moderator(world))
    page = client.page(url_of(thread))
    assert f"/indlaeg/{post_id}/ret" in page.links("Ret")
    assert f"/indlaeg/{post_id}/anmeld" in page.links("Anmeld")
    assert f"/indlaeg/{post_id}/skjul" in page.links("Skjul")


def test_a_thread_that_its_author_moves_is_not_pinned_in_the_other_topic(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    with world.writing() as session:
        moderation.pin(session, moderator(world), thread.id, pinned=True)
    client, path = world.client(author), f"/indlaeg/{first_post(world, thread)}/ret"
    assert client.submit(path, path, topic="service").status_code == 303
    assert world.read(select(Thread.pinned_at)) == [None]


# Replies that came meanwhile


def test_a_hidden_reply_that_came_meanwhile_is_shown_as_hidden(world: World) -> None:
    thread, client = world.thread(world.member()), world.client(world.member(LEMVIG))
    action = f"/traade/{thread.id}/svar"
    fields = fields_of(client.page(url_of(thread)).form(action)) | {"body": "Mit svar"}
    reply = world.reply(world.member(TOENDER, "Birte Bov"), thread, f"Spørg {SECRET}.")
    hidden(world, reply)
    stopped = Page(client.post(action, data=fields))
    assert stopped.status == 422
    assert "Indlægget er skjult af en moderator." in stopped.main
    assert SECRET not in stopped.main
    assert "Birte Bov" not in stopped.main
    assert not stopped.links("Anmeld")


# Notifications and mails


@pytest.mark.parametrize("whole", [False, True])
def test_nobody_is_told_or_mailed_of_what_is_hidden_before_the_worker_comes(world: World, whole: bool) -> None:
    asker, helper = world.member(LOLLAND), world.member(LEMVIG)
    thread = world.thread(asker)
    world.work()
    reply = world.reply(helper, thread, f"Spørg {SECRET}.")
    hidden(world, first_post(world, thread) if whole else reply)
    world.work()
    assert world.read(select(Notification.id)) == []
    assert world.mails() == []


def test_a_follower_of_a_topic_is_not_told_of_a_thread_that_is_hidden_already(world: World) -> None:
    follower = world.member(LEMVIG)
    assert world.client(follower).submit("/emner/tomme-boliger", "/emner/tomme-boliger/foelg").status_code == 303
    thread = world.thread(world.member(LOLLAND))
    hidden(world, first_post(world, thread))
    world.work()
    assert world.read(select(Notification.id).where(Notification.account_id == follower.id)) == []


def test_notifications_say_nothing_of_what_has_been_hidden_since_and_the_bell_does_not_count_it(world: World) -> None:
    asker, helper, by = world.member(LOLLAND), world.member(LEMVIG), moderator(world)
    thread = world.thread(asker, title="Hvad gør I ved Vestergade?")
    reply = world.reply(helper, thread)
    world.work()
    client = world.client(asker)
    assert unread(client) == "1"
    assert "Lemvig" in rows(client)[0]
    hidden(world, reply, by)
    assert unread(client) == ""
    assert rows(client) == []
    shown_again(world, reply, by)
    assert unread(client) == ""  # it was no news any more
    assert "Lemvig" in rows(client)[0]


def test_notifications_do_not_show_the_title_of_a_hidden_thread(world: World) -> None:
    asker, helper = world.member(LOLLAND), world.member(LEMVIG)
    thread = world.thread(asker, title="Hvad gør I ved Vestergade?")
    world.reply(helper, thread)
    world.reply(asker, thread)
    world.work()
    client = world.client(helper)
    assert unread(client) == "1"
    hidden(world, first_post(world, thread))
    assert unread(client) == ""
    assert "Vestergade" not in client.page("/notifikationer/")


def test_a_hidden_thread_cannot_be_followed_or_found_by_trying(world: World) -> None:
    thread, client = world.thread(world.member()), world.client(world.member(LEMVIG))
    form = fields_of(client.page(url_of(thread)).form(f"/traade/{thread.id}/foelg"))
    hidden(world, first_post(world, thread))
    answer = client.post(f"/traade/{thread.id}/foelg", data=form)
    assert answer.status_code == 404
    assert len(world.read(select(Watch.thread_id))) == 1  # its author's


# Lists and links


def test_first_unread_and_latest_lead_past_hidden_posts(world: World) -> None:
    author, reader = world.member(LOLLAND), world.member(LEMVIG)
    thread = world.thread(author)
    client = world.client(reader)
    client.page(url_of(thread))
    replies = [world.reply(author, thread, f"Svar {number}") for number in range(2, 46)]
    for post_id in (replies[0], replies[-1]):
        hidden(world, post_id)
    page = client.page(f"{url_of(thread)}?efter=20")
    (first,), (latest,) = page.links("Første ulæste"), page.links("Seneste")
    assert first == f"/indlaeg/{replies[0]}#indlaeg-{replies[0]}"
    assert latest == f"/indlaeg/{replies[-1]}#indlaeg-{replies[-1]}"
    for link in (first, latest):
        place = client.get(link.partition("#")[0]).location
        assert f'id="indlaeg-{link.rpartition("-")[2]}"' in client.get(place.partition("#")[0]).text


def test_no_list_holds_a_hidden_thread_whoever_asks(world: World) -> None:
    asker, helper, by = world.member(LOLLAND), world.member(LEMVIG), moderator(world)
    thread = world.thread(asker, title="Hvad gør I ved Vestergade?")
    for actor in (helper, by):
        world.follow(actor, thread)
    people = [world.client(actor) for actor in (asker, helper, by)]
    lists = ("", "?vis=ubesvarede", "?vis=ulaeste", "?vis=mine", "?vis=fulgte", "?emne=tomme-boliger")
    assert all("Vestergade" in people[1].page(f"/traade/{asked}") for asked in lists if "mine" not in asked)
    hidden(world, first_post(world, thread), by)
    for client in people:
        for asked in lists:
            assert "Vestergade" not in client.page(f"/traade/{asked}").main, asked
        assert "Vestergade" not in client.page("/emner/tomme-boliger").main


def test_a_pinned_thread_is_in_the_filtered_list_and_once_in_its_topic(world: World) -> None:
    thread = world.thread(world.member(), title="Læs det her først")
    with world.writing() as session:
        moderation.pin(session, moderator(world), thread.id, pinned=True)
    for client in (world.client(world.member()), world.client(moderator(world))):
        for path in ("/emner/tomme-boliger", "/traade/?emne=tomme-boliger"):
            assert len(client.page(path).links("Læs det her først")) == 1, path


def test_before_you_ask_nothing_hidden_is_offered(world: World) -> None:
    thread = world.thread(world.member(), title="Hvad koster nedrivning af en lade?")
    world.work()
    client = world.client(world.member(LEMVIG))
    path = "/soeg/lignende?titel=nedrivning+lade"
    assert "Hvad koster" in client.get(path).text
    post_id = first_post(world, thread)
    form = fields_of(client.page("/traade/ny?slags=spoergsmaal&titel=nedrivning+lade").form("/soeg/besvaret"))
    hidden(world, post_id)
    assert "Hvad koster" not in client.get(path).text  # the index has not heard of it yet
    assert client.post("/soeg/besvaret", data=form | {"answer": f"post:{post_id}"}).status_code == 404
    world.work()
    assert "Hvad koster" not in client.get(path).text


# Closed threads


def test_a_reply_that_is_begun_in_a_closed_thread_is_shown_and_kept_but_not_sent(world: World) -> None:
    thread, writer = world.thread(world.member()), world.member(LEMVIG)
    client, action = world.client(writer), f"/traade/{thread.id}/svar"
    fields = fields_of(client.page(url_of(thread)).form(action)) | {"body": "Mit **lange** svar"}
    closed(world, thread)
    shown = Page(client.post(action, data=fields | {"preview": "1"}))
    assert shown.status == 200
    assert "Mit lange svar" in shown.main
    assert "En moderator har lukket tråden for svar" in shown.main
    assert "Send svar" not in shown.main
    assert client.post(action, data=fields).status_code == 422
    assert client.post("/kladder/gem", data=fields).status_code == 303
    page = client.page(url_of(thread))
    assert "Mit **lange** svar" in page.main
    assert "kan ikke længere sendes her" in page.main
    assert not page.elements("form", action=action)
    client.submit(url_of(thread), "/kladder/slet")
    assert "Mit **lange** svar" not in client.page(url_of(thread)).main


def test_the_draft_of_a_closed_thread_is_its_writers_alone(world: World) -> None:
    thread, writer = world.thread(world.member()), world.member(LEMVIG)
    client, action = world.client(writer), f"/traade/{thread.id}/svar"
    fields = fields_of(client.page(url_of(thread)).form(action)) | {"body": "Kun for mig"}
    client.post("/kladder/gem", data=fields)
    closed(world, thread)
    assert "Kun for mig" in client.page(url_of(thread)).main
    for other in (world.client(world.member(LEMVIG)), world.client(moderator(world))):
        assert "Kun for mig" not in other.page(url_of(thread)).main


def test_the_draft_of_a_hidden_thread_is_kept_and_tells_nothing_of_the_thread(world: World) -> None:
    thread, writer = world.thread(world.member(), title="Hvad gør I ved Vestergade?"), world.member(LEMVIG)
    client = world.client(writer)
    fields = fields_of(client.page(url_of(thread)).form(f"/traade/{thread.id}/svar")) | {"body": "Mit svar"}
    client.post("/kladder/gem", data=fields)
    hidden(world, first_post(world, thread))
    page = client.page("/konto/")
    assert "Mit svar" in page.main
    assert "Vestergade" not in page.main
    assert client.post("/kladder/gem", data=fields).status_code == 404


def test_a_number_is_stopped_in_a_closed_thread_by_the_reason_that_matters(world: World) -> None:
    """The thread is closed, and no confirmation about a CPR number would change that."""
    thread, writer = world.thread(world.member()), world.member(LEMVIG)
    post_id = world.reply(writer, thread, "Før.")
    closed(world, thread)
    with world.writing() as session, pytest.raises(Invalid, match="closed the thread"):
        editing.edit(session, writer, post_id, body="Det er 010203-1234.", version=1)
