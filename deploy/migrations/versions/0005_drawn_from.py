"""One form or call may speak of several youngsters, and a case that was made twice closes as that."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OUTCOMES = (
    "outcome IS NULL OR outcome IN ('talk_was_enough', 'consult_answered', 'not_for_us', 'withdrawn',"
    " 'referred_elsewhere', 'other_hub', 'tracks_ended'{more})"
)


def upgrade() -> None:
    op.add_column("referral", sa.Column("drawn_from_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "drawn_at_the_same_hub", "referral", "referral", ["hub_id", "drawn_from_id"], ["hub_id", "id"]
    )  # fmt: skip
    op.create_index(
        "referral_drawn_from", "referral", ["drawn_from_id"], postgresql_where=sa.text("drawn_from_id IS NOT NULL")
    )  # fmt: skip
    op.drop_constraint("outcome_is_known", "referral", type_="check")
    op.create_check_constraint("outcome_is_known", "referral", OUTCOMES.format(more=", 'double'"))


def downgrade() -> None:
    op.drop_constraint("outcome_is_known", "referral", type_="check")
    op.execute("UPDATE referral SET outcome = 'withdrawn' WHERE outcome = 'double'")
    op.create_check_constraint("outcome_is_known", "referral", OUTCOMES.format(more=""))
    op.drop_index("referral_drawn_from", table_name="referral")
    op.drop_constraint("drawn_at_the_same_hub", "referral", type_="foreignkey")
    op.drop_column("referral", "drawn_from_id")
