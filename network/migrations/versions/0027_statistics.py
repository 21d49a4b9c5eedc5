"""An index of posts by when they were written, which the statistics are worked out from alone."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns = ["created_at", "thread_id", "position", "organisation_id", "author_id", "mask", "hidden_at"]
    op.create_index("ix_post_written", "post", columns)


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
