"""Files in posts, with the text of their pages, and members who are named in posts."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", moment, nullable=False),
        sa.Column("removed_at", moment, nullable=True),
        sa.Column("text_state", sa.String(), nullable=False),
        sa.Column("text_outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_attachment_post_id_post", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_attachment_account_id_account"),
        sa.ForeignKeyConstraint(["file_key"], ["stored_file.key"], name="fk_attachment_file_key_stored_file"),
    )
    op.create_index("ix_attachment_post_id", "attachment", ["post_id"])
    op.create_index("ix_attachment_account_id", "attachment", ["account_id"])
    op.create_index("ix_attachment_file_key", "attachment", ["file_key"])
    op.create_index(
        "ix_attachment_unsent", "attachment", ["uploaded_at"],
        sqlite_where=sa.text("post_id IS NULL"), postgresql_where=sa.text("post_id IS NULL"),
    )
    op.create_table(
        "attachment_page",
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("attachment_id", "number", name="pk_attachment_page"),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name="fk_attachment_page_attachment_id_attachment", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "mention",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("post_id", "account_id", name="pk_mention"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_mention_post_id_post", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_mention_account_id_account", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_mention_account_id", "mention", ["account_id"])


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
