"""The words on which sharing rests, in versions, and under which of them each answer was given."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0073"
down_revision = "0072"
branch_labels = depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = ("sharing_answer", "sharing_ground")


def upgrade() -> None:
    op.create_table(
        "legal_text",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("said", JSONB(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.UniqueConstraint("hub_id", "version", name="legal_versions_are_counted"),
        sa.CheckConstraint("version > 0", name="begun_with_zero"),
    )
    op.execute("GRANT SELECT, INSERT ON legal_text TO hub_app")
    for table in TABLES:
        op.add_column(table, sa.Column("text_version", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "text_version")
    op.drop_table("legal_text")
