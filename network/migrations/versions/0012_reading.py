"""Who found a post useful."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("post", sa.Column("thanks_count", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "thanks",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_thanks_post_id_post"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_thanks_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "account_id", name=op.f("pk_thanks")),
    )
    op.create_index(op.f("ix_thanks_account_id"), "thanks", ["account_id"])


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
