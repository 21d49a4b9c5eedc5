"""network import: what is taken, what is refused, and what happens when it is stopped."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.orm import Session

from network.app import create_app
from network.commands import imports
from network.core import outbox
from network.core.access import ANONYMOUS_TERMS, Audience
from network.core.imported import Imported
from network.core.outbox import OutboxRow, Queue
from network.core.turn import IMPORT, WORKER, turn
from network.features.accounts import passwords
from network.features.accounts.models import Account
from network.features.municipalities.models import Organisation, Participation
from network.features.threads.models import Post, Thread
from network.features.topics.models import Topic
from network.importing import posts as posts_module
from network.importing import rendering, take
from network.importing.job import Job, Options
from network.importing.report import Report
from network.ports.search import Query
from network.settings import Settings
from network.worker import Worker
from tests.databases import TestDatabase

ROOT = Path(__file__).resolve().parent.parent.parent
WIDE = frozenset({"public", "network"})


@pytest.fixture
def data(database: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a fresh installation, on whichever database this run is about."""
    database.reset()
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("NETWORK_MODE", "development")
    monkeypatch.setenv("NETWORK_DATA", str(folder))
    monkeypatch.setenv("NETWORK_DATABASE_URL", database.url)
    return folder


@contextmanager
def silent(_label: str, _length: int) -> Iterator[Callable[[int], None]]:
    yield lambda _done: None


@pytest.fixture
def import_into(engine: Engine) -> Callable[..., Report]:
    """Import a folder without the command around it, rendering in a thread."""

    def run(folder: Path, audience: Audience = Audience.NETWORK, accept_passwords: bool = False) -> Report:
        with ThreadPoolExecutor(1) as executor:
            return take(Job(engine, folder, Options("forum", audience, accept_passwords), executor, silent))

    return run


def rows_of(engine: Engine, *tables: str) -> dict[str, list[Any]]:
    """Everything in these tables but what differs from one rendering to the next."""
    with engine.connect() as connection:
        return {
            table: sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}")).all()))  # noqa: S608
            for table in tables
        }


CONTENT = ("account", "organisation", "topic", "thread", "post", "imported", "outbox")


# What an import makes


def test_a_thread_arrives_with_its_posts_numbered_from_one(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    report = import_into(forum())
    with Session(engine) as session:
        thread = session.scalars(select(Thread)).one()
        posts = session.scalars(select(Post).order_by(Post.position)).all()
        author = session.get_one(Account, thread.author_id)
    assert [post.position for post in posts] == [1, 2]
    assert posts[0].html == "<p>Hvem betaler <strong>natfærgen</strong>?</p>\n"
    assert posts[1].plain == "Hos os betaler regionen en fjerdedel."
    assert (thread.title, thread.slug) == ("Hvem betaler natfærgen?", "hvem-betaler-natfaergen")
    assert (thread.post_count, thread.best_count, thread.audience_term) == (2, 0, "network")
    assert thread.created_at == datetime.fromtimestamp(1_650_000_000, UTC)
    assert thread.last_post_at == posts[1].created_at == datetime.fromtimestamp(1_650_000_500, UTC)
    assert (author.name, author.email, author.email_key) == (
        "Anna Ager",
        "Anna@Lolland.example",
        "anna@lolland.example",
    )
    assert (author.created_at, author.password_hash) == (datetime.fromtimestamp(1_600_000_000, UTC), None)
    assert list(report.summary())[3] == "posts: 2 taken, 0 there already, 0 refused"


def test_the_municipalities_of_imported_members_take_part(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    spelled = ["Åbenrå", "Lolland Kommune", "773", 787]
    users = [
        {"id": n, "name": "Ida", "email": f"{n}@a.example", "municipality": m, "joined": 0}
        for n, m in enumerate(spelled)
    ]
    report = import_into(forum(users=users, threads=[], posts=[]))
    with Session(engine) as session:
        taking_part = select(Organisation.name).where(
            Organisation.participation == Participation.PARTICIPANT, Organisation.kind == "municipality"
        )
        assert sorted(session.scalars(taking_part)) == ["Aabenraa", "Lolland", "Morsø", "Thisted"]
    assert report.taken["user"] == 4


def test_a_topic_that_is_here_already_is_used(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    with Session(engine) as session:
        here = session.scalars(select(Topic).where(Topic.slug == "tomme-boliger")).one()
        count = session.scalar(select(func.count(Topic.id)))
    import_into(forum(topics=[{"id": 1, "slug": "tomme-boliger", "title": "Tomme huse", "description": ""}]))
    with Session(engine) as session:
        assert session.scalars(select(Thread.topic_id)).one() == here.id
        assert session.get_one(Topic, here.id).title == here.title
        assert session.scalar(select(func.count(Topic.id))) == count


def test_an_address_that_has_an_account_is_that_account(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    with Session(engine) as session, session.begin():
        organisation = session.scalars(select(Organisation).where(Organisation.code == "0360")).one()
        mine = Account(organisation_id=organisation.id, name="Anna A. Ager", email="ANNA@lolland.example", roles="")
        mine.email_key, mine.password_hash, mine.created_at = "anna@lolland.example", "kept", datetime.now(UTC)
        session.add(mine)
    users = [
        {
            "id": 1,
            "name": "Anna",
            "email": "Anna@Lolland.example",
            "municipality": "0360",
            "joined": 1,
            "password": "nyt",
        }
    ]
    import_into(forum(users=users, posts=[json.loads(json.dumps(POST))]), accept_passwords=True)
    with Session(engine) as session:
        account = session.scalars(select(Account)).one()
        assert (account.name, account.password_hash) == ("Anna A. Ager", "kept")
        assert session.scalars(select(Post.author_id)).one() == account.id


POST = {"id": 100, "thread_id": 10, "user_id": 1, "position": 1, "created": 1_650_000_000, "body": "Kort."}


def test_own_content_belongs_to_the_municipality_that_asked(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    import_into(forum(), audience=Audience.OWN)
    with Session(engine) as session:
        lolland = session.scalars(select(Organisation.id).where(Organisation.code == "0360")).one()
        assert session.scalars(select(Thread.audience_term)).one() == f"own:{lolland}"


def test_a_password_is_taken_only_when_the_operator_says_so(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    user = {"name": "Ida", "municipality": "0360", "joined": 1, "password": "havnen ligger stille"}
    import_into(forum(users=[user | {"id": 1, "email": "a@a.example"}], threads=[], posts=[]))
    import_into(forum(users=[user | {"id": 2, "email": "b@b.example"}], threads=[], posts=[]), accept_passwords=True)
    with Session(engine) as session:
        without, with_one = session.scalars(select(Account.password_hash).order_by(Account.email_key)).all()
    assert without is None
    assert passwords.verify(with_one, "havnen ligger stille")


def test_posts_are_written_in_the_order_of_their_times_and_of_their_threads(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    def post(number: int, thread: int, position: int, created: int) -> dict[str, Any]:
        return {
            "id": number,
            "thread_id": thread,
            "user_id": 1,
            "position": position,
            "created": created,
            "body": f"nr. {number}",
        }

    two = [{"id": n, "topic_id": 1, "user_id": 1, "title": f"Tråd {n}", "created": n} for n in (1, 2)]
    # The third post of thread 1 claims to be older than the second: its position decides.
    import_into(
        forum(threads=two, posts=[post(13, 1, 3, 50), post(12, 1, 2, 300), post(21, 2, 1, 200), post(11, 1, 1, 100)])
    )
    with Session(engine) as session:
        found = session.execute(select(Post.markdown, Post.position).order_by(Post.id)).all()
        last = session.scalars(select(Thread.last_post_at).where(Thread.title == "Tråd 1")).one()
    assert [tuple(row) for row in found] == [("nr. 11", 1), ("nr. 21", 1), ("nr. 12", 2), ("nr. 13", 3)]
    assert last == datetime.fromtimestamp(300, UTC)


# Again, later, and after a crash


def test_a_repeated_import_changes_nothing(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    folder = forum()
    import_into(folder)
    before = rows_of(engine, *CONTENT)
    report = import_into(folder)
    assert rows_of(engine, *CONTENT) == before
    assert list(report.summary())[3] == "posts: 0 taken, 2 there already, 0 refused"


def test_a_later_post_of_a_known_thread_comes_after_what_members_wrote_meanwhile(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    import_into(forum())
    now = datetime.now(UTC)
    with Session(engine) as session, session.begin():
        thread = session.scalars(select(Thread)).one()
        mine = Post(thread_id=thread.id, position=3, author_id=thread.author_id, organisation_id=thread.organisation_id)
        mine.markdown = mine.html = mine.plain = "Skrevet her."
        mine.created_at = now
        session.add(mine)
        session.execute(update(Thread).values(post_count=3, last_post_at=now))
    later = {"id": 102, "thread_id": 10, "user_id": 2, "position": 8, "created": 1_650_000_900, "body": "Kom senere."}
    import_into(forum(users=[], topics=[], threads=[], posts=[later]))
    with Session(engine) as session:
        thread = session.scalars(select(Thread)).one()
        assert session.scalars(select(Post.plain).where(Post.position == 4)).one() == "Kom senere."
        assert (thread.post_count, thread.last_post_at) == (4, now)


def test_a_thread_that_was_deleted_here_does_not_come_back(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    folder = forum()
    import_into(folder)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM thread"))
    report = import_into(folder)
    with Session(engine) as session:
        assert session.scalar(select(func.count(Thread.id))) == 0
    assert not report.refusals


KILLED_IN_THE_SECOND_BATCH = """
    import os, signal, sys
    from pathlib import Path
    from network.core.access import Audience
    from network.core.db import make_engine
    from network.importing import posts, take
    from network.importing.job import Job, Options
    from network.importing.rendering import process_pool
    from contextlib import nullcontext

    database, folder, note = sys.argv[1:]
    pool, batches, store = process_pool(), [], posts.store_tails

    def die(session, ends):
        batches.append(1)
        store(session, ends)
        if len(batches) == 2:
            Path(note).write_text(" ".join(map(str, pool._processes)))
            os.kill(os.getpid(), signal.SIGKILL)

    posts.BATCH, posts.store_tails = 10, die
    silent = lambda label, length: nullcontext(lambda done: None)
    options = Options("forum", Audience.NETWORK, False)
    take(Job(make_engine(database), Path(folder), options, pool, silent))
"""


def test_an_import_killed_in_the_middle_of_a_batch_is_finished_by_the_next_one(
    tmp_path: Path, engine: Engine, settings: Settings, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    threads = [{"id": n, "topic_id": 1, "user_id": 1, "title": f"Tråd nr. {n}", "created": n} for n in range(3)]
    posts = [
        {
            "id": n,
            "thread_id": n % 3,
            "user_id": 1 + n % 2,
            "position": n // 3,
            "created": 1000 + n,
            "body": f"Indlæg {n}",
        }
        for n in range(35)
    ]
    folder, note = forum(threads=threads, posts=posts), tmp_path / "children"
    script = textwrap.dedent(KILLED_IN_THE_SECOND_BATCH)
    command = [sys.executable, "-c", script, settings.database_url, str(folder), str(note)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    with Session(engine) as session:
        assert session.scalar(select(func.count(Post.id))) == 10
    assert all(ends_soon(int(pid)) for pid in note.read_text().split())

    report = import_into(folder)
    assert (report.known["post"], report.taken["post"]) == (10, 25)
    with Session(engine) as session:
        found = session.execute(select(Post.markdown).order_by(Post.created_at)).scalars().all()
        assert found == [f"Indlæg {n}" for n in range(35)]
        for thread in session.scalars(select(Thread)):
            positions = session.scalars(
                select(Post.position).where(Post.thread_id == thread.id).order_by(Post.id)
            ).all()
            assert positions == list(range(1, thread.post_count + 1))
        assert session.scalar(select(func.count(OutboxRow.id))) == 35


def ends_soon(pid: int) -> bool:
    """Whether a process is gone, or only a zombie that nobody collects, within ten seconds."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


# What is refused


def user(**fields: Any) -> dict[str, Any]:
    return {"id": 9, "name": "Ida", "email": "ida@a.example", "municipality": "0360", "joined": 1} | fields


def topic(**fields: Any) -> dict[str, Any]:
    return {"id": 9, "slug": "havne", "title": "Havne", "description": ""} | fields


def thread(**fields: Any) -> dict[str, Any]:
    return {"id": 9, "topic_id": 1, "user_id": 1, "title": "Endnu en tråd", "created": 1} | fields


def post(**fields: Any) -> dict[str, Any]:
    return {"id": 9, "thread_id": 10, "user_id": 1, "position": 20, "created": 1, "body": "Mere."} | fields


BAD_ROWS = [
    ("users", "{", "the line is not JSON"),
    ("users", "[1, 2]", "the line is not a JSON object"),
    ("users", "[" * 100_000, "the line is not JSON"),
    ("users", user(id=None), "there is no id"),
    ("users", user(id=True), "id is neither a whole number nor a text"),
    ("users", user(id="a\0b"), "id is empty, too long or has characters that no id has"),
    ("users", user(id="\ud800"), "id is empty, too long or has characters that no id has"),
    ("users", user(id=1), "the id 1 stands on line 1 already"),
    ("users", user(email="ida"), "email is not an e-mail address"),
    ("users", user(email="ida@a.example\nBcc: x@b.example"), "email is not an e-mail address"),
    ("users", user(email="ANNA@lolland.example"), "the address ANNA@lolland.example stands on line 1 already"),
    ("users", user(municipality="Andeby"), "no municipality is called Andeby"),
    ("users", user(municipality=None), "there is no municipality"),
    ("users", user(municipality=["0360"]), "municipality is not a text"),
    ("users", user(name="\0\0"), "name is empty"),
    ("users", user(name="x" * 200), "name has 200 characters; at most 120 fit"),
    ("users", user(joined="i går"), "joined is not a time in Unix seconds"),
    ("users", user(joined=1_650_000_000_000), "joined is not between 1970 and now; it must be in Unix seconds"),
    ("users", user(joined=-1), "joined is not between 1970 and now; it must be in Unix seconds"),
    ("users", '{"id": 9, "joined": 1e999}', "there is no email"),
    ("topics", topic(title=""), "title is empty"),
    ("topics", topic(slug="", title="!!!"), "neither slug nor title has letters for an address"),
    ("topics", topic(slug="Færgefart"), "the slug faergefart stands on line 1 already"),
    ("threads", thread(topic_id=77), "there is no topic 77"),
    ("threads", thread(user_id=77), "there is no user 77"),
    ("threads", thread(title=7), "title is not a text"),
    ("threads", thread(title="x" * 161), "title has 161 characters; at most 160 fit"),
    ("threads", thread(created=None), "there is no created"),
    ("threads", thread(), "the thread has no post"),
    ("posts", post(thread_id=77), "there is no thread 77"),
    ("posts", post(user_id="77"), "there is no user 77"),
    ("posts", post(position=7), "thread 10 has a post at position 7 already, on line 2"),
    ("posts", post(position="7"), "position is not a whole number"),
    ("posts", post(position=2**80), "position is not a whole number"),
    ("posts", post(created=float("inf")), "created is not a time in Unix seconds"),
    ("posts", post(body=None), "body is missing or not a text"),
    ("posts", post(body=""), "the body is empty"),
    ("posts", post(body="\0" * 500), "the body is empty"),
    ("posts", post(body="x" * 50_001), "the body has 50001 characters; at most 50000 fit"),
    ("posts", "{" + " " * (4 * 1024 * 1024), "the line is longer than 4,194,304 bytes"),
]


@pytest.mark.parametrize(
    ("file", "row", "reason"), BAD_ROWS, ids=[f"{file}: {reason}" for file, _row, reason in BAD_ROWS]
)
def test_a_bad_row_is_refused_with_its_line_and_stops_no_other(
    file: str, row: Any, reason: str, engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    folder = forum()
    path = folder / f"{file}.jsonl"
    whole = path.read_bytes()
    line = row if isinstance(row, str) else json.dumps(row)
    path.write_bytes(whole + b"\n" + line.encode() + b"\n")
    report = import_into(folder)
    refusal = report.refusals[0]
    assert (refusal.file, refusal.line) == (path.name, whole.count(b"\n") + 2)
    assert refusal.reason.startswith(reason)
    assert len(report.refusals) == 1
    with Session(engine) as session:
        assert session.scalar(select(func.count(Post.id))) == 2

    again = import_into(folder)  # what was refused is refused again, and nothing else has changed
    assert [str(refusal) for refusal in again.refusals] == [str(refusal)]
    with Session(engine) as session:
        assert session.scalar(select(func.count(Account.id))) == 2


def test_a_line_that_is_not_utf8_is_refused(forum: Callable[..., Path], import_into: Callable[..., Report]) -> None:
    folder = forum()
    path = folder / "posts.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + '{"id": 3, "body": "æ"}\n'.encode("latin-1"))
    report = import_into(folder)
    assert [str(refusal) for refusal in report.refusals] == ["posts.jsonl:3: the line is not UTF-8"]
    assert report.taken["post"] == 2


def test_a_body_that_breaks_the_renderer_is_refused_alone(
    forum: Callable[..., Path], import_into: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    render = rendering.render

    def fragile(markdown: str, anchor: str) -> Any:
        if "fjerdedel" in markdown:
            raise RecursionError
        return render(markdown, anchor)

    monkeypatch.setattr(rendering, "render", fragile)
    report = import_into(forum())
    assert [str(refusal) for refusal in report.refusals] == [
        "posts.jsonl:2: the body cannot be rendered: RecursionError"
    ]
    assert report.taken["post"] == 1


def test_the_rows_of_a_refused_member_arrive_when_the_member_is_put_right(
    engine: Engine, forum: Callable[..., Path], import_into: Callable[..., Report]
) -> None:
    wrong = import_into(forum(users=[user(id=1, municipality="Andeby"), user(id=2, email="bo@b.example")]))
    assert [refusal.file for refusal in wrong.refusals] == [
        "users.jsonl",
        "threads.jsonl",
        "posts.jsonl",
        "posts.jsonl",
    ]
    right = import_into(forum(users=[user(id=1), user(id=2, email="bo@b.example")]))
    assert not right.refusals
    with Session(engine) as session:
        assert session.scalars(select(Thread.post_count)).one() == 2


# The command


def test_the_command_imports_indexes_and_says_what_it_took(
    run: Callable[..., Result], settings: Settings, engine: Engine, forum: Callable[..., Path]
) -> None:
    done = run("import", forum())
    assert done.exit_code == 0, done.output
    assert "posts: 2 taken, 0 there already, 0 refused" in done.output
    with Session(engine) as session:
        assert outbox.lag(session, Queue.INDEX)[0] == 0
        assert set(session.scalars(select(Imported.source))) == {"forum"}
    search = create_app(settings).ports.search
    assert search.search(Query("natfærgen"), WIDE).total == 1
    assert search.search(Query("natfærgen"), ANONYMOUS_TERMS).total == 0


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
        assert outbox.lag(session, Queue.INDEX)[0] == 2


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
    app = create_app(settings)
    app.ports.search.clear()
    monkeypatch.setattr(imports, "LOOK_EVERY", 0.05)
    indexed_by: list[str] = []
    index = Worker.index

    def noting(worker: Worker) -> int:
        indexed_by.append(threading.current_thread().name)
        return index(worker)

    monkeypatch.setattr(Worker, "index", noting)
    with turn(settings.data / WORKER) as mine:
        assert mine
        waiting = threading.Thread(target=imports.index_waiting, args=(app,), name="import")
        waiting.start()
        time.sleep(0.3)
        Worker(app).index()
        waiting.join(10)
    assert not waiting.is_alive()
    assert indexed_by == ["MainThread"]


def test_batches_are_small_enough_that_members_hardly_wait() -> None:
    assert posts_module.BATCH <= 1000
