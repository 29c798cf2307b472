"""Who was informed and agreed before partners read a table card, and on which ground each of them reads it."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()


def upgrade() -> None:
    op.add_column("table_card", sa.Column("before_record", sa.Boolean(), nullable=False, server_default=sa.false()))
    # What partners could read yesterday they read today; the next text of that card wants the record.
    op.execute("UPDATE table_card SET before_record = true WHERE approved_at IS NOT NULL")
    of_case = sa.ForeignKeyConstraint(
        ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
    )
    op.create_table(
        "sharing_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("whose", TEXT, nullable=False),
        sa.Column("said", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("asked_by", TEXT, nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("how", TEXT, nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        of_case,
        sa.CheckConstraint("about IN ('informed', 'share', 'start')", name="about_is_known"),
        sa.CheckConstraint("whose IN ('youngster', 'parents')", name="whose_is_known"),
        sa.CheckConstraint("said IN ('yes', 'no', 'not_reached', 'not_asked')", name="said_is_known"),
        sa.CheckConstraint("how IN ('talk', 'phone', 'written', 'referrer')", name="how_is_known"),
        sa.CheckConstraint("said = 'yes' OR reason <> ''", name="says_why_not"),
    )
    op.create_index("sharing_answer_of_case", "sharing_answer", ["referral_id", "noted_at"])
    op.create_index(
        "one_answer_that_counts", "sharing_answer", ["referral_id", "about", "whose"], unique=True,
        postgresql_where=sa.text("replaced_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "sharing_ground",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("gets", TEXT, nullable=False),
        sa.Column("bound", sa.Boolean(), nullable=False),
        sa.Column("same_care", sa.Boolean(), nullable=False),
        sa.Column("serves", sa.Boolean(), nullable=False),
        sa.Column("only_needed", sa.Boolean(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.PrimaryKeyConstraint("referral_id", "organisation_id"),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.CheckConstraint("gets IN ('card', 'agreed', 'outcome', 'nothing')", name="gets_is_known"),
        sa.CheckConstraint(
            "gets <> 'card' OR (bound AND same_care AND serves AND only_needed)", name="secrecy_is_shared"
        ),
        sa.CheckConstraint("gets <> 'agreed' OR only_needed", name="only_what_is_needed"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON sharing_answer, sharing_ground TO hub_app")


def downgrade() -> None:
    op.drop_table("sharing_ground")
    op.drop_table("sharing_answer")
    op.drop_column("table_card", "before_record")
