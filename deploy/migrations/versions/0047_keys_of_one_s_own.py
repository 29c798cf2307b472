"""Who wants no single keys switches them off."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("keys", sa.Boolean(), server_default="true", nullable=False))


def downgrade() -> None:
    op.drop_column("person", "keys")
