"""What an administrator keeps: who keeps an organisation, what has ended, tables without a rhythm, sessions put off."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The first hub that works with an organisation keeps it, else the first hub of all.
KEPT_BY = """
UPDATE organisation SET kept_by = COALESCE(
  (SELECT hub.id FROM hub JOIN hub_partner ON hub_partner.hub_id = hub.id
   WHERE hub_partner.organisation_id = organisation.id ORDER BY hub.position LIMIT 1),
  (SELECT id FROM hub ORDER BY position LIMIT 1))
"""
# Two sessions may have had the same moment, when one of them was put off; the old index knows no such thing.
APART = """
UPDATE session SET at = at - interval '1 second' WHERE cancelled_at IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("organisation", sa.Column("kept_by", sa.Uuid(), nullable=True))
    op.execute(KEPT_BY)
    op.alter_column("organisation", "kept_by", nullable=False)
    op.create_foreign_key("organisation_kept_by_fkey", "organisation", "hub", ["kept_by"], ["id"])
    op.create_index(op.f("ix_organisation_kept_by"), "organisation", ["kept_by"])
    op.add_column("organisation", sa.Column("ended_on", sa.Date(), nullable=True))
    op.alter_column("dispatch_table", "weekday", existing_type=sa.Integer(), nullable=True)
    op.add_column("dispatch_table", sa.Column("ended_on", sa.Date(), nullable=True))
    op.add_column("session", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint("cancelled_is_closed", "session", "cancelled_at IS NULL OR closed_at IS NOT NULL")
    op.drop_constraint("one_session_at_a_time", "session", type_="unique")
    op.create_index(
        "one_session_at_a_time", "session", ["table_id", "at"], unique=True,
        postgresql_where=sa.text("cancelled_at IS NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.execute(APART)
    op.drop_index("one_session_at_a_time", table_name="session")
    op.create_unique_constraint("one_session_at_a_time", "session", ["table_id", "at"])
    op.drop_constraint("cancelled_is_closed", "session", type_="check")
    op.drop_column("session", "cancelled_at")
    op.drop_column("dispatch_table", "ended_on")
    op.execute("UPDATE dispatch_table SET weekday = 1 WHERE weekday IS NULL")
    op.alter_column("dispatch_table", "weekday", existing_type=sa.Integer(), nullable=False)
    op.drop_column("organisation", "ended_on")
    op.drop_index(op.f("ix_organisation_kept_by"), table_name="organisation")
    op.drop_constraint("organisation_kept_by_fkey", "organisation", type_="foreignkey")
    op.drop_column("organisation", "kept_by")
