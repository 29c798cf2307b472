"""The referrals of a school are found by an index: its people see them in one list, newest first."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "referral_of_organisation", "referral", ["referrer_organisation_id", "submitted_at"],
        postgresql_where=sa.text("referrer_organisation_id IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("referral_of_organisation", table_name="referral")
