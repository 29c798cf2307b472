"""Minutes run on clocks of the hub: by when a draft goes round, and when who did not read is reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

CLOCKS = (
    "concept", "clarification", "referrer_answer", "consult", "partner_answer", "start_check", "partner_silence",
    "sign_of_life", "hub_answer", "clb_answer", "look_over", "decision", "capacity",
)  # fmt: skip
NEW = ("minutes_draft", "minutes_reading")


def _clocks(codes: tuple[str, ...]) -> None:
    op.drop_constraint("name_is_known", "clock", type_="check")
    op.create_check_constraint("name_is_known", "clock", f"name IN ({', '.join(repr(one) for one in codes)})")


def upgrade() -> None:
    _clocks((*CLOCKS, *NEW))
    op.add_column("minutes", sa.Column("late_on", sa.Date(), nullable=True))
    # A week of the calendar is five working days but for holidays.
    op.execute(
        "UPDATE minutes m SET late_on = (s.at AT TIME ZONE 'Europe/Brussels')::date + 7 FROM session s"
        " WHERE s.id = m.session_id AND m.state = 'draft'"
    )
    op.create_check_constraint("draft_has_its_day", "minutes", "state <> 'draft' OR late_on IS NOT NULL")
    for name in ("due_at", "reminded_at"):
        op.add_column("minutes_reading", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint("reminds_who_did_not_read", "minutes_reading", "due_at IS NULL OR read_at IS NULL")
    op.create_index("reading_due", "minutes_reading", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL"))


def downgrade() -> None:
    op.drop_index("reading_due", table_name="minutes_reading")
    op.drop_constraint("reminds_who_did_not_read", "minutes_reading", type_="check")
    for name in ("reminded_at", "due_at"):
        op.drop_column("minutes_reading", name)
    op.drop_constraint("draft_has_its_day", "minutes", type_="check")
    op.drop_column("minutes", "late_on")
    op.execute("DELETE FROM clock WHERE name IN ('minutes_draft', 'minutes_reading')")
    _clocks(CLOCKS)
