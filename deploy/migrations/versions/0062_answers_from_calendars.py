"""A session may have its own day for invitations; a mail may be an answer to one, from a calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

BEFORE = ("referral", "message", "bounce", "auto_reply", "to_place", "duplicate")


def upgrade() -> None:
    op.add_column("session", sa.Column("invite_on", sa.Date(), nullable=True))
    _outcomes((*BEFORE, "coming"))


def downgrade() -> None:
    # What these said stays known at their sessions; the mail itself is an automatic message as before.
    op.execute("UPDATE raw_mail SET outcome = 'auto_reply', outcome_reason = 'automatic' WHERE outcome = 'coming'")
    _outcomes(BEFORE)
    op.drop_column("session", "invite_on")


def _outcomes(codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    op.drop_constraint("outcome_is_known", "raw_mail", type_="check")
    op.create_check_constraint("outcome_is_known", "raw_mail", f"outcome IS NULL OR outcome IN ({listed})")
