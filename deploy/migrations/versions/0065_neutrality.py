"""The neutrality record: who was considered for a case in a round, in which order, and what fitted then."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "considered",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("among", sa.Integer(), nullable=False),
        sa.Column("verdict", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("offers", JSONB(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.ForeignKeyConstraint(["hub_id", "session_id"], ["session.hub_id", "session.id"]),
        sa.UniqueConstraint("referral_id", "round", "organisation_id", name="considered_once_a_round"),
        sa.CheckConstraint("place BETWEEN 1 AND among", name="place_among_the_others"),
        sa.CheckConstraint("verdict IN ('fits','unknown','not','none')", name="verdict_is_known"),
    )
    op.create_index("considered_when", "considered", ["hub_id", "at"])
    # Written once, never changed: the record proves nothing that could be altered afterwards.
    op.execute("GRANT SELECT, INSERT, DELETE ON considered TO hub_app")


def downgrade() -> None:
    op.drop_table("considered")
