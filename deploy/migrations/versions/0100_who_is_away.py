"""Which coordinator is away, from when until when, and who stands in; letters are found by whom they went to."""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0099"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.CheckConstraint("first <= last AND last <= first + 366", name="ends_after_it_begins"),
        sa.CheckConstraint("deputy_id <> person_id", name="deputy_is_another"),
    )
    op.create_index("absence_of_hub", "absence", ["hub_id", "last"], postgresql_where=sa.text("withdrawn_at IS NULL"))
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON absence TO hub_app")
    op.create_index("letter_to", "letter", ["to_address", "written_at"])


def downgrade() -> None:
    op.drop_index("letter_to", "letter")
    op.drop_table("absence")
