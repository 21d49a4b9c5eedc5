"""Who writes a long reply is told of those that came meanwhile before it is sent."""

from sqlalchemy import func, select

from network.features.threads.models import Post, Thread
from tests.pages.client import Page, fields_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World


def path_of(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


def action_of(thread: Thread) -> str:
    return f"/traade/{thread.id}/svar"


def test_replies_that_came_meanwhile_are_shown_before_ones_own_is_sent(world: World) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    fields = fields_of(client.page(path_of(thread)).form(action_of(thread))) | {"body": "Mit **lange** svar"}
    for number in (1, 2):
        world.reply(world.member(TOENDER), thread, f"Kom imens {number}")
    stopped = Page(client.post(action_of(thread), data=fields))
    assert stopped.status == 422
    assert "Der er kommet 2 nye svar, mens du skrev" in stopped.main
    assert "Kom imens 1" in stopped.main
    assert "Send alligevel" in stopped.main
    assert stopped.links("Tilbage til tråden") == [path_of(thread)]
    kept = fields_of(stopped.form(action_of(thread)))
    assert kept["body"] == "Mit **lange** svar"
    assert world.read(select(func.count(Post.id))) == [3]
    world.reply(world.member(TOENDER), thread, "Og én til")
    sent = client.post(action_of(thread), data=kept | {"anyway": "1"})
    assert sent.status_code == 303
    again = client.post(action_of(thread), data=kept | {"anyway": "1"})
    assert again.location == sent.location
    assert world.read(select(func.count(Post.id))) == [5]


def test_ones_own_replies_stop_nobody(world: World) -> None:
    member = world.member(LEMVIG)
    thread, client = world.thread(world.member()), world.client(member)
    fields = fields_of(client.page(path_of(thread)).form(action_of(thread))) | {"body": "Mit svar"}
    world.reply(member, thread, "Fra min anden fane")
    assert client.post(action_of(thread), data=fields).status_code == 303


def test_old_replies_on_other_pages_stop_nobody(world: World) -> None:
    thread, helper = world.thread(world.member()), world.member(TOENDER)
    for _ in range(30):
        world.reply(helper, thread)
    client = world.client(world.member(LEMVIG))
    assert client.submit(path_of(thread), action_of(thread), body="Svar fra side 1").status_code == 303


def test_at_most_ten_are_shown_and_a_link_leads_to_the_rest(world: World) -> None:
    thread, helper = world.thread(world.member()), world.member(LOLLAND)
    client = world.client(world.member(LEMVIG))
    fields = fields_of(client.page(path_of(thread)).form(action_of(thread))) | {"body": "Sent svar"}
    ids = [world.reply(helper, thread, f"Imens {number:02}") for number in range(23)]
    stopped = Page(client.post(action_of(thread), data=fields))
    assert "Der er kommet 23 nye svar" in stopped.main
    assert "Imens 09" in stopped.main
    assert "Imens 10" not in stopped.main
    assert stopped.links("Se resten") == [f"{path_of(thread)}#indlaeg-{ids[10]}"]


def test_a_form_that_does_not_say_what_was_seen_is_taken(world: World) -> None:
    thread = world.thread(world.member())
    world.reply(world.member(TOENDER), thread)
    client = world.client(world.member(LEMVIG))
    for seen in ("", "x", "９", "-1", "9" * 30):
        data = {"body": "Svar", "seen": seen, "csrf_token": client.csrf()}
        assert client.post(action_of(thread), data=data).status_code == 303
