"""Partners are asked by letter whether their places are still right."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

BEFORE = ("referral", "question", "track", "clb", "session", "unsent", "reading", "sign_in")


def _known(purposes: tuple[str, ...]) -> None:
    op.drop_constraint("purpose_is_known", "link", type_="check")
    listed = ", ".join(f"'{one}'" for one in purposes)
    op.create_check_constraint("purpose_is_known", "link", f"purpose IN ({listed})")


def upgrade() -> None:
    _known((*BEFORE, "places"))
    op.create_table(
        "capacity_question",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("capacity_question_last", "capacity_question", ["organisation_id", "asked_at"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON capacity_question TO hub_app")


def downgrade() -> None:
    op.drop_table("capacity_question")
    op.execute("DELETE FROM link WHERE purpose = 'places'")
    _known(BEFORE)
