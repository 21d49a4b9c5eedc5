"""Methods and tools with all that belongs to them, experience cards, and what members are told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _add_methods()
    _add_experiences()
    _add_notices()
    _add_sources()


def _add_methods() -> None:
    op.create_table(
        "method",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("html", sa.JSON(), nullable=False),
        sa.Column("plain", sa.String(), nullable=False),
        sa.Column("cost_band", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("audience_term", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("open_from", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("shared_at", MOMENT, nullable=True),
        sa.Column("looked_through_at", MOMENT, nullable=False),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("reminded_for", sa.Date(), nullable=True),
        sa.Column("reviewed_at", MOMENT, nullable=True),
        sa.Column("reviewed_number", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name="fk_method_owner_id_account", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_method_organisation_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_method"),
    )
    op.create_index("ix_method_owner_id", "method", ["owner_id"])
    op.create_index("ix_method_organisation_id", "method", ["organisation_id"])
    op.create_index("ix_method_looked_through", "method", ["looked_through_at", "id"])
    _beside("method_topic", "topic", None)
    _beside("method_keyword", "keyword", "CASCADE")
    _beside("method_document", "document", "CASCADE")
    _beside("method_keeper", "account", "CASCADE")
    op.create_table(
        "method_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("method_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["method_id"], ["method.id"], name="fk_method_version_method_id_method", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["account.id"], name="fk_method_version_edited_by_id_account", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_method_version"),
        sa.UniqueConstraint("method_id", "number", name="uq_method_version_method_id_number"),
        sa.UniqueConstraint("submission", name="uq_method_version_submission"),
    )
    op.create_index("ix_method_version_edited_by_id", "method_version", ["edited_by_id"])


def _add_experiences() -> None:
    op.create_table(
        "experience_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("method_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("copied_from_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("again", sa.String(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("html", sa.JSON(), nullable=False),
        sa.Column("plain", sa.String(), nullable=False),
        sa.Column("worked", sa.String(), nullable=False),
        sa.Column("failed", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("audience_term", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["method_id"], ["method.id"], name="fk_experience_card_method_id_method", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name="fk_experience_card_author_id_account", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_experience_card_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(
            ["copied_from_id"], ["organisation.id"], name="fk_experience_card_copied_from_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_experience_card"),
        sa.UniqueConstraint("submission", name="uq_experience_card_submission"),
    )
    op.create_index("ix_experience_card_method", "experience_card", ["method_id", "id"])
    for column in ("author_id", "organisation_id", "copied_from_id"):
        op.create_index(f"ix_experience_card_{column}", "experience_card", [column])
    op.create_table(
        "method_wish",
        sa.Column("method_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["method_id"], ["method.id"], name="fk_method_wish_method_id_method", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_method_wish_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_method_wish_account_id_account", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("method_id", "organisation_id", name="pk_method_wish"),
    )
    op.create_index("ix_method_wish_organisation_id", "method_wish", ["organisation_id"])
    op.create_index("ix_method_wish_account_id", "method_wish", ["account_id"])


def _add_notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("method_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_notice_account_id_account", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["method_id"], ["method.id"], name="fk_notice_method_id_method", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_notice_organisation_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("account_id", "key", name="uq_notice_account_id_key"),
    )
    op.create_index("ix_notice_method_id", "notice", ["method_id"])
    op.create_index("ix_notice_organisation_id", "notice", ["organisation_id"])
    unread = sa.text("read_at IS NULL")
    op.create_index("ix_notice_unread", "notice", ["account_id"], sqlite_where=unread, postgresql_where=unread)


def _add_sources() -> None:
    op.add_column("thread", sa.Column("method_count", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "method_thread",
        sa.Column("method_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["method_id"], ["method.id"], name="fk_method_thread_method_id_method", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name="fk_method_thread_thread_id_thread", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("method_id", "thread_id", name="pk_method_thread"),
    )
    op.create_index("ix_method_thread_thread_id", "method_thread", ["thread_id"])
    op.create_table(
        "method_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("method_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("summary_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["method_id"], ["method.id"], name="fk_method_source_method_id_method", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_method_source_post_id_post", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["summary_id"],
            ["summary_version.id"],
            name="fk_method_source_summary_id_summary_version",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name="fk_method_source_author_id_account", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_method_source"),
    )
    for column in ("method_id", "post_id", "summary_id", "author_id"):
        op.create_index(f"ix_method_source_{column}", "method_source", [column])


def _beside(table: str, other: str, ondelete: str | None) -> None:
    """A table of pairs: a method, and something that belongs to it."""
    column = f"{other}_id"
    op.create_table(
        table,
        sa.Column("method_id", sa.Integer(), nullable=False),
        sa.Column(column, sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["method_id"], ["method.id"], name=f"fk_{table}_method_id_method", ondelete="CASCADE"),
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=ondelete),
        sa.PrimaryKeyConstraint("method_id", column, name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
