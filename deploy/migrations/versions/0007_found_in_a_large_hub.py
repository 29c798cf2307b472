"""What is found by an index in a large hub too: cases to count, and tracks that ended lately."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("referral_to_count", table_name="referral")
    op.create_index("referral_to_count", "referral", [sa.text("(version <> counted_version)"), "hub_id"])
    op.create_index("track_ended", "track", ["organisation_id", "ended_on"])
    op.execute("ANALYZE referral")


def downgrade() -> None:
    op.drop_index("track_ended", table_name="track")
    op.drop_index("referral_to_count", table_name="referral")
    op.create_index(
        "referral_to_count", "referral", ["hub_id"], postgresql_where=sa.text("version <> counted_version")
    )  # fmt: skip
