"""What a person says of a value that was found beside a label in a mail is kept, so that it is not offered again."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "found_mark",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("section", TEXT(), nullable=False),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("person", TEXT(), nullable=False),
        sa.Column("verdict", TEXT(), nullable=False),
        sa.Column("value_key", TEXT(), nullable=False),
        sa.Column("changed", JSONB(), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.CheckConstraint("verdict IN ('taken', 'wrong')", name="verdict_is_known"),
        sa.UniqueConstraint("referral_id", "value_key", name="found_mark_once"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON found_mark TO hub_app")


def downgrade() -> None:
    op.drop_table("found_mark")
