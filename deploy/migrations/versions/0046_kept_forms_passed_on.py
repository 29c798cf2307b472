"""A form that was kept can be passed to a colleague, who goes on with it behind a link of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unsent_share",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("unsent_form_id", sa.Uuid(), sa.ForeignKey("unsent_form.id", ondelete="CASCADE"), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index(
        "one_colleague_at_a_time", "unsent_share", ["unsent_form_id"], unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip
    op.create_index("ix_unsent_share_unsent_form_id", "unsent_share", ["unsent_form_id"])
    op.create_index("ix_unsent_share_address", "unsent_share", ["address"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON unsent_share TO hub_app")


def downgrade() -> None:
    op.execute("DELETE FROM link USING unsent_share WHERE link.noun_id = unsent_share.id")
    op.drop_table("unsent_share")
