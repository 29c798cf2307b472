"""Case teams of which somebody left without a colleague, and agreements of which the owner is not there any more."""

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None

STALLED = ("silence", "stuck", "moved")


def _stalled(codes: tuple[str, ...]) -> None:
    op.drop_constraint("stalled_for_is_known", "plan_agreement", type_="check")
    known = ", ".join(f"'{one}'" for one in codes)
    op.create_check_constraint(
        "stalled_for_is_known", "plan_agreement", f"stalled_for IS NULL OR stalled_for IN ({known})"
    )


def upgrade() -> None:
    _stalled((*STALLED, "left"))
    op.add_column("team_member", sa.Column("nobody_since", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint("left_before_nobody", "team_member", "nobody_since IS NULL OR left_at IS NOT NULL")
    op.create_index(
        "team_left", "team_member", ["hub_id", "nobody_since"],
        postgresql_where=sa.text("nobody_since IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("team_left", "team_member")
    op.drop_constraint("left_before_nobody", "team_member", type_="check")
    op.drop_column("team_member", "nobody_since")
    op.execute("UPDATE plan_agreement SET stalled_for = 'silence' WHERE stalled_for = 'left'")
    _stalled(STALLED)
