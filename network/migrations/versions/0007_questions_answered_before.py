"""How often somebody found the answer before asking."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answered_before",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answered_before"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_answered_before_account_id_account"),
        sa.UniqueConstraint("submission", name="uq_answered_before_submission"),
    )
    op.create_index("ix_answered_before_account_id", "answered_before", ["account_id"])
    op.create_index("ix_answered_before_at", "answered_before", ["at"])


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
