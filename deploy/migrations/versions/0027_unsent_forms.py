"""The first step of a form may be kept and sent later."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

PURPOSES = "purpose IN ('referral', 'question', 'track', {more}'sign_in')"


def upgrade() -> None:
    op.create_table(
        "unsent_form",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.Column("typed", JSONB(), nullable=False),
        sa.Column("mailed_to", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("form_key"),
        sa.CheckConstraint("referral_id IS NULL OR typed = '{}'", name="empty_once_sent"),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
    )
    op.create_index("unsent_form_by_age", "unsent_form", ["saved_at"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON unsent_form TO hub_app")
    op.drop_constraint("purpose_is_known", "link", type_="check")
    op.create_check_constraint("purpose_is_known", "link", PURPOSES.format(more="'unsent', "))


def downgrade() -> None:
    op.execute("DELETE FROM link WHERE purpose = 'unsent'")
    op.drop_constraint("purpose_is_known", "link", type_="check")
    op.create_check_constraint("purpose_is_known", "link", PURPOSES.format(more=""))
    op.drop_table("unsent_form")
