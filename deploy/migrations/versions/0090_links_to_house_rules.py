"""Links behind which a partner accepts the house rules, and reads why it was not chosen."""

from alembic import op

revision = "0090"
down_revision = "0089"
branch_labels = None
depends_on = None

PURPOSES = (
    "referral", "question", "track", "clb", "carry_on", "agreement", "expert", "consult", "meeting", "session", "table",
    "places", "minutes", "partner", "unsent", "reading", "sign_in", "help",
)  # fmt: skip
WHY = ("agenda", "owed", "urgent")


def _purposes(codes: tuple[str, ...]) -> None:
    op.drop_constraint("purpose_is_known", "link", type_="check")
    listed = ", ".join(f"'{one}'" for one in codes)
    op.create_check_constraint("purpose_is_known", "link", f"purpose IN ({listed})")


def _why(codes: tuple[str, ...]) -> None:
    op.drop_constraint("why_is_known", "table_asking", type_="check")
    listed = ", ".join(f"'{one}'" for one in codes)
    op.create_check_constraint("why_is_known", "table_asking", f"why IN ({listed})")


def upgrade() -> None:
    _purposes((*PURPOSES, "rules"))
    _why((*WHY, "not_chosen"))


def downgrade() -> None:
    op.execute("DELETE FROM link WHERE purpose = 'rules'")
    _purposes(PURPOSES)
    op.execute("DELETE FROM link WHERE noun_id IN (SELECT id FROM table_asking WHERE why = 'not_chosen')")
    op.execute("DELETE FROM table_asking WHERE why = 'not_chosen'")
    _why(WHY)
