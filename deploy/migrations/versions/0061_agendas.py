"""Why a case was put off, the further reasons for which it comes on an agenda, and what a table plans for who waits."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()
BEFORE = (
    "new", "declined", "not_started", "silent", "stalled", "stopped_early", "postponed", "not_taken_over",
    "handed_back", "on_purpose",
)  # fmt: skip
ADDED = ("hold_over", "promised", "urgent")


def _known(reasons: tuple[str, ...]) -> None:
    op.drop_constraint("reason_is_known", "agenda_item", type_="check")
    listed = ", ".join(f"'{one}'" for one in reasons)
    op.create_check_constraint("reason_is_known", "agenda_item", f"reason IN ({listed})")


def upgrade() -> None:
    op.add_column("agenda_item", sa.Column("note", TEXT, nullable=False, server_default=""))
    _known((*BEFORE, *ADDED))
    op.create_table(
        "planned_follow_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("watcher_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("by", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.ForeignKeyConstraint(["hub_id", "session_id"], ["session.hub_id", "session.id"]),
        sa.CheckConstraint("stage IN ('waiting_list','client_meeting','expertise_table')", name="stage_waits"),
    )
    op.create_index("planned_for_case", "planned_follow_up", ["referral_id", "made_at"])
    op.create_index(
        "planned_for_session", "planned_follow_up", ["session_id"], postgresql_where=sa.text("session_id IS NOT NULL")
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON planned_follow_up TO hub_app")


def downgrade() -> None:
    op.drop_table("planned_follow_up")
    op.execute("UPDATE agenda_item SET reason = 'silent' WHERE reason = 'hold_over'")
    op.execute("UPDATE agenda_item SET reason = 'on_purpose' WHERE reason IN ('promised', 'urgent')")
    op.execute("UPDATE referral SET reopened_for = 'silent' WHERE reopened_for = 'hold_over'")
    _known(BEFORE)
    op.drop_column("agenda_item", "note")
