"""Strategy plans, and what municipalities say of themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _add_plans()
    _beside("plan_topic", "topic", None)
    _beside("plan_document", "document", "CASCADE", sa.Column("phase", sa.String(), nullable=False))
    _beside("plan_method", "method", "CASCADE")
    _beside("plan_thread", "thread", "CASCADE")
    _add_versions()
    _add_portraits()


def _add_plans() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("advisers", sa.String(), nullable=False),
        sa.Column("grant", sa.Integer(), nullable=True),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("html", sa.JSON(), nullable=False),
        sa.Column("plain", sa.String(), nullable=False),
        sa.Column("phases", sa.JSON(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("begins", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("audience_term", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("shared_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_plan_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_plan_author_id_account", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
    )
    op.create_index("ix_plan_organisation_id", "plan", ["organisation_id"])
    op.create_index("ix_plan_author_id", "plan", ["author_id"])
    op.create_index("ix_plan_changed", "plan", ["changed_at", "id"])


def _beside(name: str, other: str, ondelete: str | None, *more: sa.Column) -> None:
    """A table of what belongs to a plan, one row a pair."""
    op.create_table(
        name,
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column(f"{other}_id", sa.Integer(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=f"fk_{name}_plan_id_plan", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            [f"{other}_id"], [f"{other}.id"], name=f"fk_{name}_{other}_id_{other}", ondelete=ondelete
        ),
        sa.PrimaryKeyConstraint("plan_id", f"{other}_id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_{other}_id", name, [f"{other}_id"])


def _add_versions() -> None:
    op.create_table(
        "plan_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_plan_version_plan_id_plan", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["account.id"], name="fk_plan_version_edited_by_id_account", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan_version"),
        sa.UniqueConstraint("plan_id", "number", name="uq_plan_version_plan_id_number"),
        sa.UniqueConstraint("submission", name="uq_plan_version_submission"),
    )
    op.create_index("ix_plan_version_edited_by_id", "plan_version", ["edited_by_id"])


def _add_portraits() -> None:
    op.create_table(
        "portrait",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("cycle_phase", sa.String(), nullable=False),
        sa.Column("cycle_year", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_portrait_organisation_id_organisation",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_portrait"),
    )
    op.create_table(
        "portrait_topic",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_portrait_topic_organisation_id_organisation",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name="fk_portrait_topic_topic_id_topic", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "topic_id", name="pk_portrait_topic"),
    )
    op.create_index("ix_portrait_topic_topic_id", "portrait_topic", ["topic_id"])


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
