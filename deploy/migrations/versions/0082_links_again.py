"""A link to all that is open for a partner that lost its letters."""

from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None

PURPOSES = (
    "referral", "question", "track", "clb", "carry_on", "agreement", "expert", "consult", "meeting", "session", "table",
    "places", "minutes", "unsent", "reading", "sign_in",
)  # fmt: skip


def _purposes(codes: tuple[str, ...]) -> None:
    op.drop_constraint("purpose_is_known", "link", type_="check")
    listed = ", ".join(f"'{one}'" for one in codes)
    op.create_check_constraint("purpose_is_known", "link", f"purpose IN ({listed})")


def upgrade() -> None:
    _purposes((*PURPOSES, "partner"))


def downgrade() -> None:
    op.execute("DELETE FROM link WHERE purpose = 'partner'")
    _purposes(PURPOSES)
