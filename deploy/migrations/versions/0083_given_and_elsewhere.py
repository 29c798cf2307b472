"""An agreement that the desk put off after its owner left, and of which hub the referral is that a consult became."""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

HERE, THERE = "became_a_referral_here", "became_a_referral_there"


def upgrade() -> None:
    op.add_column("plan_agreement", sa.Column("left_seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("consult", sa.Column("became_hub_id", sa.Uuid(), nullable=True))
    op.execute("UPDATE consult SET became_hub_id = hub_id WHERE became_id IS NOT NULL")
    op.drop_constraint(HERE, "consult", type_="foreignkey")
    op.create_foreign_key(None, "consult", "hub", ["became_hub_id"], ["id"])
    op.create_foreign_key(THERE, "consult", "referral", ["became_hub_id", "became_id"], ["hub_id", "id"])
    op.create_check_constraint("became_at_a_hub", "consult", "(became_id IS NULL) = (became_hub_id IS NULL)")


def downgrade() -> None:
    op.drop_constraint("became_at_a_hub", "consult", type_="check")
    op.drop_constraint(THERE, "consult", type_="foreignkey")
    op.execute("UPDATE consult SET became_id = NULL WHERE became_hub_id <> hub_id")
    op.drop_column("consult", "became_hub_id")
    op.create_foreign_key(HERE, "consult", "referral", ["hub_id", "became_id"], ["hub_id", "id"])
    op.drop_column("plan_agreement", "left_seen_at")
