"""When somebody at a hub reads what comes in is kept by day; the words that were written stay."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hub", sa.Column("hours", JSONB(), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("hub", "hours")
