"""An index for what waits for an answer; no way round the audit log's triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UNANSWERED = "post_count = 1 AND kind IN ('question', 'call')"
# INSERT OR REPLACE deletes without asking the trigger on DELETE
SQLITE_TRIGGER = """CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
    WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'append-only'); END"""
POSTGRES_TRIGGER = """CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_append_only()"""


def upgrade() -> None:
    op.create_index(
        "ix_thread_unanswered",
        "thread",
        ["last_post_at", "id"],
        sqlite_where=sa.text(UNANSWERED),
        postgresql_where=sa.text(UNANSWERED),
    )
    op.execute(SQLITE_TRIGGER if op.get_bind().dialect.name == "sqlite" else POSTGRES_TRIGGER)


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
