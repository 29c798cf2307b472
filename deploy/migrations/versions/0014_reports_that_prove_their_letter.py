"""A mail that reports a letter as undelivered keeps whether it proved that it knows that letter."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# Nobody kept what proved the reports before this, so a task that is still open is in doubt.
DOUBTED = """
UPDATE letter SET bounce_reason = 'unproven'
WHERE bounced_at IS NOT NULL AND parked_at IS NULL AND settled_at IS NULL
"""


def upgrade() -> None:
    op.add_column("raw_mail", sa.Column("letter_proven", sa.Boolean(), nullable=False, server_default="false"))
    op.execute(DOUBTED)


def downgrade() -> None:
    op.execute("UPDATE letter SET bounce_reason = 'hard' WHERE bounce_reason = 'unproven'")
    op.drop_column("raw_mail", "letter_proven")
