"""Files of experience cards."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_attachment_unsent", table_name="attachment")
    with op.batch_alter_table("attachment") as batch:
        batch.add_column(sa.Column("card_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_attachment_card_id_experience_card"), "experience_card", ["card_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index(op.f("ix_attachment_card_id"), "attachment", ["card_id"])
    unsent = sa.text("post_id IS NULL AND card_id IS NULL")
    op.create_index(
        "ix_attachment_unsent", "attachment", ["uploaded_at"], sqlite_where=unsent, postgresql_where=unsent
    )


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
