"""An address at which a letter did not arrive is marked, and a letter that was refused for now goes again."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter", sa.Column("address_failed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("letter", sa.Column("soft_returns", sa.Integer(), nullable=False, server_default="0"))
    # What came back with proof and still waits for somebody: its address does not work today either.
    op.execute(
        "UPDATE letter SET address_failed_at = bounced_at"
        " WHERE bounced_at IS NOT NULL AND bounce_reason = 'hard' AND settled_at IS NULL AND hub_id IS NOT NULL"
    )
    op.create_index(
        "letter_address_failed", "letter", ["hub_id", sa.text("lower(to_address)")],
        postgresql_where=sa.text("address_failed_at IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("letter_address_failed", table_name="letter")
    op.drop_column("letter", "soft_returns")
    op.drop_column("letter", "address_failed_at")
