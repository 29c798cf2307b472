"""What an administrator decided about a name of a school that nobody knew is kept, so that it can be taken back."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "name_decision",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False, index=True),
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("sort_key", TEXT(), nullable=False),
        sa.Column("decision", TEXT(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("followed", JSONB(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decision IN ('added', 'linked', 'dismissed')", name="decision_is_known"),
    )
    op.create_index(
        "name_decided_once", "name_decision", ["hub_id", "kind", "sort_key"], unique=True,
        postgresql_where=sa.text("undone_at IS NULL AND decision = 'dismissed'"),
    )  # fmt: skip
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON name_decision TO hub_app")


def downgrade() -> None:
    op.drop_table("name_decision")
