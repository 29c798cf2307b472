"""Word documents and PDFs are read by a worker; what stands beside their labels is kept for as long as their bytes."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "paper_reading",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", TEXT(), nullable=True),
        sa.Column("parked_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("once_key", TEXT(), nullable=False, unique=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("blob_id", sa.Uuid(), sa.ForeignKey("blob.id", ondelete="CASCADE"), nullable=False, unique=True),
        sa.Column("said", JSONB(), nullable=False),
        sa.Column("problem", TEXT(), nullable=False),
    )
    op.create_index(
        "paper_reading_open", "paper_reading", ["due_at"],
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
    )  # fmt: skip
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON paper_reading TO hub_app")


def downgrade() -> None:
    op.drop_table("paper_reading")
