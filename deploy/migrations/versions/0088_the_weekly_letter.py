"""One letter a week to a partner, with what it asks about each track; the day of it, and what waits for it."""

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0087"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hub", sa.Column("weekly_day", sa.Integer(), nullable=False, server_default="1"))
    op.create_check_constraint("weekly_day_is_worked", "hub", "weekly_day BETWEEN 0 AND 4")
    op.add_column("track", sa.Column("gathered_for", sa.Date(), nullable=True))
    op.create_table(
        "weekly_letter",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("real_week", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("hub_id", "organisation_id", "week", "real_week", name="one_letter_a_week"),
        sa.CheckConstraint(
            "extract(isodow from week) = 1 AND extract(isodow from real_week) = 1", name="weeks_begin_on_monday"
        ),
    )
    op.create_table(
        "weekly_line",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("letter_id", sa.Uuid(), sa.ForeignKey("weekly_letter.id", ondelete="CASCADE"), nullable=False),
        sa.Column("track_id", sa.Uuid(), sa.ForeignKey("track.id", ondelete="CASCADE"), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("link_id", sa.Uuid(), sa.ForeignKey("link.id", ondelete="CASCADE"), nullable=False),
    )
    for table in ("weekly_letter", "weekly_line"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO hub_app")
    op.create_index("weekly_line_of_letter", "weekly_line", ["letter_id"])
    op.create_index("weekly_line_of_link", "weekly_line", ["link_id"], unique=True)
    op.create_index("weekly_line_of_track", "weekly_line", ["track_id"])


def downgrade() -> None:
    op.drop_table("weekly_line")
    op.drop_table("weekly_letter")
    op.drop_column("track", "gathered_for")
    op.drop_constraint("weekly_day_is_worked", "hub", type_="check")
    op.drop_column("hub", "weekly_day")
