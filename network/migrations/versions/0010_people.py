"""Members' profiles and competences, and who is responsible for a topic."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _refers(column: str, table: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}", ondelete="CASCADE")


def _of_topics(table: str) -> None:
    """Which members a topic has."""
    op.create_table(
        table,
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        _refers("account_id", table, "account"),
        _refers("topic_id", table, "topic"),
        sa.PrimaryKeyConstraint("account_id", "topic_id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_topic_id", table, ["topic_id"])


def upgrade() -> None:
    op.create_table(
        "profile",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("ask_about", sa.String(), nullable=False),
        sa.Column("reach_by", sa.String(), nullable=False),
        sa.Column("wants_questions", sa.Boolean(), nullable=False),
        _refers("account_id", "profile", "account"),
        sa.PrimaryKeyConstraint("account_id", name="pk_profile"),
    )
    _of_topics("competence")
    _of_topics("topic_responsible")


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
