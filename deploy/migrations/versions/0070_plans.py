"""The network around a youngster, and a plan of which each agreement has an owner, a day and somebody who watches it."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()
CASE = ["hub_id", "referral_id"]
PURPOSES = (
    "referral",
    "question",
    "track",
    "clb",
    "carry_on",
    "session",
    "places",
    "unsent",
    "reading",
    "sign_in",
    "table",
)
WHYS = (
    "finish_concept", "first_talk", "referrer_answers", "appointment", "decide_after_talk", "consult", "table",
    "partners_answer", "review", "hub_answers", "proposal", "start", "sign_of_life", "hold_ends", "tell_and_close",
    "decide", "clb", "look_over",
)  # fmt: skip
REASONS = (
    "new", "declined", "not_started", "silent", "stalled", "stopped_early", "postponed", "not_taken_over",
    "handed_back", "on_purpose", "hold_over", "promised", "urgent",
)  # fmt: skip


def _known(table: str, column: str, codes: tuple[str, ...], *, nullable: bool = False) -> None:
    op.drop_constraint(f"{column}_is_known", table, type_="check")
    allowed = f"{column} IN ({', '.join(repr(one) for one in codes)})"
    op.create_check_constraint(f"{column}_is_known", table, f"{column} IS NULL OR {allowed}" if nullable else allowed)


def _of_case() -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(CASE, ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"]),
    )


def _moment(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, TEXT, nullable=False) for name in names]


def _ids() -> list[sa.Column]:
    return [sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "hub_id", "referral_id")]


def upgrade() -> None:
    _known("link", "purpose", (*PURPOSES, "agreement"))
    _known("referral", "next_why", (*WHYS, "agreement"), nullable=True)
    _known("agenda_item", "reason", (*REASONS, "agreement"))
    op.create_table(
        "network_person",
        *_ids(), *_text("name", "relation", "role"),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=True),
        sa.Column("near", sa.Integer(), nullable=False),
        *_text("trusted", "knows", "why_not", "email", "phone"),
        _moment("made_at", nullable=False),
        sa.Column("made_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        _moment("removed_at"),
        sa.PrimaryKeyConstraint("id"),
        *_of_case(),
        sa.CheckConstraint(
            "relation IN ('youngster', 'parent', 'family', 'friend', 'school', 'clb', 'care', 'service', 'other')",
            name="relation_is_known",
        ),
        sa.CheckConstraint("trusted IN ('yes', 'no', 'unknown')", name="trusted_is_known"),
        sa.CheckConstraint("knows IN ('yes', 'no', 'not_yet')", name="knows_is_known"),
        sa.CheckConstraint("near BETWEEN 1 AND 3", name="near_is_a_ring"),
        sa.CheckConstraint("name <> ''", name="has_a_name"),
        sa.CheckConstraint("knows <> 'no' OR why_not <> ''", name="says_why_not"),
        sa.UniqueConstraint(*CASE, "id", name="network_of_its_case"),
    )  # fmt: skip
    op.create_index("network_of_case", "network_person", ["referral_id"])
    op.create_index(
        "one_youngster_in_the_middle", "network_person", ["referral_id"], unique=True,
        postgresql_where=sa.text("relation = 'youngster' AND removed_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "plan_goal",
        *_ids(), *_text("domain", "words", "stands"),
        _moment("made_at", nullable=False),
        sa.Column("made_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        _moment("ended_at"),
        sa.PrimaryKeyConstraint("id"),
        *_of_case(),
        sa.CheckConstraint(
            "domain IN ('school', 'work', 'home', 'mental_health', 'means', 'leisure')", name="domain_is_known"
        ),
        sa.CheckConstraint("stands IN ('open', 'done', 'dropped')", name="stands_is_known"),
        sa.CheckConstraint("words <> ''", name="says_what"),
        sa.UniqueConstraint(*CASE, "id", name="goal_of_its_case"),
    )  # fmt: skip
    op.create_index("goal_of_case", "plan_goal", ["referral_id"])
    op.create_table(
        "plan_agreement",
        *_ids(),
        sa.Column("goal_id", sa.Uuid(), nullable=True),
        *_text("what", "owner"),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=True),
        sa.Column("by", sa.Date(), nullable=False),
        sa.Column("times_moved", sa.Integer(), nullable=False),
        *_text("stands"),
        _moment("made_at", nullable=False),
        sa.Column("made_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        _moment("ended_at"),
        *_text("end_note", "last_word"),
        _moment("due_at"),
        sa.Column("rung", sa.Integer(), nullable=False),
        _moment("asked_at"),
        sa.Column("times_asked", sa.Integer(), nullable=False),
        _moment("stalled_at"),
        sa.Column("stalled_for", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        *_of_case(),
        sa.ForeignKeyConstraint(
            [*CASE, "goal_id"], [f"plan_goal.{one}" for one in (*CASE, "id")], name="for_a_goal_of_its_case"
        ),
        sa.ForeignKeyConstraint(
            [*CASE, "member_id"], [f"network_person.{one}" for one in (*CASE, "id")], name="owner_of_its_case"
        ),
        sa.CheckConstraint("owner IN ('youngster', 'parents', 'network', 'partner', 'desk')", name="owner_is_known"),
        sa.CheckConstraint("stands IN ('open', 'done', 'dropped')", name="stands_is_known"),
        sa.CheckConstraint(
            "stalled_for IS NULL OR stalled_for IN ('silence', 'stuck', 'moved')", name="stalled_for_is_known"
        ),
        sa.CheckConstraint("what <> ''", name="says_what"),
        sa.CheckConstraint("(stands = 'open') = (due_at IS NOT NULL)", name="watched_while_open"),
        sa.CheckConstraint("(owner = 'network') = (member_id IS NOT NULL)", name="somebody_of_the_network"),
        sa.CheckConstraint("(owner = 'partner') = (organisation_id IS NOT NULL)", name="which_partner"),
        sa.CheckConstraint("(stalled_at IS NULL) = (stalled_for IS NULL)", name="stalled_says_why"),
        sa.CheckConstraint("stalled_at IS NULL OR stands = 'open'", name="only_open_ones_stall"),
        sa.CheckConstraint("stands <> 'dropped' OR end_note <> ''", name="dropped_says_why"),
    )  # fmt: skip
    op.create_index("agreement_of_case", "plan_agreement", ["referral_id"])
    op.create_index("agreement_due", "plan_agreement", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL"))
    op.create_index(
        "agreement_stalled", "plan_agreement", ["hub_id", "stalled_at"],
        postgresql_where=sa.text("stalled_at IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "agreement_of_partner", "plan_agreement", ["organisation_id"], postgresql_where=sa.text("due_at IS NOT NULL")
    )
    for table in ("network_person", "plan_goal", "plan_agreement"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO hub_app")


def downgrade() -> None:
    op.drop_table("plan_agreement")
    op.drop_table("plan_goal")
    op.drop_table("network_person")
    op.execute("DELETE FROM link WHERE purpose = 'agreement'")
    op.execute("UPDATE referral SET next_why = 'decide' WHERE next_why = 'agreement'")
    op.execute("UPDATE agenda_item SET reason = 'stalled' WHERE reason = 'agreement'")
    op.execute("UPDATE referral SET reopened_for = 'stalled' WHERE reopened_for = 'agreement'")
    _known("link", "purpose", PURPOSES)
    _known("referral", "next_why", WHYS, nullable=True)
    _known("agenda_item", "reason", REASONS)
