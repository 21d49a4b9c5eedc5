"""The 98 municipalities, the topics, the secretariat, and an audit log that only grows."""

import csv
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DATA = Path(__file__).parent.parent / "data"
DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": "-"})

organisation = sa.table(
    "organisation",
    *(sa.column(name) for name in ("kind", "code", "slug", "name", "full_name", "aliases", "region")),
    *(sa.column(name) for name in ("municipality_group", "participation")),
)
topic = sa.table("topic", *(sa.column(name) for name in ("slug", "title", "topic_group", "description", "synonyms")))

SQLITE_TRIGGERS = (
    "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END",
)
POSTGRES_TRIGGERS = (
    """CREATE FUNCTION audit_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'append-only'; END $$""",
    """CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
       FOR EACH ROW EXECUTE FUNCTION audit_entry_append_only()""",
)


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def upgrade() -> None:
    op.bulk_insert(
        organisation,
        [
            {
                "kind": "municipality",
                "code": row["code"],
                "slug": row["name"].lower().translate(DANISH),
                "name": row["name"],
                "full_name": row["full_name"],
                "aliases": row["aliases"],
                "region": row["region"],
                "municipality_group": row["dst_group_2018"],
                "participation": "none",
            }
            for row in rows_of("municipalities.csv")
        ]
        + [
            {
                "kind": "secretariat",
                "code": None,
                "slug": "sekretariatet",
                "name": "Sekretariatet",
                "full_name": "Sekretariatet for På forkant",
                "aliases": "",
                "region": "",
                "municipality_group": "",
                "participation": "participant",
            }
        ],
    )
    op.bulk_insert(
        topic,
        [
            {
                "slug": row["slug"],
                "title": row["title"],
                "topic_group": row["group"],
                "description": row["description"],
                "synonyms": row["synonyms"],
            }
            for row in rows_of("topics.csv")
        ],
    )
    triggers = SQLITE_TRIGGERS if op.get_bind().dialect.name == "sqlite" else POSTGRES_TRIGGERS
    for statement in triggers:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
