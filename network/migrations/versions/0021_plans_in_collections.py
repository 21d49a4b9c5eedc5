"""Strategy plans can lie in a collection too."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("collection_item") as item:
        item.add_column(sa.Column("plan_id", sa.Integer(), nullable=True))
        item.create_foreign_key("fk_collection_item_plan_id_plan", "plan", ["plan_id"], ["id"], ondelete="CASCADE")
        item.create_unique_constraint("uq_collection_item_collection_id_plan_id", ["collection_id", "plan_id"])
        item.create_index("ix_collection_item_plan_id", ["plan_id"])


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
