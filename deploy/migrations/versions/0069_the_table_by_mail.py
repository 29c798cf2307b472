"""Partners read and answer what lies on the table from the link of a letter."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

BEFORE = ("referral", "question", "track", "clb", "session", "unsent", "reading", "sign_in", "places", "carry_on")


def _known(purposes: tuple[str, ...]) -> None:
    op.drop_constraint("purpose_is_known", "link", type_="check")
    listed = ", ".join(f"'{one}'" for one in purposes)
    op.create_check_constraint("purpose_is_known", "link", f"purpose IN ({listed})")


def upgrade() -> None:
    _known((*BEFORE, "table"))
    op.create_table(
        "table_asking",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("items", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["hub_id", "session_id"], ["session.hub_id", "session.id"], name="belongs_to_session_of_its_hub",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("why IN ('agenda', 'owed', 'urgent')", name="why_is_known"),
    )  # fmt: skip
    op.create_index("table_asking_of_session", "table_asking", ["session_id", "organisation_id"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON table_asking TO hub_app")


def downgrade() -> None:
    op.drop_table("table_asking")
    op.execute("DELETE FROM link WHERE purpose = 'table'")
    _known(BEFORE)
