"""Calls that the desk notes while they go on, and the answers that a hub has ready."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "quick_answer",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", TEXT(), nullable=False),
        sa.Column("text", TEXT(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("title <> '' AND text <> ''", name="says_something"),
    )
    op.create_index(
        "quick_answer_of_hub", "quick_answer", ["hub_id", "position"], postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_table(
        "noted_call",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False, unique=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("caller", TEXT(), nullable=False),
        sa.Column("said", TEXT(), nullable=False),
        sa.Column("danger", ARRAY(sa.Text()), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("case_version", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Uuid(), sa.ForeignKey("quick_answer.id"), nullable=True),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.CheckConstraint(
            "state IN ('open', 'on_case', 'referral', 'informed', 'nothing')", name="state_is_known"
        ),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_when"),
        sa.CheckConstraint("(state IN ('on_case', 'referral')) = (referral_id IS NOT NULL)", name="on_which_case"),
        sa.CheckConstraint("state <> 'open' OR said <> '' OR caller <> ''", name="open_says_something"),
    )  # fmt: skip
    for name, columns, where in (
        ("noted_call_open", ["hub_id", "started_at"], "state = 'open'"),
        ("noted_call_informed", ["hub_id", "started_at"], "state = 'informed'"),
        ("noted_call_settled", ["settled_at"], "said <> '' OR caller <> ''"),
        ("noted_call_newest", ["hub_id", "started_at"], None),
        ("ix_noted_call_referral_id", ["referral_id"], None),
    ):
        op.create_index(name, "noted_call", columns, postgresql_where=sa.text(where) if where else None)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON quick_answer, noted_call TO hub_app")


def downgrade() -> None:
    op.drop_table("noted_call")
    op.drop_table("quick_answer")
