"""Threads that were merged into others, and those that were split off."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("thread", sa.Column("related_at", moment, nullable=True))
    op.create_table(
        "merged_thread",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("first_post_id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_merged_thread_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["thread.id"], name=op.f("fk_merged_thread_target_id_thread"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["first_post_id"], ["post.id"], name=op.f("fk_merged_thread_first_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_merged_thread")),
    )
    op.create_index(op.f("ix_merged_thread_target_id"), "merged_thread", ["target_id"])
    op.create_index(op.f("ix_merged_thread_first_post_id"), "merged_thread", ["first_post_id"])
    op.create_table(
        "split_thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_split_thread_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["thread.id"], name=op.f("fk_split_thread_source_id_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_split_thread")),
        sa.UniqueConstraint("submission", name=op.f("uq_split_thread_submission")),
    )
    op.create_index(op.f("ix_split_thread_thread_id"), "split_thread", ["thread_id"])
    op.create_index(op.f("ix_split_thread_source_id"), "split_thread", ["source_id"])


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
