"""Who keeps each open case through the summer, and on which day somebody looks at it."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()
MOMENT = sa.DateTime(timezone=True)
WHYS = (
    "finish_concept", "first_talk", "referrer_answers", "appointment", "decide_after_talk", "consult",
    "consult_silent", "table", "partners_answer", "review", "hub_answers", "proposal", "start", "sign_of_life",
    "hold_ends", "tell_and_close", "decide", "clb", "look_over", "agreement", "client_meeting", "direction",
)  # fmt: skip


def _whys(codes: tuple[str, ...]) -> None:
    op.drop_constraint("next_why_is_known", "referral", type_="check")
    known = ", ".join(f"'{one}'" for one in codes)
    op.create_check_constraint("next_why_is_known", "referral", f"next_why IS NULL OR next_why IN ({known})")


def upgrade() -> None:
    _whys((*WHYS, "summer"))
    op.create_table(
        "summer_keep",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("keeps", TEXT, nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=True),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("looked_at", MOMENT, nullable=True),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("noted_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.CheckConstraint("keeps IN ('partner', 'hub', 'clb', 'other')", name="keeps_is_known"),
        sa.CheckConstraint("(due_at IS NULL) = (looked_at IS NOT NULL)", name="watched_until_looked_at"),
        sa.CheckConstraint("(keeps = 'partner') = (organisation_id IS NOT NULL)", name="which_partner"),
        sa.CheckConstraint("keeps <> 'other' OR who <> ''", name="other_says_who"),
        sa.CheckConstraint(
            'extract(year from "on") = year AND extract(month from "on") IN (7, 8)', name="a_day_in_the_summer"
        ),
        sa.UniqueConstraint("referral_id", "year", name="kept_once_a_summer"),
    )
    op.create_index("summer_of_hub", "summer_keep", ["hub_id", "year", "on"])
    op.create_index("summer_due", "summer_keep", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL"))
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON summer_keep TO hub_app")


def downgrade() -> None:
    op.drop_table("summer_keep")
    op.execute("UPDATE referral SET next_why = 'review' WHERE next_why = 'summer'")
    _whys(WHYS)
