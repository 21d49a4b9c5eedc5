"""Pages that are pictures, and whether their text has been recognised."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document_version", sa.Column("scanned", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "scanned_page",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_scanned_page")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_version.id"], name=op.f("fk_scanned_page_version_id_document_version"),
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
