"""A school has a CLB, which is asked about each pupil that somebody else refers; what was referred before stays as it was."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
# (table, column, may be empty, codes before, the code that is new)
CODES = (
    ("link", "purpose", False, ("referral", "reading", "question", "track", "unsent", "sign_in"), "clb"),
    (
        "clock", "name", False,
        ("concept", "clarification", "referrer_answer", "consult", "partner_answer", "start_check", "partner_silence",
         "sign_of_life", "hub_answer", "decision", "capacity"),
        "clb_answer",
    ),
    (
        "referral", "next_why", True,
        ("finish_concept", "first_talk", "referrer_answers", "appointment", "decide_after_talk", "consult", "table",
         "partners_answer", "review", "hub_answers", "proposal", "start", "sign_of_life", "hold_ends",
         "tell_and_close", "decide"),
        "clb",
    ),
)  # fmt: skip


def upgrade() -> None:
    op.add_column("organisation", sa.Column("clb_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=True))
    op.create_index("ix_organisation_clb_id", "organisation", ["clb_id"])
    op.create_check_constraint("only_a_school_has_a_clb", "organisation", "clb_id IS NULL OR kind = 'school'")
    op.add_column("referral", sa.Column("clb_stands", TEXT(), nullable=True))
    op.create_check_constraint(
        "clb_stands_is_known", "referral", "clb_stands IS NULL OR clb_stands IN ('waits', 'agreed', 'refused')"
    )
    for table, column, empty, before, new in CODES:
        _allow(table, column, empty, (*before, new))
    _questions()


def _questions() -> None:
    op.create_table(
        "clb_question",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("clb_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=True, index=True),
        sa.Column("to_address", TEXT(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("step", TEXT(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("times_asked", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker_name", TEXT(), nullable=False),
        sa.Column("worker_phone", TEXT(), nullable=False),
        sa.Column("note", TEXT(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("real_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("referrer_before", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.CheckConstraint(
            "state IN ('unknown', 'asked', 'call', 'agreed', 'takes_over', 'refused', 'withdrawn')",
            name="state_is_known",
        ),
        sa.CheckConstraint("step IN ('clb', 'coordinator')", name="step_is_known"),
        sa.CheckConstraint("(state IN ('asked','call')) = (due_at IS NOT NULL)", name="watched_while_open"),
        sa.CheckConstraint("state <> 'asked' OR (asked_at IS NOT NULL AND to_address <> '')", name="asked_somewhere"),
        sa.CheckConstraint(
            "state NOT IN ('agreed','takes_over','refused','call') OR worker_name <> ''", name="by_name"
        ),
    )
    op.create_index(
        "one_clb_question_at_a_time", "clb_question", ["referral_id"], unique=True,
        postgresql_where=sa.text("state IN ('unknown','asked','call')"),
    )  # fmt: skip
    op.create_index("clb_question_of_case", "clb_question", ["referral_id", "made_at"])
    op.create_index("clb_question_due", "clb_question", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL"))
    op.create_index(
        "clb_question_at_desk", "clb_question", ["hub_id", "made_at"],
        postgresql_where=sa.text("state IN ('unknown','call') OR (state = 'asked' AND step = 'coordinator')"),
    )  # fmt: skip
    op.create_index(
        "clb_question_before", "clb_question", ["referrer_before"], postgresql_where=sa.text("referrer_before <> ''")
    )  # fmt: skip
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON clb_question TO hub_app")


def downgrade() -> None:
    op.drop_table("clb_question")
    op.execute("DELETE FROM link WHERE purpose = 'clb'")
    op.execute("DELETE FROM clock WHERE name = 'clb_answer'")
    # Whatever else was due comes back into sight when the case is touched; until then the desk has it.
    op.execute("UPDATE referral SET next_why = 'decide' WHERE next_why = 'clb'")
    for table, column, empty, before, _new in CODES:
        _allow(table, column, empty, before)
    op.drop_constraint("clb_stands_is_known", "referral", type_="check")
    op.drop_column("referral", "clb_stands")
    op.drop_constraint("only_a_school_has_a_clb", "organisation", type_="check")
    op.drop_index("ix_organisation_clb_id", "organisation")
    op.drop_column("organisation", "clb_id")


def _allow(table: str, column: str, empty: bool, codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    known = f"{column} IN ({listed})"
    op.drop_constraint(f"{column}_is_known", table, type_="check")
    op.create_check_constraint(f"{column}_is_known", table, f"{column} IS NULL OR {known}" if empty else known)
