"""Who found a post useful, whether what a thread asks has been resolved, summaries, keywords, and moves in a post's history."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Until now a best reply stood for it
RESOLVED = """
UPDATE thread SET resolved_at = (
    SELECT max(best_at) FROM post WHERE post.thread_id = thread.id AND post.hidden_at IS NULL
) WHERE best_count > 0
"""


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("post", sa.Column("thanks_count", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("post_revision", sa.Column("is_move", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("thread", sa.Column("resolved_at", moment, nullable=True))
    op.execute(RESOLVED)
    op.add_column("thread", sa.Column("summary_number", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("thread", sa.Column("summary_length", sa.Integer(), nullable=False, server_default="0"))
    op.drop_index(op.f("ix_post_author_id"), "post")
    op.create_index("ix_post_author_thread", "post", ["author_id", "thread_id"])
    op.create_table(
        "summary_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("markdown", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("plain", sa.String(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("hidden_at", moment, nullable=True),
        sa.Column("submission", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_summary_version_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["edited_by_id"], ["account.id"], name=op.f("fk_summary_version_edited_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_version")),
        sa.UniqueConstraint("thread_id", "number", name="uq_summary_version_thread_id_number"),
        sa.UniqueConstraint("submission", name=op.f("uq_summary_version_submission")),
    )
    op.create_index(op.f("ix_summary_version_edited_by_id"), "summary_version", ["edited_by_id"])
    op.create_table(
        "keyword",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["merged_into_id"], ["keyword.id"], name=op.f("fk_keyword_merged_into_id_keyword")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["account.id"], name=op.f("fk_keyword_proposed_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyword")),
        sa.UniqueConstraint("slug", name=op.f("uq_keyword_slug")),
    )
    op.create_index(op.f("ix_keyword_merged_into_id"), "keyword", ["merged_into_id"])
    op.create_index(op.f("ix_keyword_proposed_by_id"), "keyword", ["proposed_by_id"])
    op.create_table(
        "thread_keyword",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("keyword_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_thread_keyword_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["keyword_id"], ["keyword.id"], name=op.f("fk_thread_keyword_keyword_id_keyword"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("thread_id", "keyword_id", name=op.f("pk_thread_keyword")),
    )
    op.create_index("ix_thread_keyword_keyword_thread", "thread_keyword", ["keyword_id", "thread_id"])
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
