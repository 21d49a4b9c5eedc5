"""The audit log can be made to forget a network address and a reason, and nothing else."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

SQLITE_TRIGGERS = (
    "DROP TRIGGER audit_entry_no_update",
    """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
    WHEN NOT (NEW.id IS OLD.id AND NEW.at IS OLD.at AND NEW.account_id IS OLD.account_id AND NEW.act IS OLD.act
        AND NEW.subject IS OLD.subject AND NEW.address IN ('', OLD.address)
        AND (NEW.reason IS NULL OR NEW.reason IS OLD.reason))
    BEGIN SELECT RAISE(ABORT, 'append-only'); END""",
)
POSTGRES_FUNCTION = """CREATE OR REPLACE FUNCTION audit_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.account_id IS NOT DISTINCT FROM OLD.account_id
                AND NEW.act = OLD.act AND NEW.subject = OLD.subject AND NEW.address IN ('', OLD.address)
                AND (NEW.reason IS NULL OR NEW.reason IS NOT DISTINCT FROM OLD.reason) THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'append-only';
    END $$"""


def upgrade() -> None:
    statements = SQLITE_TRIGGERS if op.get_bind().dialect.name == "sqlite" else (POSTGRES_FUNCTION,)
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
