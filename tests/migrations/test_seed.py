"""What a new network begins with."""

import re

from sqlalchemy import Engine, text

from network import migrations
from tests.commands.rows import rows_of
from tests.migrations.scripts import NUMBERS

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def column(engine: Engine, statement: str) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text(statement)))


def test_there_are_98_municipalities_each_with_its_own_code(migrated: Engine) -> None:
    codes = column(migrated, "SELECT code FROM organisation WHERE kind = 'municipality'")
    assert len(set(codes)) == len(codes) == 98
    assert all(re.fullmatch(r"\d{4}", code) for code in codes)


def test_a_municipalitys_slug_is_its_name_without_danish_letters(migrated: Engine) -> None:
    slugs = column(migrated, "SELECT slug FROM organisation")
    assert {"koebenhavn", "lolland", "morsoe", "aeroe", "aalborg", "sekretariatet"} <= set(slugs)
    assert len(set(slugs)) == len(slugs)
    assert [slug for slug in slugs if not SLUG.fullmatch(slug)] == []


def test_every_topic_has_a_slug_and_a_title(migrated: Engine) -> None:
    slugs = column(migrated, "SELECT slug FROM topic")
    assert len(set(slugs)) == len(slugs) > 0
    assert [slug for slug in slugs if not SLUG.fullmatch(slug)] == []
    assert all(column(migrated, "SELECT title FROM topic"))


def test_there_is_one_secretariat_and_it_takes_part(migrated: Engine) -> None:
    statement = "SELECT participation FROM organisation WHERE kind = 'secretariat'"
    assert column(migrated, statement) == ["participant"]


def test_upgrading_a_second_time_does_nothing(empty: Engine) -> None:
    tables = ("organisation", "topic", "audit_entry", "alembic_version")
    migrations.upgrade(empty)
    before = rows_of(empty, *tables)
    assert before["alembic_version"] == [f"('{NUMBERS[-1]}',)"]
    migrations.upgrade(empty)
    assert rows_of(empty, *tables) == before
