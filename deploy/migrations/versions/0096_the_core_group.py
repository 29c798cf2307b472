"""A core group reads what waits on the hub itself longer than agreed, and a clock says from when on."""

from alembic import op

revision = "0096"
down_revision = "0095"
branch_labels = None
depends_on = None

ROLES = ("coordinator", "duty_desk", "partner_member", "referrer", "steering_group", "administrator")
CLOCKS = (
    "concept", "clarification", "referrer_answer", "consult", "partner_answer", "start_check", "partner_silence",
    "sign_of_life", "hub_answer", "clb_answer", "look_over", "decision", "capacity", "help_question", "help_answer",
    "minutes_draft", "minutes_reading",
)  # fmt: skip


def _known(table: str, column: str, codes: tuple[str, ...]) -> None:
    op.drop_constraint(f"{column}_is_known", table, type_="check")
    listed = ", ".join(repr(one) for one in codes)
    op.create_check_constraint(f"{column}_is_known", table, f"{column} IN ({listed})")


def upgrade() -> None:
    _known("membership", "role", (*ROLES, "core_group"))
    _known("clock", "name", (*CLOCKS, "hub_silence"))


def downgrade() -> None:
    op.execute("DELETE FROM clock WHERE name = 'hub_silence'")
    op.execute("DELETE FROM membership WHERE role = 'core_group'")
    _known("clock", "name", CLOCKS)
    _known("membership", "role", ROLES)
