"""A post is quoted in the reply to it: by a link, with its author's name and the way back."""

import pytest

from network.core.access import Actor, Audience
from network.features.drafts import service as drafts
from network.features.drafts.places import Place
from network.features.moderation import service as moderation
from network.features.quoting.quotes import MAX_QUOTED, quoted
from network.features.threads.models import Thread
from tests.pages.client import Page, fields_of
from tests.world import LEMVIG, LOLLAND, World


def typed(world: World, actor: Actor, thread: Thread, post: int) -> str:
    """What stands in the form after ”Citér”."""
    client = world.client(actor)
    page = client.page(f"/traade/{thread.id}-{thread.slug}")
    [link] = [link for link in page.links("Citér") if link.endswith(f"citer={post}")]
    return fields_of(client.page(link).form(f"/traade/{thread.id}/svar"))["body"]


def test_the_link_at_a_post_opens_the_reply_with_the_post_in_it(world: World) -> None:
    thread = world.thread(world.member(), audience=Audience.PUBLIC)
    post = world.reply(world.member(LEMVIG, "Anne [Ane] Bo"), thread, "Det tog **to** år.\n\n- og\n- mere")
    body = typed(world, world.member(LOLLAND), thread, post)
    assert body == (
        f"> [Anne \\[Ane\\] Bo, Lemvig Kommune](/indlaeg/{post}#indlaeg-{post}) skrev:\n>\n"
        "> Det tog **to** år.\n>\n> - og\n> - mere\n\n"
    )
    client = world.client(world.member(LOLLAND))
    answer = client.post(
        f"/traade/{thread.id}/svar", data={"csrf_token": client.csrf(), "body": body + "Så længe?", "seen": "2"}
    )
    assert answer.status_code == 303
    page = client.page(f"/traade/{thread.id}-{thread.slug}")
    assert page.links("Anne [Ane] Bo, Lemvig Kommune") == [f"/indlaeg/{post}#indlaeg-{post}"]
    assert not world.client().page(f"/traade/{thread.id}-{thread.slug}").links("Citér")


def test_a_reply_that_was_begun_stays_and_the_quote_follows_it(world: World) -> None:
    author, reader = world.member(), world.member()
    thread = world.thread(author, body="Hvad gør I?")
    with world.writing() as session:
        drafts.save(session, reader, Place(thread.id), {"body": "Jeg er i gang"}, drafts.DraftKey())
    body = typed(world, reader, thread, 1)
    assert body.startswith("Jeg er i gang\n\n> [")
    assert body.endswith("> Hvad gør I?\n\n")


def test_a_script_is_given_the_quote_alone(world: World) -> None:
    thread = world.thread(world.member(name="Anne Bo"), body="Hvad gør I?")
    client = world.client(world.member())
    got = client.get(f"/traade/{thread.id}/svar?citer=1", headers={"Accept": "application/json"}).json
    assert got["first"].startswith("> [Anne Bo, ")
    assert got["text"] == "> Hvad gør I?"


def test_what_is_hidden_or_stands_elsewhere_is_not_quoted(world: World) -> None:
    author, moderator = world.member(LEMVIG), world.secretariat()
    thread, other = world.thread(author), world.thread(author)
    hidden = world.reply(author, thread, "Et navn.")
    own = world.reply(author, world.thread(author, audience=Audience.OWN))
    with world.writing() as session:
        moderation.hide(session, moderator, hidden, "Et navn.")
    for actor in (world.member(LOLLAND), author, moderator):
        client = world.client(actor)
        for post in (hidden, own, 999_999):
            assert client.get(f"/traade/{thread.id}/svar?citer={post}").status_code == 404
            assert client.get(f"/traade/{other.id}/svar?citer={post}").status_code == 404
        assert not [
            link for link in client.page(f"/traade/{thread.id}-{thread.slug}").links("Citér") if str(hidden) in link
        ]
    for wrong in ("", "x", "-1", "１", "9" * 40):
        assert client.get(f"/traade/{thread.id}/svar?citer={wrong}").status_code == 404


def test_a_closed_thread_offers_no_quotes(world: World) -> None:
    thread, moderator = world.thread(world.member()), world.secretariat()
    with world.writing() as session:
        moderation.lock(session, moderator, thread.id, "Besvaret.")
    assert not world.client(world.member()).page(f"/traade/{thread.id}-{thread.slug}").links("Citér")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("> > Inderst\n> Dengang\n\nNu", "> > Dengang\n>\n> Nu"),
        ("Se ![diget](/filer/1/d.png)", "> Se [diget](/filer/1/d.png)"),
        ("```\n> kode\n```", "> ```\n> > kode\n> ```"),
    ],
)
def test_a_quote_keeps_what_was_said_and_one_layer_of_what_it_answered(markdown: str, expected: str) -> None:
    assert quoted(markdown) == expected


def test_a_long_post_is_quoted_in_part() -> None:
    for text in ("ord " * 2000, "linje\n" * 2000, "o" * 9000):
        quote = quoted(text)
        assert quote.endswith("\n>\n> […]")
        assert len(quote) < 2 * MAX_QUOTED


def test_ten_thousand_nested_quotes_end_with_a_plain_word_and_the_text(world: World) -> None:
    thread = world.thread(world.member())
    body = ">" * 10_000 + " Hvem sagde det?"
    answer = world.client(world.member()).submit(
        f"/traade/{thread.id}-{thread.slug}", f"/traade/{thread.id}/svar", body=body
    )
    page = Page(answer)
    assert page.status == 422
    assert "hundredvis af lag" in page.main
    assert fields_of(page.form(f"/traade/{thread.id}/svar"))["body"] == body
