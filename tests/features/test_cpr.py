"""What looks like a civil registration number stops a text once; its writer may say that it is none."""

import io
from typing import Any

import pytest
from sqlalchemy import select

from network.core.audit import AuditEntry
from network.features.library.models import Document
from network.features.threads.models import Post
from tests.pages.client import CheckedClient, Page, fields_of
from tests.rules.tables import cells
from tests.world import LEMVIG, World

NUMBER = "010150-1234"
ACT = "not-a-cpr-number"


def noted(world: World) -> list[tuple[int | None, str]]:
    with world.writing() as session:
        rows = session.execute(select(AuditEntry.account_id, AuditEntry.subject).where(AuditEntry.act == ACT))
        return [(row[0], row[1]) for row in rows]


def stopped(client: CheckedClient, path: str, action: str, field: str, **typed: Any) -> dict[str, str]:
    """Send the form, be stopped at the field, and return what the page holds now."""
    form = fields_of(client.page(path).form(action))
    page = Page(client.post(action, data=form | typed))
    assert page.status == 422
    assert "ligner et CPR-nummer" in " ".join(page.elements("p", id=f"{field}-error")[0].itertext())
    assert "Det er ikke et CPR-nummer" in page.main
    kept = fields_of(page.form(action))
    assert kept[field] == typed[field]
    assert "not_cpr" not in kept
    return kept


def test_a_thread_is_stopped_once_and_opened_when_its_writer_says_it_is_none(world: World) -> None:
    member = world.member()
    client = world.client(member)
    typed = {"title": "Hvad koster en nedrivning?", "topic": "service", "body": f"Sagen hedder {NUMBER}."}
    kept = stopped(client, "/traade/ny?slags=spoergsmaal", "/traade/ny", "body", **typed)
    assert client.post("/traade/ny", data=kept).status_code == 422
    assert noted(world) == []
    assert client.post("/traade/ny", data=kept | {"not_cpr": "y"}).status_code == 303
    assert noted(world) == [(member.id, "thread:1")]


def test_a_number_that_is_taken_out_stands_in_no_history(world: World) -> None:
    author = world.member()
    thread = world.thread(author)
    body = f"Ejeren har {NUMBER}, og huset er fra 1921."
    path = f"/traade/{thread.id}-{thread.slug}"
    client = world.client(author)
    assert client.submit(path, f"/traade/{thread.id}/svar", body=body, not_cpr="y").status_code == 303
    post_id = world.read(select(Post.id).order_by(Post.id.desc()))[0]
    assert client.submit(f"/indlaeg/{post_id}/ret", body="Ejeren er ukendt, og huset er fra 1921.").status_code == 303
    history = world.client(world.member()).page(f"/indlaeg/{post_id}/historik")
    assert NUMBER not in history.html
    assert "••••••-••••" in history.main
    assert "huset er fra 1921" in history.main


def test_the_title_is_looked_through_too(world: World) -> None:
    client = world.client(world.member())
    stopped(
        client,
        "/traade/ny?slags=spoergsmaal",
        "/traade/ny",
        "title",
        title=f"Om {NUMBER}",
        topic="service",
        body="Tekst",
    )


def test_a_reply_is_stopped_and_the_number_is_never_written_down(world: World) -> None:
    member, thread = world.member(LEMVIG), world.thread(world.member())
    client, action = world.client(member), f"/traade/{thread.id}/svar"
    kept = stopped(client, f"/traade/{thread.id}-{thread.slug}", action, "body", body=f"Borger {NUMBER}")
    assert NUMBER not in cells(world.engine)
    for _ in range(2):
        assert client.post(action, data=kept | {"not_cpr": "y"}).status_code == 303
    post_id = world.read(select(Post.id).order_by(Post.id.desc()))[0]
    assert noted(world) == [(member.id, f"post:{post_id}")]
    assert not [subject for _, subject in noted(world) if NUMBER in subject]


def test_taking_the_number_out_is_enough(world: World) -> None:
    thread = world.thread(world.member())
    client, action = world.client(world.member(LEMVIG)), f"/traade/{thread.id}/svar"
    kept = stopped(client, f"/traade/{thread.id}-{thread.slug}", action, "body", body=f"Borger {NUMBER}")
    assert client.post(action, data=kept | {"body": "En borger"}).status_code == 303
    assert noted(world) == []


def test_a_correction_is_stopped(world: World) -> None:
    member = world.member()
    post_id = world.reply(member, world.thread(member))
    client, action = world.client(member), f"/indlaeg/{post_id}/ret"
    kept = stopped(client, action, action, "body", body=f"Borger {NUMBER}")
    assert client.post(action, data=kept | {"not_cpr": "y"}).status_code == 303
    assert noted(world) == [(member.id, f"post:{post_id}")]


@pytest.mark.parametrize("field", ["title", "description"])
def test_a_documents_title_and_description_are_stopped_and_its_file_is_kept(world: World, field: str) -> None:
    member = world.member()
    client = world.client(member)
    typed: dict[str, Any] = {"title": "Et notat", "file": (io.BytesIO(b"Ord."), "notat.txt")}
    kept = stopped(client, "/bibliotek/del", "/bibliotek/del", field, **(typed | {field: f"Om {NUMBER}"}))
    assert client.post("/bibliotek/del", data=kept | {"not_cpr": "y"}).status_code == 303
    assert noted(world) == [(member.id, f"document:{world.read(select(Document.id))[0]}")]


def test_nothing_is_asked_when_there_is_nothing_to_ask(world: World) -> None:
    thread = world.thread(world.member())
    client, action = world.client(world.member(LEMVIG)), f"/traade/{thread.id}/svar"
    path = f"/traade/{thread.id}-{thread.slug}"
    assert "CPR-nummer" not in client.page(path).main.replace("CPR-numre", "")
    assert client.submit(path, action, body="Ring på 54 67 12 34, sagsnr. 0101501234", not_cpr="y").status_code == 303
    assert noted(world) == []
