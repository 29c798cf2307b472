"""What a table speaks of now, since when, and with which partner it begins."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("agenda_item", sa.Column("turn", sa.Integer(), nullable=True))
    op.add_column("agenda_item", sa.Column("began_at", MOMENT, nullable=True))
    op.add_column("agenda_item", sa.Column("left_at", MOMENT, nullable=True))
    op.create_check_constraint("left_after_it_began", "agenda_item", "left_at IS NULL OR began_at IS NOT NULL")
    op.create_index(
        "one_case_has_the_floor", "agenda_item", ["session_id"], unique=True,
        postgresql_where=sa.text("began_at IS NOT NULL AND left_at IS NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("one_case_has_the_floor", "agenda_item")
    op.drop_constraint("left_after_it_began", "agenda_item", type_="check")
    for column in ("left_at", "began_at", "turn"):
        op.drop_column("agenda_item", column)
