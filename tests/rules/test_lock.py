"""What takes long is done before the database is locked: SQLite has one writer at a time."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from network.core import text
from network.core.db import sqlite_driver
from network.core.text import Rendered
from tests.pages.client import fields_of
from tests.world import World


def is_locked(engine: Engine) -> bool:
    """Whether somebody holds SQLite's write lock; PostgreSQL has none."""
    if engine.dialect.name != "sqlite":
        return False
    driver = sqlite_driver()
    connection = driver.connect(engine.url.database, timeout=0, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except driver.OperationalError:
        return True
    finally:
        connection.close()
    return False


@pytest.fixture
def rendering(world: World, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether the database was locked, each time something was rendered."""
    seen: list[bool] = []

    def watched(*arguments: Any, **named: Any) -> Rendered:
        seen.append(is_locked(world.engine))
        return text.render(*arguments, **named)

    for feature in ("threads", "library"):
        monkeypatch.setattr(f"network.features.{feature}.service.render", watched)
    return seen


QUESTION = {"title": "Et nyt spørgsmål", "topic": "tomme-boliger", "audience": "network", "body": "Hvordan?"}


def test_a_question_is_rendered_before_the_database_is_locked(world: World, rendering: list[bool]) -> None:
    assert world.client(world.member()).submit("/traade/ny?slags=spoergsmaal", **QUESTION).status_code == 303
    assert rendering == [False]


def test_a_reply_is_rendered_before_the_database_is_locked(world: World, rendering: list[bool]) -> None:
    author = world.member()
    thread = world.thread(author)
    rendering.clear()
    path = f"/traade/{thread.id}-{thread.slug}"
    assert world.client(author).submit(path, f"/traade/{thread.id}/svar", body="Sådan.").status_code == 303
    assert rendering == [False]


def test_a_description_is_rendered_before_the_database_is_locked(world: World, rendering: list[bool]) -> None:
    client = world.client(world.member())
    form = fields_of(client.page("/bibliotek/del").form("/bibliotek/del"))
    document = {"title": "Et budget", "topic": "tomme-boliger", "description": "For i år.", "audience": "network"}
    file = {"file": (io.BytesIO(b"Vores budget."), "budget.txt")}
    assert client.post("/bibliotek/del", data=form | document | file).status_code == 303
    assert rendering == [False]


def test_the_test_sees_a_lock(world: World, rendering: list[bool]) -> None:
    hold: Callable[[], Any] = world.writing
    with hold() as session:
        session.connection()
        assert is_locked(world.engine) is (world.engine.dialect.name == "sqlite")
    assert not is_locked(world.engine)
