"""Experts at the session: when their point comes, what their calendar knows, whether they come and came."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()
HOW = "'link', 'page', 'mail', 'desk', 'meeting'"


def upgrade() -> None:
    op.add_column("expert_card", sa.Column("begins_after", sa.Integer(), nullable=True))
    op.add_column("expert_card", sa.Column("takes", sa.Integer(), nullable=True))
    op.create_check_constraint("point_in_minutes", "expert_card", "begins_after >= 0 AND takes > 0")
    op.add_column("expert", sa.Column("told", TEXT, nullable=False, server_default=""))
    op.add_column("expert", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("expert", sa.Column("coming", sa.String(), nullable=True))
    op.add_column("expert", sa.Column("coming_how", sa.String(), nullable=True))
    op.add_column("expert", sa.Column("coming_at", sa.DateTime(timezone=True), nullable=True))
    for column in ("told", "sequence"):
        op.alter_column("expert", column, server_default=None)
    op.create_check_constraint("coming_is_known", "expert", "coming IS NULL OR coming IN ('coming', 'excused')")
    op.create_check_constraint(
        "coming_how_is_known", "expert", f"coming_how IS NULL OR coming_how IN ({HOW})"
    )  # fmt: skip
    op.create_check_constraint("coming_says_how", "expert", "(coming IS NULL) = (coming_at IS NULL)")
    op.add_column("session_guest", sa.Column("expert_id", sa.Uuid(), sa.ForeignKey("expert.id"), nullable=True))
    op.create_index(
        "guest_is_expert", "session_guest", ["expert_id"], unique=True,
        postgresql_where=sa.text("expert_id IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("guest_is_expert", "session_guest")
    op.drop_column("session_guest", "expert_id")
    for name in ("coming_says_how", "coming_how_is_known", "coming_is_known"):
        op.drop_constraint(name, "expert", type_="check")
    for column in ("coming_at", "coming_how", "coming", "sequence", "told"):
        op.drop_column("expert", column)
    op.drop_constraint("point_in_minutes", "expert_card", type_="check")
    for column in ("takes", "begins_after"):
        op.drop_column("expert_card", column)
