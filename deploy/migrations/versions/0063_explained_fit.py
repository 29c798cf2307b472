"""An offer says what it serves, in which languages and how one gets there; the rule by which it fits is data of a hub."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
LISTS = ("needs", "domains", "languages", "reaches")
FUNCTIONS = "'information', 'registration', 'dispatching', 'consulting', 'expertise', 'network'"


def upgrade() -> None:
    op.add_column("offer", sa.Column("function", TEXT(), nullable=False, server_default="dispatching"))
    for name in LISTS:
        op.add_column("offer", sa.Column(name, postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.add_column("offer", sa.Column("with_interpreter", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("offer", sa.Column("waiting_weeks", sa.Integer(), nullable=True))
    op.create_check_constraint("function_is_known", "offer", f"function IN ({FUNCTIONS})")
    op.create_check_constraint("wait_is_sane", "offer", "waiting_weeks BETWEEN 0 AND 104")
    op.create_table(
        "fit_rule",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rule", postgresql.JSONB(), nullable=False),
        sa.Column("note", TEXT(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.UniqueConstraint("hub_id", "version", name="one_rule_a_version"),
        sa.CheckConstraint("version > 0", name="counted_from_one"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON fit_rule TO hub_app")


def downgrade() -> None:
    op.drop_table("fit_rule")
    op.drop_constraint("wait_is_sane", "offer", type_="check")
    op.drop_constraint("function_is_known", "offer", type_="check")
    for name in ("waiting_weeks", "with_interpreter", *LISTS, "function"):
        op.drop_column("offer", name)
