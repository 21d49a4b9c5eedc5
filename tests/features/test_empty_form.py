"""The reply form under a thread is filled in, not rendered: it must be what rendering gives."""

import pytest
from flask import g, render_template

from network.features.threads import empty_form
from network.features.threads.forms import ReplyForm
from network.features.threads.head import thread_head
from network.web.forms import csrf_token
from tests.world import LEMVIG, World


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_filled_form_is_the_rendered_one(world: World, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    author, first, second = world.member(), world.thread(world.member()), world.thread(world.member())
    world.reply(author, second)
    monkeypatch.setattr(empty_form, "new_number", lambda: "nummer")
    for thread in (first, second):
        with world.app.test_request_context(f"/traade/{thread.id}-x?sprog={language}"), world.writing() as session:
            g.actor = author
            head = thread_head(session, author, thread.id)
            filled = empty_form.empty_reply_form(author, head)
            form = ReplyForm(seen=str(head.post_count), submission="nummer")
            assert filled.strip() == render_template("threads/empty_form.html", head=head, form=form).strip()
            assert csrf_token() == g.csrf_token
            assert csrf_token() in filled


def test_every_reader_sends_a_form_of_their_own(world: World) -> None:
    thread = world.thread(world.member())
    address = f"/traade/{thread.id}-{thread.slug}"
    for name in ("Ida Holm", "Ole Friis"):
        client = world.client(world.member(LEMVIG, name))
        for text in ("Vi har prøvet det.", "Og det virkede."):  # the same number twice would be the same reply
            assert client.submit(address, f"/traade/{thread.id}/svar", body=text).status_code == 303
    assert client.page(address).text.count("Og det virkede.") == 2
