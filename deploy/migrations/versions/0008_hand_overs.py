"""A case is offered to another hub, which accepts it as a case of its own or declines."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# (table, column, may be empty, codes before, codes that are new)
CODES = (
    (
        "referral", "stage", False,
        ("concept", "submitted", "clarification", "consult", "on_table", "discussed", "waiting_list",
         "client_meeting", "expertise_table", "tracks", "reopened", "closed"),
        ("offered",),
    ),
    (
        "referral", "next_why", True,
        ("finish_concept", "first_talk", "referrer_answers", "appointment", "decide_after_talk", "consult", "table",
         "partners_answer", "review", "proposal", "start", "sign_of_life", "hold_ends", "tell_and_close", "decide"),
        ("hub_answers",),
    ),
    ("referral", "channel", False, ("form", "mail", "phone", "partner", "api"), ("hub",)),
    (
        "agenda_item", "reason", False,
        ("new", "declined", "not_started", "silent", "stalled", "stopped_early", "postponed", "on_purpose"),
        ("not_taken_over", "handed_back"),
    ),
    (
        "clock", "name", False,
        ("concept", "clarification", "referrer_answer", "consult", "partner_answer", "start_check", "partner_silence",
         "sign_of_life", "decision", "capacity"),
        ("hub_answer",),
    ),
)  # fmt: skip

# What waited for another hub, waits for a decision of its own; the ledger keeps both moves.
COME_BACK = """
WITH back AS (
  UPDATE referral SET stage = 'reopened', stage_since = now(), next_why = 'decide', reopened_for = 'on_purpose',
    version = version + 1
  WHERE stage = 'offered' RETURNING id, hub_id
)
INSERT INTO ledger (at, real_at, hub_id, asker_kind, act, noun, noun_id, referral_id, from_stage, to_stage, detail)
SELECT now(), now(), hub_id, 'worker', 'case.reopen', 'referral', id, id, 'offered', 'reopened', '{"for": "on_purpose"}'
FROM back
"""

WAY_IN = """
UPDATE ledger SET detail = jsonb_set(detail, '{channel}', '"partner"')
WHERE noun = 'referral' AND from_stage IS NULL AND detail ->> 'channel' = 'hub'
"""


def upgrade() -> None:
    for table, column, empty, before, new in CODES:
        _allow(table, column, empty, (*before, *new))
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("to_hub_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_by", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("to_referral_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('offered', 'accepted', 'declined', 'withdrawn', 'silent')", name="state_is_known"
        ),
        sa.CheckConstraint(
            "reason IN ('lives_there', 'school_there', 'moved', 'offer_there', 'known_there', 'other')",
            name="reason_is_known",
        ),
        sa.CheckConstraint("to_hub_id <> hub_id", name="to_another_hub"),
        sa.CheckConstraint("(state = 'offered') = (due_at IS NOT NULL)", name="watched_while_offered"),
        sa.CheckConstraint("(state = 'offered') = (ended_at IS NULL)", name="ended_when_answered"),
        sa.CheckConstraint("(state = 'accepted') = (to_referral_id IS NOT NULL)", name="accepted_has_a_case"),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.ForeignKeyConstraint(
            ["to_hub_id", "to_referral_id"], ["referral.hub_id", "referral.id"], name="arrived_at_its_hub"
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"]),
        sa.ForeignKeyConstraint(["to_hub_id"], ["hub.id"]),
        sa.ForeignKeyConstraint(["offered_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    offered = sa.text("state = 'offered'")
    op.create_index("one_offer_at_a_time", "hand_over", ["referral_id"], unique=True, postgresql_where=offered)
    op.create_index("hand_over_of_case", "hand_over", ["referral_id", "offered_at"])
    op.create_index(
        "hand_over_into_case", "hand_over", ["to_referral_id"], postgresql_where=sa.text("to_referral_id IS NOT NULL")
    )
    op.create_index("hand_over_to_answer", "hand_over", ["to_hub_id", "offered_at"], postgresql_where=offered)
    op.create_index("hand_over_due", "hand_over", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL"))
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON hand_over TO hub_app")


def downgrade() -> None:
    op.drop_table("hand_over")
    op.execute(COME_BACK)
    op.execute("UPDATE referral SET channel = 'partner', version = version + 1 WHERE channel = 'hub'")
    op.execute(WAY_IN)
    op.execute("UPDATE agenda_item SET reason = 'on_purpose' WHERE reason IN ('not_taken_over', 'handed_back')")
    op.execute("DELETE FROM clock WHERE name = 'hub_answer'")
    for table, column, empty, before, _new in CODES:
        _allow(table, column, empty, before)


def _allow(table: str, column: str, empty: bool, codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    name = f"{column}_is_known"
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(
        name, table, f"{column} IS NULL OR {column} IN ({listed})" if empty else f"{column} IN ({listed})"
    )
