"""Who hears for a youngster how it goes, each question whether there is help, and the clocks of that question."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()
MOMENT = sa.DateTime(timezone=True)
PURPOSES = (
    "referral", "question", "track", "clb", "carry_on", "agreement", "expert", "consult", "meeting", "session", "table",
    "places", "minutes", "partner", "unsent", "reading", "sign_in",
)  # fmt: skip
CLOCKS = (
    "concept", "clarification", "referrer_answer", "consult", "partner_answer", "start_check", "partner_silence",
    "sign_of_life", "hub_answer", "clb_answer", "look_over", "decision", "capacity", "minutes_draft", "minutes_reading",
)  # fmt: skip
NEW_CLOCKS = ("help_question", "help_answer")
REASONS = (
    "new", "declined", "not_started", "silent", "stalled", "stopped_early", "postponed", "not_taken_over",
    "handed_back", "on_purpose", "hold_over", "promised", "urgent", "agreement",
)  # fmt: skip


def _known(table: str, column: str, codes: tuple[str, ...]) -> None:
    op.drop_constraint(f"{column}_is_known", table, type_="check")
    op.create_check_constraint(f"{column}_is_known", table, f"{column} IN ({', '.join(repr(one) for one in codes)})")


def _case() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
    )


def upgrade() -> None:
    _known("link", "purpose", (*PURPOSES, "help"))
    _known("clock", "name", (*CLOCKS, *NEW_CLOCKS))
    _known("agenda_item", "reason", (*REASONS, "no_help"))
    op.create_table(
        "youngster_contact",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("email", TEXT, nullable=False),
        sa.Column("agreed_by", TEXT, nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("how", TEXT, nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("noted_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("stopped_at", MOMENT, nullable=True),
        _case(),
        sa.CheckConstraint("who IN ('youngster', 'parent', 'trusted')", name="who_is_known"),
        sa.CheckConstraint("agreed_by IN ('youngster', 'parents')", name="agreed_by_is_known"),
        sa.CheckConstraint("email <> '' AND email = lower(email)", name="has_an_address"),
    )
    op.create_index(
        "one_contact_at_a_time", "youngster_contact", ["referral_id"], unique=True,
        postgresql_where=sa.text("stopped_at IS NULL"),
    )  # fmt: skip
    op.create_index("contact_of_case", "youngster_contact", ["referral_id"])
    op.create_table(
        "help_question",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("whom", TEXT, nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("occasion", TEXT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("times_asked", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("answer", TEXT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("message_id", sa.Uuid(), sa.ForeignKey("message.id"), nullable=True),
        sa.Column("shown_at", MOMENT, nullable=True),
        sa.Column("shown_for", TEXT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        _case(),
        sa.CheckConstraint("whom IN ('referrer', 'contact')", name="whom_is_known"),
        sa.CheckConstraint("occasion IN ('weeks', 'end')", name="occasion_is_known"),
        sa.CheckConstraint("answer IS NULL OR answer IN ('yes', 'not_yet', 'no')", name="answer_is_known"),
        sa.CheckConstraint(
            "shown_for IS NULL OR shown_for IN ('silent', 'no_address', 'unreached')", name="shown_for_is_known"
        ),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_when"),
        sa.CheckConstraint(
            "(answered_at IS NULL AND ended_at IS NULL) = (due_at IS NOT NULL OR shown_for IS NOT NULL)",
            name="an_open_one_is_watched",
        ),
        sa.CheckConstraint("due_at IS NULL OR shown_for IS NULL", name="watched_once"),
        sa.CheckConstraint("(shown_for IS NULL) = (shown_at IS NULL)", name="shown_since"),
        sa.CheckConstraint("(whom = 'contact') = (contact_id IS NOT NULL)", name="which_contact"),
        sa.ForeignKeyConstraint(["contact_id"], ["youngster_contact.id"], name="asked_of_contact"),
    )
    for name, columns, where in (
        ("help_question_of_case", ["referral_id", "made_at"], None),
        ("help_question_due", ["due_at"], "due_at IS NOT NULL"),
        ("help_question_shown", ["hub_id", "shown_at"], "shown_at IS NOT NULL"),
        ("help_question_of_contact", ["contact_id"], "contact_id IS NOT NULL"),
    ):
        op.create_index(name, "help_question", columns, postgresql_where=sa.text(where) if where else None)
    op.create_index(
        "asked_once_at_a_time", "help_question", ["referral_id", "whom"], unique=True,
        postgresql_where=sa.text("answered_at IS NULL AND ended_at IS NULL"),
    )  # fmt: skip
    for table in ("youngster_contact", "help_question"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO hub_app")


def downgrade() -> None:
    op.drop_table("help_question")
    op.drop_table("youngster_contact")
    op.execute("UPDATE agenda_item SET reason = 'on_purpose' WHERE reason = 'no_help'")
    op.execute("UPDATE referral SET reopened_for = 'on_purpose' WHERE reopened_for = 'no_help'")
    op.execute("DELETE FROM clock WHERE name IN ('help_question', 'help_answer')")
    op.execute("DELETE FROM link WHERE purpose = 'help'")
    _known("agenda_item", "reason", REASONS)
    _known("clock", "name", CLOCKS)
    _known("link", "purpose", PURPOSES)
