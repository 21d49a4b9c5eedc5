"""Documents: language, licence, review date, withdrawing, replacing, and what their files lack for some readers."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0012"
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


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
