"""What waited on each hub when its core group was last told, week by week."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0099"
down_revision = "0098"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_group_week",
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), primary_key=True),
        sa.Column("week", sa.Date(), primary_key=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits", JSONB(), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("new", sa.Integer(), nullable=False, server_default="0"),
        sa.CheckConstraint("extract(isodow from week) = 1 AND new >= 0", name="a_week_begins_on_monday"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON core_group_week TO hub_app")


def downgrade() -> None:
    op.drop_table("core_group_week")
