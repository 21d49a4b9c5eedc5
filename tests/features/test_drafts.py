"""What was begun is found again, on any device, and no text takes the place of another unseen."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from network.core.access import Audience
from network.features.drafts import service
from network.features.drafts.models import Draft
from network.features.drafts.places import Place, place_named
from network.features.threads.models import Thread
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import LEMVIG, LOLLAND, World

SCRIPT = {"Accept": "application/json"}


def path_of(thread: Thread) -> str:
    return f"/traade/{thread.id}-{thread.slug}"


def action_of(thread: Thread) -> str:
    return f"/traade/{thread.id}/svar"


def opened(client: CheckedClient, thread: Thread) -> dict[str, str]:
    """The fields of the reply form as it is opened."""
    return fields_of(client.page(path_of(thread)).form(action_of(thread)))


def save(client: CheckedClient, fields: dict[str, str], *, script: bool = False) -> Page:
    return Page(client.post("/kladder/gem", data=fields, headers=SCRIPT if script else {}))


def bodies(world: World) -> list[str]:
    return [fields["body"] for fields in world.read(select(Draft.fields).order_by(Draft.id))]


def test_a_reply_that_was_begun_is_in_the_form_on_another_device(world: World) -> None:
    thread, member = world.thread(world.member()), world.member(LEMVIG)
    desk, phone = world.client(member), world.client(member)
    saved = save(desk, opened(desk, thread) | {"body": "Det første\n\nog det næste"})
    assert saved.response.location == f"{path_of(thread)}#svar"
    world.later(days=1)
    phone = world.client(member)
    page = phone.page(path_of(thread))
    assert fields_of(page.form(action_of(thread)))["body"] == "Det første\n\nog det næste"
    assert "Din kladde fra i går kl. 13.00 er hentet frem." in page.main


def test_a_new_thread_comes_back_with_every_field(world: World) -> None:
    client = world.client(world.member())
    typed = {
        "title": "Hvem har lukket en skole?", "body": "Vi står over for det.", "topic": "service",
        "kind": "call", "audience": "own",
    }  # fmt: skip
    save(client, fields_of(client.page("/traade/ny?slags=spoergsmaal").form("/traade/ny")) | typed)
    back = fields_of(client.page("/traade/ny").form("/traade/ny"))
    assert {name: back[name] for name in typed} == typed


def test_a_script_is_answered_in_short_and_told_the_version(world: World) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    fields = opened(client, thread) | {"draft_writer": "w1"}
    first = save(client, fields | {"body": "Et"}, script=True)
    again = save(client, fields | {"body": "Et og to"}, script=True)  # it did not wait for the first answer
    assert (first.status, again.status, again.html) == (204, 204, "")
    assert first.response.headers["Draft-Version"] != again.response.headers["Draft-Version"]
    assert bodies(world) == ["Et og to"]


def test_a_stale_draft_does_not_replace_a_newer_one_and_both_are_shown(world: World) -> None:
    thread, member = world.thread(world.member()), world.member(LEMVIG)
    desk, phone = world.client(member), world.client(member)
    at_desk, on_phone = opened(desk, thread), opened(phone, thread)
    save(phone, on_phone | {"body": "Skrevet på telefonen"}, script=True)
    refused = save(desk, at_desk | {"body": "Skrevet ved bordet"})
    assert refused.status == 409
    assert "En nyere kladde er gemt et andet sted" in refused.main
    assert "Skrevet på telefonen" in refused.main
    kept = fields_of(refused.form(action_of(thread)))
    assert kept["body"] == "Skrevet ved bordet"
    assert bodies(world) == ["Skrevet på telefonen"]
    assert save(desk, kept).status == 303  # knowing of both
    assert bodies(world) == ["Skrevet ved bordet"]


def test_a_stale_draft_of_a_new_thread_shows_both_too(world: World) -> None:
    client = world.client(world.member())
    form = fields_of(client.page("/traade/ny?slags=spoergsmaal").form("/traade/ny"))
    save(client, form | {"title": "Den ene", "body": "Den ene tekst"})
    refused = save(client, form | {"title": "Den anden", "body": "Den anden tekst"})
    assert refused.status == 409
    assert "Den ene tekst" in refused.main
    assert fields_of(refused.form("/traade/ny"))["title"] == "Den anden"
    assert save(client, form | {"body": "Script"}, script=True).status == 409


def test_sending_deletes_the_draft_and_a_late_save_does_not_bring_it_back(world: World) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    fields = opened(client, thread) | {"body": "Sendes nu", "draft_writer": "w1"}
    save(client, fields, script=True)
    assert client.post(action_of(thread), data=fields).status_code == 303
    assert bodies(world) == []
    assert save(client, fields, script=True).status == 204
    assert bodies(world) == []
    assert opened(client, thread)["body"] == ""


def test_a_thread_that_is_opened_leaves_no_draft(world: World) -> None:
    client = world.client(world.member())
    typed = {"title": "Hvad koster en nedrivning?", "body": "Vi har tre.", "topic": "service"}
    save(client, fields_of(client.page("/traade/ny?slags=spoergsmaal").form("/traade/ny")) | typed)
    assert client.submit("/traade/ny?slags=spoergsmaal").status_code == 303
    assert bodies(world) == []


def test_sending_one_text_keeps_another_that_was_saved_elsewhere(world: World) -> None:
    thread, member = world.thread(world.member()), world.member(LEMVIG)
    desk, phone = world.client(member), world.client(member)
    fields = opened(desk, thread)
    save(phone, opened(phone, thread) | {"body": "Et helt andet svar"})
    assert desk.post(action_of(thread), data=fields | {"body": "Mit svar"}).status_code == 303
    assert bodies(world) == ["Et helt andet svar"]


def test_a_refused_post_keeps_the_draft(world: World) -> None:
    client = world.client(world.member())
    save(client, fields_of(client.page("/traade/ny?slags=spoergsmaal").form("/traade/ny")) | {"body": "Uden titel"})
    assert client.submit("/traade/ny?slags=spoergsmaal").status_code == 422
    assert bodies(world) == ["Uden titel"]


def test_clearing_the_text_or_pressing_delete_leaves_no_draft(world: World) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    save(client, opened(client, thread) | {"body": "Noget"})
    save(client, opened(client, thread) | {"body": "  "})
    assert bodies(world) == []
    save(client, opened(client, thread) | {"body": "Noget andet"})
    deleted = client.submit(path_of(thread), "/kladder/slet")
    assert deleted.location == f"{path_of(thread)}#svar"
    assert bodies(world) == []
    token = {"csrf_token": client.csrf()}
    assert client.post("/kladder/slet", data={"place": f"reply:{thread.id}"} | token).status_code == 303


def test_drafts_stand_on_the_account_page_with_links(world: World) -> None:
    thread = world.thread(world.member(), title="Hvad koster en nedrivning?")
    client = world.client(world.member(LEMVIG))
    assert "Mine kladder" not in client.page("/konto/").main
    save(client, opened(client, thread) | {"body": "Et svar, som " + "er langt " * 60})
    page = client.page("/konto/")
    assert page.links("Svar på ”Hvad koster en nedrivning?”") == [f"{path_of(thread)}#svar"]
    assert client.submit("/konto/", "/kladder/slet").location == "/konto/"
    assert bodies(world) == []


def test_the_draft_is_part_of_the_pages_tag(world: World) -> None:
    thread, member = world.thread(world.member()), world.member(LEMVIG)
    client = world.client(member)
    fields = opened(client, thread)
    tag = client.get(path_of(thread)).headers["ETag"]
    assert client.get(path_of(thread), headers={"If-None-Match": tag}).status_code == 304
    save(client, fields | {"body": "Ny kladde"}, script=True)
    changed = client.get(path_of(thread), headers={"If-None-Match": tag})
    assert changed.status_code == 200
    tag = changed.headers["ETag"]
    assert client.get(path_of(thread), headers={"If-None-Match": tag}).status_code == 304
    world.later(days=1)
    client = world.client(member)  # and tomorrow it is yesterday's


def test_nobody_sees_anothers_draft_and_no_place_of_others_takes_one(world: World) -> None:
    author = world.member(LOLLAND)
    hidden = world.thread(author, audience=Audience.OWN)
    other = world.client(world.member(LEMVIG))
    for place in (f"reply:{hidden.id}", "reply:999999", "reply:99999999999", "reply:x", "thread:1", "", "reply:"):
        refused = other.post("/kladder/gem", data={"place": place, "body": "Hej", "csrf_token": other.csrf()})
        assert refused.status_code == 404, place
    assert bodies(world) == []


def test_a_draft_whose_thread_is_out_of_reach_can_still_be_read_and_deleted(world: World) -> None:
    member = world.member(LEMVIG)
    thread = world.thread(world.member(), title="Hemmelig titel")
    client = world.client(member)
    save(client, opened(client, thread) | {"body": "Mine egne ord"})
    with world.writing() as session:
        session.get_one(Thread, thread.id).audience_term = "own:1"
    page = client.page("/konto/")
    assert "Mine egne ord" in page.main
    assert "Hemmelig" not in page.main
    assert client.submit("/konto/", "/kladder/slet").status_code == 303
    assert bodies(world) == []


def test_no_more_than_two_hundred_drafts_and_none_that_is_too_long(world: World) -> None:
    member = world.member()
    with world.writing() as session:
        for number in range(service.MOST):
            service.save(session, member, Place(1000 + number), {"body": "x"}, service.DraftKey())
    client = world.client(member)
    thread = world.thread(world.member(LEMVIG))
    refused = save(client, opened(client, thread) | {"body": "Én for meget"})
    assert refused.status == 422
    assert "Du har 200 kladder" in refused.main
    assert "Én for meget" in refused.html
    too_long = save(client, opened(client, thread) | {"body": "x" * 50_001}, script=True)
    assert too_long.status == 422
    assert world.read(select(func.count(Draft.id))) == [service.MOST]


def test_the_worker_forgets_drafts_that_nobody_touched_for_ninety_days(world: World) -> None:
    member = world.member()
    with world.writing() as session:
        service.save(session, member, Place(), {"body": "Gammel"}, service.DraftKey())
        world.clock.forward(seconds=(timedelta(days=60)).total_seconds())
        service.save(session, member, Place(7), {"body": "Nyere"}, service.DraftKey())
    world.later(days=29)
    world.worker.tidy()
    assert bodies(world) == ["Gammel", "Nyere"]
    world.later(days=2)
    world.worker.tidy()
    assert bodies(world) == ["Nyere"]


@pytest.mark.parametrize("script", [True, False])
def test_who_was_signed_out_keeps_the_text(world: World, script: bool) -> None:
    thread = world.thread(world.member())
    client = world.client(world.member(LEMVIG))
    fields = opened(client, thread) | {"body": "Lang tekst\nover to linjer"}
    client.post("/log-ud", data={"csrf_token": client.csrf()})
    refused = save(client, fields, script=script)
    assert refused.status == 401
    assert "Lang tekst" in refused.main


def test_places_have_one_name_each() -> None:
    for name in ("thread:new", "reply:1", "reply:2147483647"):
        place = place_named(name)
        assert place is not None
        assert place.name == name
    for name in ("reply:2147483648", "reply:-1", "reply:１", "reply:1 ", "Reply:1", "reply"):
        assert place_named(name) is None
