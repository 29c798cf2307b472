"""What each hub did in the night, counted once; and lines of the ledger and letters found by when they were."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "night",
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("did", JSONB(), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("letters", JSONB(), nullable=False, server_default=sa.text("'{}'")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON night TO hub_app")
    op.create_index("ledger_by_time", "ledger", ["at"], postgresql_using="brin")
    op.create_index("letter_by_time", "letter", ["done_at"], postgresql_using="brin")


def downgrade() -> None:
    op.drop_index("letter_by_time", table_name="letter")
    op.drop_index("ledger_by_time", table_name="ledger")
    op.drop_table("night")
