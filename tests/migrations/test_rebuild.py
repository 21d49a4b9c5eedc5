"""On SQLite a changed table is a new one: rows copied, the old one dropped, renamed. What points at it must stay."""

from pathlib import Path

import pytest
from alembic import command
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine, text

from network import migrations
from network.models import Base
from tests.commands.rows import content
from tests.migrations.drift import drift
from tests.migrations.filling import fill
from tests.migrations.scripts import NUMBERS, with_one_more

pytestmark = pytest.mark.parametrize("opened", ["sqlite"], indirect=True)

FAMILY = (
    "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
    "CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id) ON DELETE CASCADE)",
    "INSERT INTO parent VALUES (1), (2)",
    "INSERT INTO child VALUES (1, 1), (2, 2)",
)
ORPHANS = (*FAMILY, "DELETE FROM parent")
CHILDREN = text("SELECT count(*) FROM child")


def rebuild(table: str) -> str:
    return f"with op.batch_alter_table('{table}', recreate='always'): pass"


def held(engine: Engine) -> dict[str, list[object]]:
    """Every row but the number of the revision."""
    assert engine.url.database
    return {name: rows for name, rows in content(Path(engine.url.database)).items() if name != "alembic_version"}


def revision_of(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def guards_references(engine: Engine) -> bool:
    with engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@pytest.fixture
def filled(empty: Engine) -> Engine:
    migrations.upgrade(empty)
    with empty.begin() as connection:
        fill(connection)
    return empty


@pytest.fixture
def family(empty: Engine) -> Engine:
    """The newest revision, and two parents with a child each."""
    migrations.upgrade(empty)
    with empty.begin() as connection:
        for statement in FAMILY:
            connection.exec_driver_sql(statement)
    return empty


def test_every_table_can_be_rebuilt_and_all_rows_stay(filled: Engine, tmp_path: Path) -> None:
    before = held(filled)
    config = with_one_more(filled, tmp_path, *(rebuild(table.name) for table in Base.metadata.sorted_tables))
    command.upgrade(config, "head")
    assert held(filled) == before
    assert revision_of(filled) == "9999"
    assert drift(filled, Base.metadata) == []
    assert guards_references(filled)


def test_children_stay_when_their_parent_is_rebuilt(family: Engine, tmp_path: Path) -> None:
    command.upgrade(with_one_more(family, tmp_path, rebuild("parent")), "head")
    with family.connect() as connection:
        assert connection.scalar(CHILDREN) == 2


def test_with_foreign_keys_on_the_same_rebuild_takes_the_children_along(family: Engine) -> None:
    with family.begin() as connection:
        batch = Operations(MigrationContext.configure(connection)).batch_alter_table("parent", recreate="always")
        with batch:
            pass
        assert connection.scalar(CHILDREN) == 0


def test_a_migration_that_leaves_a_broken_reference_raises_and_changes_nothing(filled: Engine, tmp_path: Path) -> None:
    before = held(filled)
    config = with_one_more(filled, tmp_path, "op.execute('DELETE FROM thread')")
    with pytest.raises(RuntimeError, match="broken references"):
        command.upgrade(config, "head")
    assert held(filled) == before
    assert revision_of(filled) == NUMBERS[-1]
    assert guards_references(filled)


def test_a_migration_that_fails_halfway_changes_nothing(filled: Engine, tmp_path: Path) -> None:
    before = held(filled)
    halves = ("op.execute('CREATE TABLE half (id INTEGER)')", rebuild("thread"), "raise ZeroDivisionError")
    with pytest.raises(ZeroDivisionError):
        command.upgrade(with_one_more(filled, tmp_path, *halves), "head")
    assert held(filled) == before
    assert revision_of(filled) == NUMBERS[-1]
    assert guards_references(filled)


def test_a_broken_reference_takes_back_every_revision_of_the_run(empty: Engine, tmp_path: Path) -> None:
    config = with_one_more(empty, tmp_path, *(f"op.execute({statement!r})" for statement in ORPHANS))
    with pytest.raises(RuntimeError, match="broken references"):
        command.upgrade(config, "head")
    assert held(empty) == {}
    assert revision_of(empty) is None
