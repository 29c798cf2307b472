"""What speaks of danger is known of a case and of a mail that waits, so that it comes first on the desk."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("referral", "raw_mail"):
        op.add_column(table, sa.Column("danger", ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("referral", sa.Column("danger_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint("danger_has_signs", "referral", "danger_at IS NULL OR danger <> '{}'")
    op.create_index(
        "referral_danger", "referral", ["hub_id", "danger_at"], postgresql_where=sa.text("danger_at IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_index("referral_danger", "referral")
    op.drop_constraint("danger_has_signs", "referral", type_="check")
    op.drop_column("referral", "danger_at")
    for table in ("raw_mail", "referral"):
        op.drop_column(table, "danger")
