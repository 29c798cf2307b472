"""A hub says whether it takes referrals from primary education, and where to turn when it does not."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hub", sa.Column("primary_education", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("hub", sa.Column("primary_turn_to", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("hub", "primary_turn_to")
    op.drop_column("hub", "primary_education")
