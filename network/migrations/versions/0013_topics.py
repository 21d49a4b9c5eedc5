"""Topics that the secretariat makes, puts in order and takes out of use."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("topic", sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("topic", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("topic", sa.Column("submission", sa.String(), nullable=True))
    op.create_index("ix_topic_submission", "topic", ["submission"], unique=True)


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
