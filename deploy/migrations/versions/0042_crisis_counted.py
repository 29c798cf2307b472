"""What crisis mode let in is counted from an index: the page of a year reads no other facts for it."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "referral_fact_crisis", "referral_fact", ["hub_id", "school_year"],
        postgresql_where=sa.text("in_crisis_mode OR clb_waived"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("referral_fact_crisis", table_name="referral_fact")
