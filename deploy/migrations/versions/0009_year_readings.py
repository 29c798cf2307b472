"""The counts of a school year, kept until one of its facts changes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "year_reading",
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"]),
        sa.PrimaryKeyConstraint("hub_id", "school_year"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON year_reading TO hub_app")
    op.execute(
        "INSERT INTO year_reading (hub_id, school_year, stale, counts)"
        " SELECT hub_id, school_year, true, '{}'::jsonb FROM referral_fact"
        " UNION SELECT hub_id, school_year, true, '{}'::jsonb FROM track_fact"
    )


def downgrade() -> None:
    op.drop_table("year_reading")
