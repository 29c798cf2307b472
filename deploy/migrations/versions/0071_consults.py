"""Consults: the question as others read it, who was asked what they think, and what came of it."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()
AT = sa.DateTime(timezone=True)
PURPOSES = (
    "referral", "question", "track", "clb", "carry_on", "session", "places", "table", "agreement", "unsent", "reading",
    "sign_in",
)  # fmt: skip
KINDS = "'mail_in','call','talk','note','decision','answer','form'"
PARKED = "'waiting_list','client_meeting','expertise_table'"


def _purposes(known: tuple[str, ...]) -> None:
    op.drop_constraint("purpose_is_known", "link", type_="check")
    listed = ", ".join(f"'{one}'" for one in known)
    op.create_check_constraint("purpose_is_known", "link", f"purpose IN ({listed})")


def _kinds(known: str, unread: str) -> None:
    op.drop_constraint("kind_is_known", "message", type_="check")
    op.create_check_constraint("kind_is_known", "message", f"kind IN ({known})")
    op.drop_index("message_unread", "message")
    where = sa.text(f"seen_at IS NULL AND kind IN ({unread})")
    op.create_index("message_unread", "message", ["hub_id", "at"], postgresql_where=where)


def _plans(known: str) -> None:
    op.drop_constraint("stage_waits", "planned_follow_up", type_="check")
    op.create_check_constraint("stage_waits", "planned_follow_up", f"stage IN ({known})")


def _of_case() -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"]),
    )


def upgrade() -> None:
    _purposes((*PURPOSES, "consult"))
    _kinds(f"{KINDS},'consult'", "'mail_in','form','consult'")
    _plans(f"{PARKED},'consult'")
    op.create_table(
        "consult",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", AT, nullable=False),
        sa.Column("question", TEXT, nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("became_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("referral_id"),
        *_of_case(),
        sa.ForeignKeyConstraint(
            ["hub_id", "became_id"], ["referral.hub_id", "referral.id"], name="became_a_referral_here"
        ),
        sa.CheckConstraint("became_id <> referral_id", name="became_another"),
    )
    op.create_index(
        "consult_became", "consult", ["became_id"], unique=True, postgresql_where=sa.text("became_id IS NOT NULL")
    )
    op.create_index("consult_begun", "consult", ["hub_id", "began_at"])
    op.create_table(
        "consult_ask",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("asked_at", AT, nullable=False),
        sa.Column("asked_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.Column("answer", TEXT, nullable=False),
        sa.Column("answered_at", AT, nullable=True),
        sa.Column("answered_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("message_id", sa.Uuid(), sa.ForeignKey("message.id"), nullable=True),
        sa.Column("withdrawn_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        *_of_case(),
        sa.CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answered_when"),
    )
    op.create_index("consult_ask_of_case", "consult_ask", ["referral_id", "asked_at"])
    op.create_index("consult_ask_of_organisation", "consult_ask", ["organisation_id", "asked_at"])
    op.create_index("ix_consult_ask_person_id", "consult_ask", ["person_id"])
    op.create_index(
        "consult_asked_once", "consult_ask", ["referral_id", sa.text("COALESCE(person_id, organisation_id)")],
        unique=True, postgresql_where=sa.text("withdrawn_at IS NULL AND answered_at IS NULL"),
    )  # fmt: skip
    for table in ("consult", "consult_ask"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO hub_app")
    # Every case that is or was a consult has one, so that lists and figures count them all.
    op.execute(
        "INSERT INTO consult (referral_id, hub_id, began_at, question)"
        " SELECT r.id, r.hub_id, min(l.at), '' FROM referral r JOIN ledger l ON l.referral_id = r.id"
        " WHERE l.noun = 'referral' AND l.to_stage = 'consult' GROUP BY r.id, r.hub_id"
    )


def downgrade() -> None:
    op.drop_table("consult_ask")
    op.drop_table("consult")
    op.execute("DELETE FROM planned_follow_up WHERE stage = 'consult'")
    _plans(PARKED)
    op.execute("UPDATE message SET kind = 'note' WHERE kind = 'consult'")
    _kinds(KINDS, "'mail_in','form'")
    op.execute("DELETE FROM link WHERE purpose = 'consult'")
    _purposes(PURPOSES)
