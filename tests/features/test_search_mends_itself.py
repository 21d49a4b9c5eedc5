"""An index that is gone, damaged, of another version or on a full disk: search says so, and mends itself."""

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from network.core.access import Audience
from network.core.outbox import OutboxRow, Queue
from network.ports.search import SearchUnavailable
from network.ports.search.whoosh.schema import INDEX_NAME
from tests.features.test_finding import titles
from tests.world import LEMVIG, World

BEING_REBUILT = "bygget op igen"


@pytest.fixture
def folder(world: World) -> Path:
    """Of an index that holds a thread."""
    world.thread(world.member(LEMVIG), "Kajen i byen", audience=Audience.PUBLIC)
    world.work()
    found: Path = world.app.config["SETTINGS"].data / "index"
    assert found.is_dir()
    return found


def is_found(world: World) -> bool:
    return titles(world.client(), "/soeg?q=kajen") == ["Kajen i byen"]


def test_without_an_index_everything_else_goes_on(world: World, folder: Path) -> None:
    shutil.rmtree(folder)
    client = world.client(world.member())
    page = client.get("/soeg?q=kajen")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert BEING_REBUILT in page.text
    answer = client.get("/api/v1/search?q=kajen")
    assert answer.status_code == 503
    assert "rebuilt" in answer.text
    assert client.get("/soeg/forslag?q=kaj").json == {"suggestions": []}
    assert client.get("/soeg/lignende?titel=Kajen").status_code == 200
    assert client.get("/traade/1/lignende").status_code == 200
    assert client.get("/soeg").status_code == 200
    assert world.worker.index() == 0
    assert is_found(world)


def test_an_index_of_a_newer_version_is_not_read_and_a_new_one_takes_its_place(world: World, folder: Path) -> None:
    for path in list(folder.iterdir()):
        path.rename(folder / path.name.replace(INDEX_NAME, "posts99danish99"))
    assert BEING_REBUILT in world.client().get("/soeg?q=kajen").text
    world.worker.index()
    assert is_found(world)
    assert not list(folder.glob("*posts99*"))


@pytest.mark.parametrize("ending", ["toc", "arr", "ids"])
def test_a_damaged_index_is_built_anew_though_nothing_is_written(world: World, folder: Path, ending: str) -> None:
    for path in folder.glob(f"*.{ending}"):
        os.truncate(path, path.stat().st_size // 3)
    world.app.ports.search.close()
    assert world.client().get("/soeg?q=kajen").status_code in (200, 503)  # never another error
    world.worker.index()
    assert is_found(world)


def test_what_a_full_disk_refuses_waits_and_is_found_when_there_is_room(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.thread(world.member(), "Molen i byen", audience=Audience.PUBLIC)

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        for act in (world.worker.index, world.worker.rebuild_index):
            with pytest.raises(SearchUnavailable):
                act()
    assert is_found(world)  # the old index answers
    assert titles(world.client(), "/soeg?q=molen") == []
    waiting = select(OutboxRow.id).where(OutboxRow.queue == Queue.INDEX, OutboxRow.done_at.is_(None))
    assert world.read(waiting)
    world.work()
    assert titles(world.client(), "/soeg?q=molen") == ["Molen i byen"]
    assert world.read(waiting) == []
    assert not folder.with_name("index-new").exists()
