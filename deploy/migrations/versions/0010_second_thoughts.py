"""A contact can be corrected, a flag says since when, an appointment says at whose place."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# The ledger knows when each flag was set. Dates are brought forward from the next change on, not for what is past.
SINCE = """
UPDATE referral SET flagged_at = set_at FROM (
  SELECT referral_id, max(at) AS set_at FROM ledger WHERE act = 'case.flag' GROUP BY referral_id
) AS known WHERE known.referral_id = referral.id AND referral.flag IS NOT NULL AND referral.stage = 'closed'
"""


def upgrade() -> None:
    op.add_column("message", sa.Column("half_day_units", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("message", sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "message", sa.Column("first_text", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
    )
    op.add_column("referral", sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(SINCE)
    op.drop_constraint("way_is_known", "appointment", type_="check")
    op.create_check_constraint("way_is_known", "appointment", "way IN ('hub','school','place','phone','video')")


def downgrade() -> None:
    op.execute("UPDATE appointment SET way = 'place' WHERE way IN ('hub', 'school')")
    op.drop_constraint("way_is_known", "appointment", type_="check")
    op.create_check_constraint("way_is_known", "appointment", "way IN ('place','phone','video')")
    op.drop_column("referral", "flagged_at")
    op.drop_column("message", "first_text")
    op.drop_column("message", "corrected_at")
    op.drop_column("message", "half_day_units")
