"""The list that a hub kept before comes in as cases, which a person looks over; each row of it is kept as it stood."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sa.DateTime(timezone=True)
# (table, column, may be empty, codes before, the code that is new)
CODES = (
    ("referral", "channel", False, ("form", "mail", "phone", "partner", "api", "hub"), "list"),
    (
        "clock", "name", False,
        ("concept", "clarification", "referrer_answer", "consult", "partner_answer", "start_check", "partner_silence",
         "sign_of_life", "hub_answer", "clb_answer", "decision", "capacity"),
        "look_over",
    ),
    (
        "referral", "next_why", True,
        ("finish_concept", "first_talk", "referrer_answers", "appointment", "decide_after_talk", "consult", "table",
         "partners_answer", "review", "hub_answers", "proposal", "start", "sign_of_life", "hold_ends",
         "tell_and_close", "decide", "clb"),
        "look_over",
    ),
)  # fmt: skip


def upgrade() -> None:
    op.add_column("referral", sa.Column("look_over_since", MOMENT, nullable=True))
    for table, column, empty, before, new in CODES:
        _allow(table, column, empty, (*before, new))
    op.create_table(
        "old_list",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", TEXT(), nullable=True),
        sa.Column("parked_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("once_key", TEXT(), nullable=False, unique=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False, index=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("step", TEXT(), nullable=False),
        sa.Column("blob_id", sa.Uuid(), sa.ForeignKey("blob.id"), nullable=True),
        sa.Column("said", TEXT(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("sheets", ARRAY(sa.Text()), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("heading_row", sa.Integer(), nullable=False),
        sa.Column("headings", ARRAY(sa.Text()), nullable=False),
        sa.Column("columns", JSONB(), nullable=False),
        sa.Column("meanings", JSONB(), nullable=False),
        sa.Column("start_as_referred", sa.Boolean(), nullable=False),
        sa.Column("counts", JSONB(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "step IN ('reading', 'unreadable', 'columns', 'meanings', 'checking', 'ready', 'applying', 'applied',"
            " 'undoing', 'undone')",
            name="step_is_known",
        ),
    )
    op.create_index(
        "old_list_open", "old_list", ["due_at"], postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL")
    )  # fmt: skip
    op.create_table(
        "old_row",
        sa.Column("list_id", sa.Uuid(), sa.ForeignKey("old_list.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("cells", ARRAY(sa.Text()), nullable=False),
        sa.Column("verdict", TEXT(), nullable=True),
        sa.Column("troubles", JSONB(), nullable=False),
        sa.Column("notices", JSONB(), nullable=False),
        sa.Column("alike", JSONB(), nullable=False),
        sa.Column("keys", ARRAY(sa.Text()), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "verdict IS NULL OR verdict IN ('open', 'closed', 'trouble', 'before')", name="verdict_is_known"
        ),
    )
    op.create_index("old_row_of_verdict", "old_row", ["list_id", "verdict", "number"])
    op.create_index(
        "old_row_of_case", "old_row", ["referral_id"], unique=True,
        postgresql_where=sa.text("referral_id IS NOT NULL"),
    )  # fmt: skip
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON old_list, old_row TO hub_app")


def downgrade() -> None:
    op.drop_table("old_row")
    op.drop_table("old_list")
    op.execute("DELETE FROM clock WHERE name = 'look_over'")
    # The desk has these; when the case is touched, whatever is due comes back into sight.
    op.execute("UPDATE referral SET next_why = 'decide' WHERE next_why = 'look_over'")
    op.execute("UPDATE referral SET channel = 'phone' WHERE channel = 'list'")
    for table, column, empty, before, _new in CODES:
        _allow(table, column, empty, before)
    op.drop_column("referral", "look_over_since")


def _allow(table: str, column: str, empty: bool, codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    known = f"{column} IN ({listed})"
    op.drop_constraint(f"{column}_is_known", table, type_="check")
    op.create_check_constraint(f"{column}_is_known", table, f"{column} IS NULL OR {known}" if empty else known)
