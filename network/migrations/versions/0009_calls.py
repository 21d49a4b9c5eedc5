"""Posts whose author is hidden."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("thread", sa.Column("mask", sa.String(), nullable=True))
    op.add_column("post", sa.Column("mask", sa.String(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
