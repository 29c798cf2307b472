"""Bytes that a virus scanner has to look at before anybody opens them; what is there already stays as it is."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "file_scan",
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
        sa.Column("verdict", TEXT(), nullable=True),
        sa.Column("found", TEXT(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.CheckConstraint("verdict IS NULL OR verdict IN ('clean', 'virus', 'unknown')", name="verdict_is_known"),
        sa.CheckConstraint("(verdict IS NULL) = (done_at IS NULL)", name="done_with_a_verdict"),
    )
    op.create_index(
        "file_scan_open", "file_scan", ["due_at"], postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL")
    )
    op.create_index(
        "file_scan_to_see", "file_scan", ["hub_id", "asked_at"],
        postgresql_where=sa.text("settled_at IS NULL AND (verdict = 'virus' OR parked_at IS NOT NULL)"),
    )  # fmt: skip
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON file_scan TO hub_app")


def downgrade() -> None:
    op.drop_table("file_scan")
