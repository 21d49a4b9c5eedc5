"""Attempts that were counted together."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rate_event", sa.Column("times", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
