"""The filler knows more than today's tables need, so that it fills tomorrow's too."""

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Engine,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    select,
)

from tests.migrations.filling import counted, fill, tables


def numbered() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def made_up() -> MetaData:
    """A circle, a table that points at itself, a key of two columns, a key that is a reference, and every type."""
    metadata = MetaData()
    Table("town", metadata, numbered(), Column("code", String(4), unique=True, nullable=False))
    Table("folder", metadata, numbered(), Column("inside_id", ForeignKey("folder.id", name="inside")))
    others = [Column("is_new", Boolean), Column("born", Date), Column("share", Float), Column("face", LargeBinary)]
    Table("mayor", metadata, Column("town_id", ForeignKey("town.id"), primary_key=True), *others)
    town, best = ForeignKey("town.id"), ForeignKey("answer.id", name="best", use_alter=True)
    Table("question", metadata, numbered(), Column("town_id", town, nullable=False), Column("best_id", best))
    question = Column("question_id", ForeignKey("question.id"), nullable=False)
    Table("answer", metadata, numbered(), question, Column("more", JSON, nullable=False), Column("at", DateTime))
    answer = Column("answer_id", ForeignKey("answer.id", ondelete="CASCADE"))
    Table("page", metadata, answer, Column("number", Integer), PrimaryKeyConstraint("answer_id", "number"))
    return metadata


@pytest.fixture
def town(empty: Engine) -> Engine:
    made_up().create_all(empty)
    return empty


def test_every_table_gets_its_rows(town: Engine) -> None:
    with town.begin() as connection:
        fill(connection, 3)
        assert counted(connection) == dict.fromkeys(made_up().tables, 3)


def test_what_was_written_is_what_the_database_holds(town: Engine) -> None:
    with town.begin() as connection:
        written = fill(connection)
        found = tables(connection)
        best = connection.scalars(select(found["question"].c.best_id).order_by("id")).all()
        assert best == [row["id"] for row in written["answer"]] == [row["best_id"] for row in written["question"]]
        inside = connection.scalars(select(found["folder"].c.inside_id).order_by("id")).all()
        assert inside == [None, written["folder"][0]["id"]]
        assert written["page"][1] == {"answer_id": written["answer"][1]["id"], "number": 1001}


def test_rows_that_are_there_already_are_in_nobodys_way(town: Engine) -> None:
    with town.begin() as connection:
        found = tables(connection)
        key = connection.execute(found["town"].insert().values(code="0101")).inserted_primary_key
        connection.execute(found["mayor"].insert().values(town_id=key[0], is_new=True))
        fill(connection)
        assert counted(connection)["mayor"] == 3
