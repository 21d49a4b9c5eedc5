"""network import: what it prints, its exit status, and who makes the posts searchable."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from network.commands import imports
from network.commands.opened import opened_app
from network.core import outbox
from network.core.access import ANONYMOUS_TERMS
from network.core.imported import Imported
from network.core.outbox import Queue
from network.core.turn import IMPORT, WORKER, turn
from network.ports.search import Query
from network.settings import Settings
from network.worker import Worker

WIDE = frozenset({"public", "network"})


POST = {"id": 100, "thread_id": 10, "user_id": 1, "position": 1, "created": 1_650_000_000, "body": "Kort."}


def test_the_command_imports_indexes_and_says_what_it_took(
    run: Callable[..., Result], engine: Engine, forum: Callable[..., Path]
) -> None:
    done = run("import", forum())
    assert done.exit_code == 0, done.output
    assert "posts: 2 taken, 0 there already, 0 refused" in done.output
    with Session(engine) as session:
        assert outbox.lag(session, Queue.INDEX)[0] == 0
        assert set(session.scalars(select(Imported.source))) == {"forum"}
    with opened_app() as app:
        assert app.ports.search.search(Query("natfærgen"), WIDE).total == 1
        assert app.ports.search.search(Query("natfærgen"), ANONYMOUS_TERMS).total == 0


def test_refused_rows_are_listed_beside_the_data_and_the_exit_status_is_1(
    run: Callable[..., Result], forum: Callable[..., Path]
) -> None:
    folder = forum(posts=[POST, "{"])
    done = run("import", folder, "--no-index")
    assert done.exit_code == 1
    assert "posts.jsonl:2: the line is not JSON" in done.output
    assert str(folder / "refused.txt") in done.output.replace("\n", "")
    assert (folder / "refused.txt").read_text().startswith("posts.jsonl:2: the line is not JSON")
    assert run("import", forum(), "--no-index").exit_code == 0
    assert not (folder / "refused.txt").exists()


def test_without_index_the_posts_wait_for_the_worker(
    run: Callable[..., Result], engine: Engine, forum: Callable[..., Path]
) -> None:
    assert run("import", forum(), "--no-index").exit_code == 0
    with Session(engine) as session:
        waiting = outbox.pending(session, Queue.INDEX, 100)
    assert len([row for row in waiting if row.event == "post"]) == 2


def test_a_folder_that_is_no_forum_gives_exit_status_2(
    run: Callable[..., Result], tmp_path: Path, forum: Callable[..., Path]
) -> None:
    assert run("import", tmp_path / "nowhere").exit_code == 2
    folder = forum()
    (folder / "topics.jsonl").unlink()
    done = run("import", folder)
    assert done.exit_code == 2
    assert "topics.jsonl" in done.output


def test_two_imports_do_not_run_at_once(run: Callable[..., Result], data: Path, forum: Callable[..., Path]) -> None:
    with turn(data / IMPORT):
        done = run("import", forum())
    assert done.exit_code == 1
    assert "another import is running" in done.output


def test_a_running_worker_does_the_indexing_and_the_import_waits_for_it(
    run: Callable[..., Result], settings: Settings, forum: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("import", forum(), "--no-index").exit_code == 0
    monkeypatch.setattr(imports, "LOOK_EVERY", 0.05)
    indexed_by: list[str] = []
    index = Worker.index

    def noting(worker: Worker) -> int:
        indexed_by.append(threading.current_thread().name)
        return index(worker)

    monkeypatch.setattr(Worker, "index", noting)
    with opened_app() as app, turn(settings.data / WORKER) as mine:
        assert mine
        app.ports.search.clear()
        waiting = threading.Thread(target=imports.index_waiting, args=(app,), name="import")
        waiting.start()
        time.sleep(0.3)
        Worker(app).index()
        waiting.join(10)
    assert not waiting.is_alive()
    assert indexed_by == ["MainThread"]
