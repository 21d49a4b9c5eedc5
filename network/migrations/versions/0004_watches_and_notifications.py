"""Following threads and topics, notifications, and a choice about mail."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNREAD = sa.text("read_at IS NULL")


def _refers(column: str, table: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}", ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "watch",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("following", sa.Boolean(), nullable=False),
        _refers("account_id", "watch", "account"),
        _refers("thread_id", "watch", "thread"),
        sa.PrimaryKeyConstraint("account_id", "thread_id", name="pk_watch"),
    )
    op.create_index("ix_watch_thread_id", "watch", ["thread_id"])
    # Who has written in a thread follows it, as everybody does who writes from now on
    op.execute(
        "INSERT INTO watch (account_id, thread_id, following) SELECT DISTINCT author_id, thread_id, TRUE FROM post"
    )
    op.create_table(
        "topic_watch",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        _refers("account_id", "topic_watch", "account"),
        _refers("topic_id", "topic_watch", "topic"),
        sa.PrimaryKeyConstraint("account_id", "topic_id", name="pk_topic_watch"),
    )
    op.create_index("ix_topic_watch_topic_id", "topic_watch", ["topic_id"])
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        _refers("account_id", "notification", "account"),
        _refers("thread_id", "notification", "thread"),
        _refers("post_id", "notification", "post"),
        sa.PrimaryKeyConstraint("id", name="pk_notification"),
        sa.UniqueConstraint("post_id", "account_id", name="uq_notification_post_id_account_id"),
    )
    op.create_index("ix_notification_thread_id", "notification", ["thread_id"])
    op.create_index("ix_notification_account_thread", "notification", ["account_id", "thread_id", "created_at"])
    op.create_index(
        "ix_notification_unread",
        "notification",
        ["account_id", "thread_id", "position", "read_at"],
        sqlite_where=UNREAD,
        postgresql_where=UNREAD,
    )
    op.add_column("account", sa.Column("reply_mail_stopped_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
