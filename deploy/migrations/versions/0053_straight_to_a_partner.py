"""In crisis mode a school refers straight to a partner; how each referral was let in is counted apart."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

LET_IN = """
UPDATE referral_fact SET let_in = CASE WHEN channel = 'partner' THEN 'partner' ELSE 'hub' END
  || CASE WHEN structure IN ('111', '121', '211', '221') THEN '_primary' ELSE '' END
WHERE in_crisis_mode
"""


def upgrade() -> None:
    op.add_column("referral", sa.Column("straight_to_partner", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("referral_fact", sa.Column("let_in", sa.String(), server_default="no", nullable=False))
    op.execute(LET_IN)
    # Counted again, with this column: the readings that were kept know nothing of it.
    op.execute("UPDATE year_reading SET stale = true")


def downgrade() -> None:
    op.drop_column("referral_fact", "let_in")
    op.drop_column("referral", "straight_to_partner")
    op.execute("UPDATE year_reading SET stale = true")
