"""What a person decided about two youngsters who look alike is kept."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "told_apart",
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("verdict", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("one_id", "other_id"),
        sa.CheckConstraint("verdict IN ('same', 'sibling', 'other')", name="verdict_is_known"),
        sa.CheckConstraint("one_id < other_id", name="lower_id_first"),
        sa.ForeignKeyConstraint(
            ["hub_id", "one_id"], ["youngster.hub_id", "youngster.id"], name="one_at_the_hub", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["hub_id", "other_id"], ["youngster.hub_id", "youngster.id"], name="other_at_the_hub", ondelete="CASCADE"
        ),
    )
    op.create_index("told_apart_other", "told_apart", ["other_id"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON told_apart TO hub_app")


def downgrade() -> None:
    op.drop_table("told_apart")
