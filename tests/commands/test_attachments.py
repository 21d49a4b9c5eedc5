"""Files of posts go where the rest of the network goes, and the doctor looks at them."""

import io
from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from network.commands.opened import opened_app
from network.core.access import Actor
from network.core.db import make_engine
from network.features.accounts.queries import actor_by_account
from network.features.attachments.queries import files_of_post
from network.features.attachments.service import upload
from network.features.library.service import NewFile
from network.features.threads import service as forum
from network.features.threads.models import Thread
from network.ports.files.local import LocalFileStore
from network.ports.search import Query
from network.worker import Worker

NOTE = b"Overslag over kajen.\n"


def attach(engine: Engine, data: Path) -> tuple[int, str]:
    """A reply with a file: the post's id, and the file's key."""
    stored = LocalFileStore(data / "files").put(io.BytesIO(NOTE), 10**6)
    with Session(engine) as session, session.begin():
        actor: Actor = actor_by_account(session, 1)
        number = upload(session, actor, NewFile(stored.key, "overslag.txt", "text/plain", stored.size))
        thread = session.query(Thread).one()
        return forum.reply(session, actor, thread.id, "Se overslaget.", attachments=(number,)), stored.key


def test_a_file_of_a_post_is_backed_up_restored_and_found_again(
    run: Callable[..., Result], filled: Path, engine: Engine, tmp_path: Path, elsewhere: Callable[[], Path]
) -> None:
    post, key = attach(engine, filled)
    with opened_app() as app:
        Worker(app).drain()
    done = run("doctor")
    assert done.exit_code == 0, done.output
    assert "1 of 1 looked at, all there" in done.output
    assert "ok    search" in done.output
    assert run("backup", tmp_path / "backup.zip").exit_code == 0

    new = elsewhere()
    done = run("restore", tmp_path / "backup.zip")
    assert done.exit_code == 0, done.output
    assert LocalFileStore(new / "files").local(key).read_bytes() == NOTE
    restored = make_engine(f"sqlite:///{new / 'network.sqlite3'}")
    with Session(restored) as session:
        assert [file.name for file in files_of_post(session, post)] == ["overslag.txt"]
    restored.dispose()
    with opened_app() as app:
        hits = app.ports.search.search(Query("kajen"), frozenset({"network"})).hits
    assert [hit.key for hit in hits] == ["attachment_page:1:1"]


def test_the_doctor_misses_a_file_of_a_post(run: Callable[..., Result], filled: Path, engine: Engine) -> None:
    _post, key = attach(engine, filled)
    LocalFileStore(filled / "files").delete(key)
    done = run("doctor")
    assert done.exit_code == 1
    assert f"missing or damaged: {key}" in done.output
