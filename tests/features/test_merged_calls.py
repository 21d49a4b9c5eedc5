"""A call that is merged into another thread keeps its table, and the moderator is told so before it happens."""

import pytest

from network.core.access import Actor, Audience, Role
from network.features.drafts import service as drafts
from network.features.drafts.places import Place
from network.features.merging import service as merging
from network.features.moderation import service as moderation
from network.features.threads.models import Thread, ThreadKind
from tests.features.test_calls import answer, call, path_of, table_of
from tests.pages.client import Page, fields_of
from tests.world import LEMVIG, LOLLAND, TOENDER, World


@pytest.fixture
def moderator(world: World) -> Actor:
    return world.member(TOENDER, "Mogens Moderator", (Role.MODERATOR,))


def answered(world: World, audience: Audience = Audience.NETWORK) -> tuple[Thread, int]:
    """A call with one answer, and the answer's post."""
    asked = call(world, world.member(LOLLAND), audience=audience)
    return asked, answer(world, world.member(LEMVIG, "Inger Klitmose"), asked, answer_1="85.000 kr.", answer_2="2025")


def merge(world: World, moderator: Actor, thread: Thread, target: Thread) -> None:
    with world.writing() as session:
        merging.merge(session, moderator, thread.id, target.id, "Det samme.")


def test_the_table_and_its_file_stay_at_the_calls_own_address(world: World, moderator: Actor) -> None:
    target = world.thread(world.member(), "Hvad koster en nedrivning?")
    asked, post = answered(world)
    client = world.client(world.member())
    before = table_of(client, asked)
    merge(world, moderator, asked, target)
    assert table_of(client, asked) == before
    page = client.page(f"{path_of(asked)}/tabel")
    assert "85.000 kr." in page.main
    assert "lagt ind i ”Hvad koster en nedrivning?”" in page.main
    assert page.links("Gå til tråden") == [path_of(target)]
    assert any(f"/indlaeg/{post}#" in link for link in page.links("Lemvig Kommune"))
    assert client.get(path_of(asked)).location == path_of(target)
    assert client.page(path_of(target)).links("svarene som tabel") == [f"{path_of(asked)}/tabel"]
    wrong = client.get(f"/traade/{asked.id}-forkert/tabel")
    assert (wrong.status_code, wrong.location) == (301, f"{path_of(asked)}/tabel")


def test_what_holds_the_same_headings_becomes_a_row_and_the_calls_own_text_does_not(
    world: World, moderator: Actor
) -> None:
    target = world.thread(world.member(), "Hvad koster en nedrivning?")
    asked, _post = answered(world)
    merge(world, moderator, asked, target)
    world.reply(world.member(TOENDER, "Tove Tønder"), target, "# Pris\n\n90.000 kr.")
    world.reply(world.member(TOENDER), target, "Tak for tallene.")
    rows = table_of(world.client(world.member()), asked)
    assert [row[3] for row in rows[1:]] == ["85.000 kr.", "90.000 kr."]


def test_the_moderator_reads_before_it_is_merged_what_becomes_of_the_call(world: World, moderator: Actor) -> None:
    target = world.thread(world.member(), "Hvad koster en nedrivning?")
    asked, _post = answered(world)
    client, path = world.client(moderator), f"/traade/{asked.id}/laeg-sammen"
    page = client.page(f"{path}?find={path_of(target)}")
    assert "Svarene på efterlysningen beholder deres tabel" in page.main
    assert "Den har én række." in page.main
    assert "Efterlysningen slutter" in page.main
    other = call(world, world.member())
    page = client.page(f"{path}?find={path_of(other)}")
    assert "beholder sin egen frist, sine egne felter og sin egen tabel" in page.main
    assert "Efterlysningen slutter" not in page.main
    page = client.page(f"/traade/{target.id}/laeg-sammen?find={path_of(other)}")
    assert "tabel" not in page.main


def test_a_call_in_a_call_leaves_two_tables(world: World, moderator: Actor) -> None:
    first, _post = answered(world)
    other = call(world, world.member())
    merge(world, moderator, first, other)
    client = world.client(world.member())
    assert [row[3] for row in table_of(client, first)[1:]] == ["85.000 kr."]
    assert [row[3] for row in table_of(client, other)[1:]] == ["85.000 kr."]


def test_a_call_that_is_merged_twice_still_has_its_table(world: World, moderator: Actor) -> None:
    asked, _post = answered(world)
    first, last = (world.thread(world.member(), f"Hvad koster det {when}?") for when in ("nu", "til sidst"))
    merge(world, moderator, asked, first)
    merge(world, moderator, first, last)
    page = world.client(world.member()).page(f"{path_of(asked)}/tabel")
    assert "85.000 kr." in page.main
    assert page.links("Gå til tråden") == [path_of(last)]


def test_the_table_is_for_those_who_read_the_thread_that_stays(world: World, moderator: Actor) -> None:
    target = world.thread(world.member(), "Hvad koster det?", audience=Audience.MUNICIPALITIES)
    asked, post = answered(world)
    partner = world.client(world.member("realfonden"))
    assert partner.get(f"{path_of(asked)}/tabel").status_code == 200
    merge(world, moderator, asked, target)
    for path in (f"{path_of(asked)}/tabel", f"{path_of(asked)}/tabel.csv", f"/traade/{asked.id}-forkert/tabel"):
        assert partner.get(path).status_code == 404
        assert world.client().get(path).status_code == 404
    with world.writing() as session:
        moderation.hide(session, moderator, post, "Et navn.")
    assert table_of(world.client(world.member()), asked)[1:] == []


def test_the_deadline_of_a_merged_call_is_moved_by_nobody(world: World, moderator: Actor) -> None:
    asked, _post = answered(world)
    merge(world, moderator, asked, world.thread(world.member(), "Hvad koster det?"))
    assert world.client(moderator).get(f"/traade/{asked.id}/frist").status_code == 404


def test_a_thread_that_was_no_call_has_no_table_after_the_merge(world: World, moderator: Actor) -> None:
    thread = world.thread(world.member(), "Hvad koster det?", kind=ThreadKind.CALL)  # made into a call by a moderator
    target = world.thread(world.member(), "Hvad koster en nedrivning?")
    merge(world, moderator, thread, target)
    client = world.client(world.member())
    assert client.get(f"{path_of(thread)}/tabel").status_code == 404
    assert client.page(path_of(target)).links("svarene som tabel") == []


def test_what_a_draft_answers_keeps_its_headings(world: World, moderator: Actor) -> None:
    writer, target, asked = (
        world.member(),
        world.thread(world.member(), "Hvad koster det?"),
        call(world, world.member()),
    )
    with world.writing() as session:
        begun = {"body": "Ring til mig.", "answer_1": "500.000 kr.", "answer_3": "Tålmodighed"}
        drafts.save(session, writer, Place(asked.id), begun, drafts.DraftKey())
    merge(world, moderator, asked, target)
    client, reply = world.client(writer), f"/traade/{target.id}/svar"
    kept = fields_of(client.page(path_of(target)).form(reply))["body"]
    assert kept == "Ring til mig.\n\n# Pris\n\n500.000 kr.\n\n# Hvad virkede\n\nTålmodighed"
    client.submit(path_of(target), reply)
    assert [row[3:] for row in table_of(client, asked)[1:]] == [["500.000 kr.", "", "Tålmodighed"]]


def test_an_answer_that_was_being_written_meanwhile_comes_back_as_text(world: World, moderator: Actor) -> None:
    target, asked = world.thread(world.member(), "Hvad koster det?"), call(world, world.member())
    client, reply = world.client(world.member()), f"/traade/{asked.id}/svar"
    typed = {"answer_1": "85.000 kr.", "answer_2": "2025", "body": "Ring endelig."}
    fields = fields_of(client.page(path_of(asked)).form(reply)) | typed
    merge(world, moderator, asked, target)
    page = Page(client.post(reply, data=fields))
    assert page.status == 422
    there = f"/traade/{target.id}/svar"
    again = fields_of(page.form(there))
    assert all(text in again["body"] for text in ("# Pris", "85.000 kr.", "# År", "2025", "Ring endelig."))
    assert client.post(there, data=again).status_code == 303
    assert [row[3:5] for row in table_of(client, asked)[1:]] == [["85.000 kr.", "2025"]]


def test_an_answer_to_what_is_no_call_any_more_keeps_its_headings(world: World, moderator: Actor) -> None:
    asked = call(world, world.member())
    client, reply = world.client(world.member()), f"/traade/{asked.id}/svar"
    fields = fields_of(client.page(path_of(asked)).form(reply)) | {"answer_1": "85.000 kr."}
    with world.writing() as session:
        moderation.change_kind(session, moderator, asked.id, ThreadKind.QUESTION)
    assert client.post(reply, data=fields).status_code == 303
    page = client.page(path_of(asked)).main
    assert "Pris 85.000 kr." in page
