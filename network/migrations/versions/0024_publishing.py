"""News, projects, publications, events, the pages about the network, and what the front page shows."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _add_articles()
    _add_versions()
    _add_documents()
    _add_events()
    _add_counts()
    _add_pages()
    _add_seats()
    op.create_table(
        "front_block",
        sa.Column("block", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("block", name="pk_front_block"),
    )


def _of_article(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["article_id"], ["article.id"], name=f"fk_{table}_article_id_article", ondelete="CASCADE"
    )


def _add_articles() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("markdown", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("plain", sa.String(), nullable=False),
        sa.Column("audience_term", sa.String(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
    )
    op.create_index("ix_article_published", "article", ["kind", "published_at", "id"])


def _add_versions() -> None:
    op.create_table(
        "article_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        _of_article("article_version"),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["account.id"], name="fk_article_version_edited_by_id_account", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_article_version"),
        sa.UniqueConstraint("article_id", "number", name="uq_article_version_article_id_number"),
        sa.UniqueConstraint("submission", name="uq_article_version_submission"),
    )
    op.create_index("ix_article_version_edited_by_id", "article_version", ["edited_by_id"])


def _add_documents() -> None:
    op.create_table(
        "article_document",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        _of_article("article_document"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_article_document_document_id_document", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "document_id", name="pk_article_document"),
    )
    op.create_index("ix_article_document_document_id", "article_document", ["document_id"])


def _add_events() -> None:
    op.create_table(
        "event",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=True),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        _of_article("event"),
        sa.PrimaryKeyConstraint("article_id", name="pk_event"),
    )
    op.create_index("ix_event_starts", "event", ["starts_at", "article_id"])


def _add_counts() -> None:
    op.create_table(
        "download_count",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        _of_article("download_count"),
        sa.PrimaryKeyConstraint("article_id", name="pk_download_count"),
    )


def _add_pages() -> None:
    op.create_table(
        "site_page",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("markdown", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_site_page"),
    )
    op.create_table(
        "site_page_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("markdown", sa.String(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["account.id"], name="fk_site_page_version_edited_by_id_account", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_site_page_version"),
        sa.UniqueConstraint("name", "number", name="uq_site_page_version_name_number"),
        sa.UniqueConstraint("submission", name="uq_site_page_version_submission"),
    )
    op.create_index("ix_site_page_version_edited_by_id", "site_page_version", ["edited_by_id"])


def _add_seats() -> None:
    op.create_table(
        "event_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _of_article("event_seat"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_event_seat_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_event_seat"),
        sa.UniqueConstraint("article_id", "account_id", name="uq_event_seat_article_id_account_id"),
    )
    op.create_index("ix_event_seat_account_id", "event_seat", ["account_id"])
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("article_id", sa.Integer(), nullable=True))
        notice.create_foreign_key("fk_notice_article_id_article", "article", ["article_id"], ["id"], ondelete="CASCADE")
        notice.create_index("ix_notice_article_id", ["article_id"])


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
