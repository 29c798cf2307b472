"""Who has duty when: the usual week, what goes otherwise, swaps between colleagues, and addresses for calendars."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sa.DateTime(timezone=True)
PARTS = "part IN ('morning', 'afternoon')"


def upgrade() -> None:
    op.create_table(
        "duty_usual",
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), primary_key=True),
        sa.Column("weekday", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("part", TEXT(), primary_key=True),
        sa.Column("since", sa.Date(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint(PARTS, name="part_is_known"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="a_weekday"),
    )
    op.create_table(
        "duty_turn",
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("part", TEXT(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint(PARTS, name="part_is_known"),
    )
    op.create_table(
        "duty_swap",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part", TEXT(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("asked_to", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("back_day", sa.Date(), nullable=True),
        sa.Column("back_part", TEXT(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint(PARTS, name="part_is_known"),
        sa.CheckConstraint("state IN ('asked', 'agreed', 'refused', 'withdrawn')", name="state_is_known"),
        sa.CheckConstraint("(back_day IS NULL) = (back_part IS NULL)", name="both_of_the_other"),
    )
    op.create_index(
        "duty_swap_once", "duty_swap", ["hub_id", "day", "part"], unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )  # fmt: skip
    op.create_index("duty_swap_to", "duty_swap", ["asked_to"], postgresql_where=sa.text("state = 'asked'"))
    op.create_table(
        "duty_feed",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("token_hash", TEXT(), nullable=False, unique=True),
        sa.Column("key_id", TEXT(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
    )
    op.create_index(
        "duty_feed_once", "duty_feed", ["hub_id", "person_id", "whole"], unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )  # fmt: skip
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON duty_usual, duty_turn, duty_swap, duty_feed TO hub_app")


def downgrade() -> None:
    for table in ("duty_feed", "duty_swap", "duty_turn", "duty_usual"):
        op.drop_table(table)
