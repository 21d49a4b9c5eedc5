"""Synonyms, what was sought in vain, and saved searches."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "synonym_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_group")),
        sa.UniqueConstraint("submission", name=op.f("uq_synonym_group_submission")),
    )
    op.create_table(
        "missed_search",
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("words", name=op.f("pk_missed_search")),
    )
    op.create_index(op.f("ix_missed_search_last_at"), "missed_search", ["last_at"])
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("checked_at", moment, nullable=False),
        sa.Column("new_count", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("seen_at", moment, nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_saved_search_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("submission", name=op.f("uq_saved_search_submission")),
    )
    op.create_index("ix_saved_search_account", "saved_search", ["account_id", "id"])


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
