"""Reports of posts, hiding and closing, the log of what was done, and reasons in the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("thread", sa.Column("hidden_at", moment, nullable=True))
    op.add_column("thread", sa.Column("lock_reason", sa.String(), nullable=True))
    op.add_column("thread", sa.Column("pinned_at", moment, nullable=True))
    op.add_column("post", sa.Column("hidden_at", moment, nullable=True))
    op.add_column("audit_entry", sa.Column("reason", sa.String(), nullable=True))
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("closed_at", moment, nullable=True),
        sa.Column("submission", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_report_post_id_post"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["reporter_id"], ["account.id"], name=op.f("fk_report_reporter_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("submission", name=op.f("uq_report_submission")),
    )
    op.create_index(op.f("ix_report_post_id"), "report", ["post_id"])
    op.create_index(op.f("ix_report_reporter_id"), "report", ["reporter_id"])
    op.create_index(
        "ix_report_open", "report", ["post_id", "reporter_id"], unique=True,
        sqlite_where=sa.text("closed_at IS NULL"), postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "hiding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("hidden_at", moment, nullable=False),
        sa.Column("hidden_by_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("upheld_at", moment, nullable=True),
        sa.Column("lifted_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_hiding_post_id_post"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["account.id"], name=op.f("fk_hiding_hidden_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hiding")),
    )
    op.create_index(op.f("ix_hiding_post_id"), "hiding", ["post_id"])
    op.create_index(
        "ix_hiding_open", "hiding", ["post_id"], unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"), postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "moderation_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_moderation_entry_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_moderation_entry_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_entry")),
    )
    op.create_index(op.f("ix_moderation_entry_thread_id"), "moderation_entry", ["thread_id"])
    op.create_index("ix_moderation_entry_at", "moderation_entry", ["at", "id"])


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
