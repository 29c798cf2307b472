"""When the clockwork was last heard, so that its silence can be seen."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pulse",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON pulse TO hub_app")


def downgrade() -> None:
    op.drop_table("pulse")
