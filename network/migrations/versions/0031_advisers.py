"""External advisers, and what municipalities open to them."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

THINGS = ("thread", "document", "plan")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "adviser_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        *(sa.Column(f"{thing}_id", sa.Integer(), nullable=True) for thing in THINGS),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_adviser_access_account_id_account", ondelete="CASCADE"
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{thing}_id"], [f"{thing}.id"], name=f"fk_adviser_access_{thing}_id_{thing}", ondelete="CASCADE"
            )
            for thing in THINGS
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_adviser_access_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["account.id"], name="fk_adviser_access_invited_by_id_account", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_adviser_access"),
    )
    for column in ("account_id", *(f"{thing}_id" for thing in THINGS), "organisation_id"):
        op.create_index(f"ix_adviser_access_{column}", "adviser_access", [column])
    for thing in THINGS:
        op.create_index(
            f"ix_adviser_access_open_{thing}",
            "adviser_access",
            ["account_id", f"{thing}_id"],
            unique=True,
            sqlite_where=sa.text(f"ended_at IS NULL AND {thing}_id IS NOT NULL"),
            postgresql_where=sa.text(f"ended_at IS NULL AND {thing}_id IS NOT NULL"),
        )
        op.add_column(thing, sa.Column("is_advised", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    raise NotImplementedError("go back by restoring a backup")
