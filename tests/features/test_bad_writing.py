"""What meets somebody who writes at the wrong moment, or too much: the reason, what to do, and the whole text."""

import pytest
from sqlalchemy import func, select

from network.core.access import Actor, Role
from network.features.moderation import service as moderation
from network.features.threads.models import Post, Thread
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, TOENDER, World

TEXT = "Hos os kostede det 85.000 kr.\n\nRing endelig."


@pytest.fixture
def moderator(world: World) -> Actor:
    return world.member(TOENDER, roles=(Role.MODERATOR,))


def path_of(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


def reply_of(thread: Thread) -> str:
    return f"/traade/{thread.id}/svar"


def opened(client: CheckedClient, thread: Thread) -> dict[str, str]:
    return fields_of(client.page(path_of(thread)).form(reply_of(thread)))


def typed(page: Page, thread: Thread) -> str:
    """What stands in the form that came back."""
    return fields_of(page.form(reply_of(thread)))["body"].replace("\r\n", "\n")


def hide(world: World, moderator: Actor, post: int) -> None:
    with world.writing() as session:
        moderation.hide(session, moderator, post, "Et navn.")


def count(world: World) -> int:
    number: int = world.read(select(func.count(Post.id)))[0]
    return number


def test_a_reply_to_a_thread_that_was_hidden_meanwhile_can_be_copied_and_tells_nothing_of_the_thread(
    world: World, moderator: Actor
) -> None:
    thread = world.thread(world.member(), "Om en navngiven nabo")
    client = world.client(world.member(LEMVIG))
    form = opened(client, thread) | {"body": TEXT}
    hide(world, moderator, world.read(select(Post.id))[0])
    page = Page(client.post(reply_of(thread), data=form))
    assert page.status == 404
    assert "Det er ikke sendt. Kopiér det, du skrev, før du forlader siden." in page.main
    assert "".join(page.elements("textarea")[0].itertext()).replace("\r\n", "\n").strip() == TEXT
    assert "nabo" not in page.main
    assert count(world) == 1


def test_who_opened_a_thread_that_was_hidden_meanwhile_is_told_so_with_the_text(world: World, moderator: Actor) -> None:
    asker = world.member()
    thread = world.thread(asker)
    client = world.client(asker)
    form = opened(client, thread) | {"body": TEXT}
    hide(world, moderator, world.read(select(Post.id))[0])
    page = Page(client.post(reply_of(thread), data=form))
    assert page.status == 422
    assert "En moderator har skjult tråden, så dit svar blev ikke sendt." in page.main
    assert typed(page, thread) == TEXT


def test_a_quote_of_a_post_that_was_hidden_meanwhile_is_not_sent_and_the_rest_comes_back(
    world: World, moderator: Actor
) -> None:
    thread = world.thread(world.member())
    post = world.reply(world.member(), thread, "Naboen hedder Hr. Sommer.")
    client = world.client(world.member(LEMVIG))
    form = fields_of(client.page(f"{reply_of(thread)}?citer={post}").form(reply_of(thread)))
    assert "Sommer" in form["body"]
    hide(world, moderator, post)
    page = Page(client.post(reply_of(thread), data=form | {"body": form["body"] + TEXT}))
    assert page.status == 422
    assert "Du citerer et indlæg, som en moderator har skjult i mellemtiden. Fjern citatet, og send igen." in page.main
    assert typed(page, thread).endswith(TEXT)
    assert count(world) == 2
    assert client.post(reply_of(thread), data=form | {"body": TEXT}).status_code == 303


def test_the_link_to_quote_a_post_that_was_hidden_meanwhile_opens_the_reply_without_it(
    world: World, moderator: Actor
) -> None:
    thread = world.thread(world.member())
    post = world.reply(world.member(), thread, "Naboen hedder Hr. Sommer.")
    client = world.client(world.member(LEMVIG))
    (link,) = [link for link in client.page(path_of(thread)).links("Citér") if link.endswith(f"={post}")]
    hide(world, moderator, post)
    page = client.page(link)
    assert page.status == 404
    assert "Indlægget kan ikke citeres mere. Du kan svare uden citatet." in page
    assert typed(page, thread) == ""
    assert "Sommer" not in page.html


def test_a_link_to_a_hidden_post_is_no_quote(world: World, moderator: Actor) -> None:
    thread = world.thread(world.member())
    post = world.reply(world.member(), thread, "Naboen hedder Hr. Sommer.")
    client = world.client(world.member(LEMVIG))
    form = opened(client, thread)
    hide(world, moderator, post)
    body = f"Se [svaret](/indlaeg/{post}#indlaeg-{post}) ovenfor."
    assert client.post(reply_of(thread), data=form | {"body": body}).status_code == 303


def test_three_hundred_names_come_back_with_how_many_there_may_be(world: World) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    body = " ".join(f"@Ukendt Navn{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(300))
    page = Page(client.post(reply_of(thread), data=opened(client, thread) | {"body": body}))
    assert page.status == 422
    assert "Teksten nævner 300 personer med @. Højst 20 kan få besked om ét indlæg. Fjern nogle af dem." in page.main
    assert typed(page, thread) == body
    assert count(world) == 1


def test_marks_that_turn_the_reading_direction_turn_nothing_on_any_page(world: World) -> None:
    client = world.client(world.member())
    fields = {"title": "Hvad \u202ekoster\u202c det \u2066nu?", "body": "Det koster \u202e.rk 000.58\u202c i alt."}
    answer = client.submit("/traade/ny?slags=spoergsmaal", **fields, topic="tomme-boliger")
    assert answer.status_code == 303
    for path in (answer.location, "/traade/"):
        html = client.page(path).html
        assert "Hvad koster det nu?" in html
        assert not {"\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068"} & set(html)
    assert "Det koster .rk 000.58 i alt." in client.page(answer.location).main
