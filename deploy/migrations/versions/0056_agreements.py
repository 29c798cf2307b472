"""What municipalities co-fund, each change as a row of its own, and which functions of a hub ask for it."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
FUNCTIONS = "'information', 'registration', 'dispatching', 'consulting', 'expertise', 'network'"


def upgrade() -> None:
    op.add_column(
        "hub",
        sa.Column(
            "extra_functions", postgresql.ARRAY(sa.Text()), nullable=False,
            server_default="{consulting,expertise,network}",
        ),
    )  # fmt: skip
    op.create_table(
        "municipal_agreement",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("nis", TEXT(), nullable=False),
        sa.Column("stage", TEXT(), nullable=False),
        sa.Column("functions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=False),
        sa.Column("until_year", sa.Integer(), nullable=True),
        sa.Column("note", TEXT(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("stage IN ('in_talks', 'on_hold', 'agreed', 'ended')", name="stage_is_known"),
        sa.CheckConstraint("until_year IS NULL OR from_year <= until_year", name="years_in_order"),
        sa.CheckConstraint(
            f"functions <@ ARRAY[{FUNCTIONS}]::text[] AND functions <> '{{}}'", name="functions_are_known"
        ),
    )
    op.create_index(
        "agreement_as_it_stands", "municipal_agreement", ["agreement_id"], unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )  # fmt: skip
    op.create_index("agreement_of_municipality", "municipal_agreement", ["hub_id", "nis"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON municipal_agreement TO hub_app")


def downgrade() -> None:
    op.drop_table("municipal_agreement")
    op.drop_column("hub", "extra_functions")
