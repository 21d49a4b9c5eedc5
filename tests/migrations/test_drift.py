"""The migrations make the tables that the models describe."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import CheckConstraint, Column, Engine, Index, Integer, MetaData, String, Table

from network.models import Base
from tests.migrations.drift import conditions, copied, drift
from tests.migrations.scripts import config_with

Change = Callable[[MetaData], object]

CHANGES: dict[str, Change] = {
    "a column more": lambda new: new.tables["post"].append_column(Column("mood", String)),
    "a table less": lambda new: new.remove(new.tables["imported"]),
    "another type": lambda new: setattr(new.tables["post"].c.plain, "type", Integer()),
    "nothing must be there": lambda new: setattr(new.tables["post"].c.edited_at, "nullable", False),
    "a default in the database": lambda new: new.tables["topic"].append_column(
        Column("title", String, nullable=False, server_default="x"), replace_existing=True
    ),
    "an index more": lambda new: Index(None, new.tables["topic"].c.title),
    "a table more": lambda new: Table("mood", new, Column("id", Integer, primary_key=True)),
}


def test_the_migrated_database_is_the_one_that_the_models_describe(migrated: Engine) -> None:
    assert drift(migrated, Base.metadata) == []


def test_a_copy_of_the_models_shows_no_drift_either(migrated: Engine) -> None:
    assert drift(migrated, copied(Base.metadata)) == []


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_of_the_models_without_a_migration_is_noticed(migrated: Engine, change: Change) -> None:
    new = copied(Base.metadata)
    change(new)
    assert len(drift(migrated, new)) == 1


def test_conditions_of_indexes_and_checks_are_those_of_the_models(
    migrated: Engine, opened: Callable[[], AbstractContextManager[Engine]]
) -> None:
    with opened() as created:
        Base.metadata.create_all(created)
        assert "done_at IS NULL" in conditions(created)["outbox", "ix_outbox_pending"]
        assert conditions(migrated) == conditions(created)


def test_another_condition_is_noticed(migrated: Engine, opened: Callable[[], AbstractContextManager[Engine]]) -> None:
    new = copied(Base.metadata)
    post = new.tables["post"]
    post.append_constraint(CheckConstraint("position > 0", name="from_one"))
    Index("ix_post_best", post.c.thread_id, sqlite_where=post.c.best_at.is_(None))
    with opened() as created:
        new.create_all(created)
        more = conditions(created).keys() - conditions(migrated).keys()
    assert more == {("post", "ck_post_from_one"), ("post", "ix_post_best")}


def test_a_migration_that_alembic_writes_needs_nothing_of_the_application(empty: Engine, tmp_path: Path) -> None:
    config = config_with(empty, tmp_path)
    script = command.revision(config, "Everything", autogenerate=True, version_path=str(tmp_path), rev_id="0001")
    text = Path(script.path).read_text(encoding="utf-8")
    assert "sa.Column('slug', sa.String(), nullable=False)" in text
    assert "sa.Column('at', sa.DateTime(timezone=True), nullable=False)" in text
    assert "network" not in text
    command.upgrade(config, "head")
    assert drift(empty, Base.metadata) == []
