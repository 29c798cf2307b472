"""Agreements of a partner stand in its letter of the week, beside its tracks."""

import sqlalchemy as sa
from alembic import op

revision = "0095"
down_revision = "0094"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan_agreement", sa.Column("gathered_for", sa.Date(), nullable=True))
    op.alter_column("weekly_line", "track_id", nullable=True)
    op.add_column(
        "weekly_line",
        sa.Column("agreement_id", sa.Uuid(), sa.ForeignKey("plan_agreement.id", ondelete="CASCADE"), nullable=True),
    )
    op.add_column("weekly_line", sa.Column("asked", sa.Boolean(), nullable=False, server_default="true"))
    op.create_check_constraint("about_one_thing", "weekly_line", "(track_id IS NULL) <> (agreement_id IS NULL)")
    op.create_index(
        "weekly_line_of_agreement", "weekly_line", ["agreement_id"],
        postgresql_where=sa.text("agreement_id IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("weekly_line_of_agreement", "weekly_line")
    op.execute("DELETE FROM weekly_line WHERE track_id IS NULL")
    op.drop_constraint("about_one_thing", "weekly_line", type_="check")
    op.drop_column("weekly_line", "asked")
    op.drop_column("weekly_line", "agreement_id")
    op.alter_column("weekly_line", "track_id", nullable=False)
    op.drop_column("plan_agreement", "gathered_for")
