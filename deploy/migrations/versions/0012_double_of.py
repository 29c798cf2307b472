"""A referral that was made twice knows the one that goes on, so that either page leads to the other."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# The ledger knows it of what was set so before; a case that was taken in hand again is a double no more.
KNOWN = """
UPDATE referral SET double_of_id = set_so.other FROM (
  SELECT DISTINCT ON (ledger.referral_id) ledger.referral_id, goes_on.id AS other, goes_on.hub_id
  FROM ledger JOIN referral AS goes_on ON goes_on.id::text = ledger.detail ->> 'double_of'
  WHERE ledger.act = 'case.set_double' ORDER BY ledger.referral_id, ledger.id DESC
) AS set_so
WHERE set_so.referral_id = referral.id AND set_so.hub_id = referral.hub_id AND referral.outcome = 'double'
"""


def upgrade() -> None:
    op.add_column("referral", sa.Column("double_of_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "double_at_the_same_hub", "referral", "referral", ["hub_id", "double_of_id"], ["hub_id", "id"]
    )
    op.create_check_constraint("double_of_what_goes_on", "referral", "double_of_id IS NULL OR outcome = 'double'")
    op.create_index(
        "referral_double_of", "referral", ["double_of_id"], postgresql_where=sa.text("double_of_id IS NOT NULL")
    )
    op.execute(KNOWN)


def downgrade() -> None:
    op.drop_index("referral_double_of", "referral")
    op.drop_constraint("double_of_what_goes_on", "referral", type_="check")
    op.drop_constraint("double_at_the_same_hub", "referral", type_="foreignkey")
    op.drop_column("referral", "double_of_id")
