"""What fails again and again waits longer each time, and is seen."""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stumble",
        sa.Column("noun", sa.String(), primary_key=True),
        sa.Column("noun_id", sa.Uuid(), primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON stumble TO hub_app")


def downgrade() -> None:
    op.drop_table("stumble")
