"""Whoever comes from an older revision loses nothing on the way."""

from sqlalchemy import Connection, Engine, text

from network import migrations
from tests.migrations.filling import Rows, counted, fill, lost
from tests.migrations.scripts import NUMBERS

# PostgreSQL proves a reference when it is written, unless a migration says NOT VALID
BROKEN = {
    "sqlite": "PRAGMA foreign_key_check",
    "postgresql": "SELECT conrelid::regclass, conname FROM pg_constraint WHERE NOT convalidated",
}


def broken(connection: Connection) -> list[object]:
    return list(connection.execute(text(BROKEN[connection.dialect.name])))


def filled(engine: Engine, first: int = 0) -> tuple[Rows, dict[str, int]]:
    """Rows in every table: those that were written, and how many there are with those that were there before."""
    with engine.begin() as connection:
        written = fill(connection, first=first)
        counts = counted(connection)
    assert written.keys() == counts.keys()
    assert min(counts.values()) >= 2
    return written, counts


def test_what_was_written_at_any_revision_is_kept_on_its_way_to_the_newest(empty: Engine) -> None:
    """One database goes the whole way and is filled at each revision, so that each migration meets all older rows."""
    written: Rows = {}
    before: dict[str, int] = {}
    for index, number in enumerate(NUMBERS):
        migrations.upgrade(empty, number)
        with empty.connect() as connection:
            after = counted(connection)
            assert {name for name in before.keys() & after.keys() if after[name] < before[name]} == set(), number
            assert broken(connection) == [], number
            assert lost(connection, written) == [], number
        rows, before = filled(empty, first=10 * index)
        for table, added in rows.items():
            written.setdefault(table, []).extend(added)
    assert len(written["account"]) == 2 * len(NUMBERS)
    assert migrations.is_current(empty)


def test_a_text_that_is_gone_is_noticed(empty: Engine) -> None:
    migrations.upgrade(empty)
    written, before = filled(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE topic SET title = '' WHERE title = :title"), written["topic"][0])
        connection.execute(text("DELETE FROM post"))
        gone = {table for table, _text in lost(connection, written)}
        # All but the first two go with their post
        assert gone == {
            "topic",
            "post",
            "post_revision",
            "notification",
            "report",
            "hiding",
            "attachment",
            "attachment_page",
            "method_source",
        }
        assert counted(connection)["post"] < before["post"]


def test_a_database_is_current_when_it_stands_at_the_newest_revision(empty: Engine) -> None:
    assert not migrations.is_current(empty)
    for number in NUMBERS[:-1]:
        migrations.upgrade(empty, number)
        assert not migrations.is_current(empty)
    migrations.upgrade(empty)
    assert migrations.is_current(empty)
