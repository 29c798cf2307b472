"""An agreement of the minutes of a case is watched like those of its plan: at which session it was agreed, whose in words."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()


def upgrade() -> None:
    op.add_column("plan_agreement", sa.Column("session_id", sa.Uuid(), nullable=True))
    op.add_column("plan_agreement", sa.Column("owner_words", TEXT, nullable=False, server_default=""))
    op.create_foreign_key(
        "agreed_at_session", "plan_agreement", "session", ["hub_id", "session_id"], ["hub_id", "id"]
    )  # fmt: skip
    op.create_index(
        "agreement_of_session", "plan_agreement", ["session_id"],
        postgresql_where=sa.text("session_id IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("agreement_of_session", table_name="plan_agreement")
    op.drop_constraint("agreed_at_session", "plan_agreement", type_="foreignkey")
    op.drop_column("plan_agreement", "owner_words")
    op.drop_column("plan_agreement", "session_id")
