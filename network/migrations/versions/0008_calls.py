"""Posts whose author is hidden; calls for experience with what they ask for, of whom, and by when."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("thread", sa.Column("mask", sa.String(), nullable=True))
    op.add_column("post", sa.Column("mask", sa.String(), nullable=True))
    op.add_column("thread", sa.Column("deadline", sa.Date(), nullable=True))
    has_deadline = sa.text("deadline IS NOT NULL")
    op.create_index(
        "ix_thread_deadline",
        "thread",
        ["last_post_at", "id", "deadline"],
        sqlite_where=has_deadline,
        postgresql_where=has_deadline,
    )
    op.create_table(
        "call",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name="fk_call_thread_id_thread", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("thread_id", name="pk_call"),
    )
    op.create_table(
        "call_topic",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["call.thread_id"], name="fk_call_topic_thread_id_call", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="fk_call_topic_topic_id_topic", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("thread_id", "topic_id", name="pk_call_topic"),
    )
    op.create_index("ix_call_topic_topic_id", "call_topic", ["topic_id"])


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
