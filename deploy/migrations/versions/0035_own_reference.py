"""Whoever refers may give a reference of its own."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "referral", sa.Column("own_reference", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("referral", "own_reference")
