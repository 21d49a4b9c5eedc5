"""Collections with what lies in them and who follows them; members can be told of one."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _add_collections()
    _add_items()
    _add_followers()
    with op.batch_alter_table("notice") as notice:
        notice.alter_column("method_id", existing_type=sa.Integer(), nullable=True)
        notice.add_column(sa.Column("collection_id", sa.Integer(), nullable=True))
        notice.create_foreign_key(
            "fk_notice_collection_id_collection", "collection", ["collection_id"], ["id"], ondelete="CASCADE"
        )
        notice.create_index("ix_notice_collection_id", ["collection_id"])


def _add_collections() -> None:
    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("markdown", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("plain", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("audience_term", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("submission", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["account.id"], name="fk_collection_owner_id_account", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_collection_organisation_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_collection"),
        sa.UniqueConstraint("submission", name="uq_collection_submission"),
    )
    op.create_index("ix_collection_owner_id", "collection", ["owner_id"])
    op.create_index("ix_collection_organisation_id", "collection", ["organisation_id"])
    op.create_index("ix_collection_changed", "collection", ["changed_at", "id"])


def _add_items() -> None:
    things = ("thread", "method", "document")
    op.create_table(
        "collection_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        *(sa.Column(f"{thing}_id", sa.Integer(), nullable=True) for thing in things),
        sa.Column("markdown", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("plain", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name="fk_collection_item_collection_id_collection",
            ondelete="CASCADE",
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{thing}_id"], [f"{thing}.id"], name=f"fk_collection_item_{thing}_id_{thing}", ondelete="CASCADE"
            )
            for thing in things
        ),
        sa.PrimaryKeyConstraint("id", name="pk_collection_item"),
        *(
            sa.UniqueConstraint("collection_id", f"{thing}_id", name=f"uq_collection_item_collection_id_{thing}_id")
            for thing in things
        ),
    )
    op.create_index("ix_collection_item_place", "collection_item", ["collection_id", "place"])
    for thing in things:
        op.create_index(f"ix_collection_item_{thing}_id", "collection_item", [f"{thing}_id"])


def _add_followers() -> None:
    op.create_table(
        "collection_follower",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name="fk_collection_follower_collection_id_collection",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_collection_follower_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("collection_id", "account_id", name="pk_collection_follower"),
    )
    op.create_index("ix_collection_follower_account_id", "collection_follower", ["account_id"])


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
