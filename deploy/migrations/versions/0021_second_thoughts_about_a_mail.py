"""A mail that the desk placed keeps how it and its cases stood, so that the placing can be taken back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("raw_mail", sa.Column("placed", JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("raw_mail", "placed")
