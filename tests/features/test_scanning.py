"""Where a scanner is named, no file is kept that it has not let through."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from network.features.library.models import StoredFile
from network.ports.scan.clamd import ClamdScanner
from tests.contracts.clamd import EICAR, Clamd, clamd
from tests.pages.client import CheckedClient, Page, fields_of
from tests.world import World


@pytest.fixture
def server(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clamd]:
    with clamd() as running:
        monkeypatch.setattr(world.app, "ports", replace(world.app.ports, scan=ClamdScanner(running.address)))
        yield running


def shared(client: CheckedClient, path: str, content: bytes) -> Page:
    form = fields_of(client.page(path).form(path)) | {"title": "Et notat"}
    answer = client.post(path, data=form | {"file": (io.BytesIO(content), "notat.txt")})
    return client.page(answer.location) if answer.status_code == 303 else Page(answer)


@pytest.mark.parametrize("path", ["/bibliotek/del", "/bibliotek/del-flere"])
def test_a_virus_is_named_and_nothing_of_it_is_kept(world: World, server: Clamd, path: str) -> None:
    page = shared(world.client(world.member()), path, EICAR)
    assert page.status == 422
    assert "Der er virus i filen (Eicar-Test-Signature)" in page.main
    assert world.app.ports.files.keys() == []
    assert world.read(select(StoredFile.key)) == []


def test_a_virus_in_a_post_is_refused_too(world: World, server: Clamd) -> None:
    client = world.client(world.member())
    token = fields_of(client.page("/bibliotek/del").form("/bibliotek/del"))["csrf_token"]
    answer = client.post("/filer/", data={"csrf_token": token, "file": (io.BytesIO(EICAR), "notat.txt")})
    assert answer.status_code == 422
    assert "virus" in answer.json["message"]


def test_a_sound_file_is_shared_as_it_is(world: World, server: Clamd) -> None:
    client = world.client(world.member())
    page = shared(client, "/bibliotek/del", b"Et godt notat.")
    assert page.heading == "Et notat"
    assert server.received == [b"Et godt notat."]
    assert client.get(f"{page.response.request.path}/original").data == b"Et godt notat."


def test_while_the_scanner_is_down_no_file_is_taken_and_the_rest_goes_on(world: World, server: Clamd) -> None:
    server.answers[b"zINSTREAM"] = b"hang up"
    client = world.client(world.member())
    page = shared(client, "/bibliotek/del", b"Et godt notat.")
    assert page.status == 422
    assert "kan ikke blive tjekket for virus lige nu" in page.main
    assert world.app.ports.files.keys() == []
    assert client.page("/bibliotek/").status == 200
