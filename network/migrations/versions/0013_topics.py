"""Topics that the secretariat makes, puts in order and takes out of use, and masks of those who wrote on summaries."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Who had written with a hidden name only, in the thread whose summary it is
MASKED = """
UPDATE summary_version SET mask = (
    SELECT min(post.mask) FROM post
    WHERE post.thread_id = summary_version.thread_id AND post.author_id = summary_version.edited_by_id
    AND post.hidden_at IS NULL
)
WHERE NOT EXISTS (
    SELECT 1 FROM post
    WHERE post.thread_id = summary_version.thread_id AND post.author_id = summary_version.edited_by_id
    AND post.hidden_at IS NULL AND post.mask IS NULL
)
"""


def upgrade() -> None:
    op.add_column("topic", sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("topic", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("topic", sa.Column("submission", sa.String(), nullable=True))
    op.create_index("ix_topic_submission", "topic", ["submission"], unique=True)
    op.add_column("summary_version", sa.Column("mask", sa.String(), nullable=True))
    op.execute(MASKED)


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
