"""Documents: language, licence, review date, withdrawing, replacing, a picture of the first page, and what some readers miss."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("document_version", sa.Column("findings", sa.String(), nullable=True))
    op.add_column("document_version", sa.Column("submission", sa.String(), nullable=True))
    op.create_index("ix_document_version_submission", "document_version", ["submission"], unique=True)
    op.add_column("document", sa.Column("hidden_at", moment, nullable=True))
    op.add_column("document", sa.Column("language", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("document", sa.Column("licence", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("document", sa.Column("review_on", sa.Date(), nullable=True))
    op.create_table(
        "document_picture",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_document_picture")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_document_picture_version_id_document_version"),
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
