"""An import of the official list of schools is kept as one batch: what it would change, what it changed."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "list_import",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", TEXT(), nullable=True),
        sa.Column("parked_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("once_key", TEXT(), nullable=False, unique=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False, index=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("step", TEXT(), nullable=False),
        sa.Column("blob_id", sa.Uuid(), sa.ForeignKey("blob.id"), nullable=True),
        sa.Column("said", TEXT(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("counts", JSONB(), nullable=False),
        sa.Column("with_gone", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "step IN ('reading', 'unreadable', 'ready', 'applying', 'applied', 'undone')", name="step_is_known"
        ),
    )
    op.create_index(
        "list_import_open", "list_import", ["due_at"],
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "import_line",
        sa.Column("import_id", sa.Uuid(), sa.ForeignKey("list_import.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("verdict", TEXT(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("before", JSONB(), nullable=True),
        sa.Column("after", JSONB(), nullable=True),
        sa.Column("reason", TEXT(), nullable=False),
        sa.CheckConstraint("verdict IN ('new', 'changed', 'gone', 'refused')", name="verdict_is_known"),
    )
    op.create_index("import_line_of_verdict", "import_line", ["import_id", "verdict", "number"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON list_import, import_line TO hub_app")


def downgrade() -> None:
    op.drop_table("import_line")
    op.drop_table("list_import")
