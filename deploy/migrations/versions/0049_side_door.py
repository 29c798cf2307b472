"""Youngsters that came straight to a partner: what it says of how they came."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "side_door",
        sa.Column("referral_id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("asked_by", TEXT(), nullable=False),
        sa.Column("asked_name", TEXT(), nullable=False),
        sa.Column("came_on", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.CheckConstraint(
            "asked_by IN ('school', 'clb', 'welfare', 'parent', 'youngster', 'other')", name="asked_by_is_known"
        ),
    )
    op.create_index("side_door_of_partner", "side_door", ["organisation_id", "at"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON side_door TO hub_app")


def downgrade() -> None:
    op.drop_table("side_door")
