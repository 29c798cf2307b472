"""Expertise tables: the case as experts read it, who is invited for it, and what was learnt."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()
AT = sa.DateTime(timezone=True)
PURPOSES = (
    "referral", "question", "track", "clb", "carry_on", "session", "places", "table", "agreement", "unsent", "reading",
    "sign_in", "consult", "minutes", "meeting",
)  # fmt: skip


def _purposes(known: tuple[str, ...]) -> None:
    op.drop_constraint("purpose_is_known", "link", type_="check")
    listed = ", ".join(f"'{one}'" for one in known)
    op.create_check_constraint("purpose_is_known", "link", f"purpose IN ({listed})")


def _of_case() -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"]),
    )


def upgrade() -> None:
    _purposes((*PURPOSES, "expert"))
    op.create_table(
        "expert_card",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("approved_at", AT, nullable=False),
        sa.Column("approved_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.PrimaryKeyConstraint("referral_id"),
        *_of_case(),
    )
    op.create_table(
        "expert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("capacity", TEXT, nullable=False),
        sa.Column("email", TEXT, nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("invited_at", AT, nullable=False),
        sa.Column("invited_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("withdrawn_at", AT, nullable=True),
        sa.Column("said", TEXT, nullable=False),
        sa.Column("said_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        *_of_case(),
        sa.CheckConstraint("(said = '') = (said_at IS NULL)", name="said_when"),
    )
    op.create_index("expert_of_case", "expert", ["referral_id", "invited_at"])
    op.create_index("ix_expert_person_id", "expert", ["person_id"])
    op.create_index(
        "expert_invited_once", "expert", ["referral_id", "email"],
        unique=True, postgresql_where=sa.text("withdrawn_at IS NULL AND said_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "learnt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("domains", ARRAY(sa.Text()), nullable=False, server_default="{}"),
        sa.Column("at", AT, nullable=False),
        sa.Column("written_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        *_of_case(),
    )
    op.create_index("learnt_newest", "learnt", ["hub_id", "at"])
    for table in ("expert_card", "expert", "learnt"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO hub_app")


def downgrade() -> None:
    for table in ("learnt", "expert", "expert_card"):
        op.drop_table(table)
    op.execute("DELETE FROM link WHERE purpose = 'expert'")
    _purposes(PURPOSES)
