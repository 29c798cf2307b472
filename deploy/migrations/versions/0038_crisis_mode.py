"""A hub has a crisis mode with its days, in which a NAFT track may begin without the CLB; that is counted."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

STANDS = "clb_stands IS NULL OR clb_stands IN ('waits', 'agreed', 'refused'{more})"
STATES = "state IN ('unknown', 'asked', 'call', 'agreed', 'takes_over', 'refused', {more}'withdrawn')"


def upgrade() -> None:
    op.add_column("hub", sa.Column("crisis_from", sa.Date(), nullable=True))
    op.add_column("hub", sa.Column("crisis_until", sa.Date(), nullable=True))
    op.create_check_constraint(
        "crisis_in_order", "hub", "(crisis_from IS NULL) = (crisis_until IS NULL) AND crisis_from <= crisis_until"
    )
    op.add_column("referral_fact", sa.Column("clb_waived", sa.Boolean(), server_default=sa.false(), nullable=False))
    _allow(", 'waived'", "'waived', ")


def downgrade() -> None:
    op.execute("UPDATE referral SET clb_stands = 'waits' WHERE clb_stands = 'waived'")
    op.execute("UPDATE clb_question SET state = 'withdrawn' WHERE state = 'waived'")
    _allow("", "")
    op.drop_column("referral_fact", "clb_waived")
    op.drop_constraint("crisis_in_order", "hub", type_="check")
    op.drop_column("hub", "crisis_until")
    op.drop_column("hub", "crisis_from")


def _allow(stands: str, state: str) -> None:
    op.drop_constraint("clb_stands_is_known", "referral", type_="check")
    op.create_check_constraint("clb_stands_is_known", "referral", STANDS.format(more=stands))
    op.drop_constraint("state_is_known", "clb_question", type_="check")
    op.create_check_constraint("state_is_known", "clb_question", STATES.format(more=state))
