"""Who directs a case, who works on it as a team, and the client meeting with its own invitees."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()
CASE = ["hub_id", "referral_id"]
PURPOSES = (
    "referral", "question", "track", "clb", "carry_on", "agreement", "session", "places", "unsent", "reading",
    "sign_in", "table", "consult", "minutes",
)  # fmt: skip
WHYS = (
    "finish_concept", "first_talk", "referrer_answers", "appointment", "decide_after_talk", "consult", "table",
    "partners_answer", "review", "hub_answers", "proposal", "start", "sign_of_life", "hold_ends", "tell_and_close",
    "decide", "clb", "look_over", "agreement",
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


def _ids(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Uuid(), nullable=False) for name in names]


def _to(name: str, table: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id"), nullable=nullable)


def upgrade() -> None:
    _known("link", "purpose", (*PURPOSES, "meeting"))
    _known("referral", "next_why", (*WHYS, "client_meeting", "direction"), nullable=True)
    _direction()
    _team()
    _meeting()
    for table in ("case_direction", "team_member", "client_meeting", "meeting_invitee"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO hub_app")


def _direction() -> None:
    op.create_table(
        "case_direction",
        *_ids("id", "hub_id", "referral_id"),
        _to("person_id", "person", nullable=False),
        _to("organisation_id", "organisation"),
        *_text("state"),
        _moment("asked_at", nullable=False),
        _to("asked_by", "person"),
        _moment("due_at"),
        _moment("answered_at"),
        *_text("note"),
        _moment("ended_at"),
        sa.Column("ended_for", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        *_of_case(),
        sa.CheckConstraint("state IN ('asked', 'directs', 'declined', 'ended')", name="state_is_known"),
        sa.CheckConstraint(
            "ended_for IS NULL OR ended_for IN ('handed_on', 'taken_back', 'left', 'closed')", name="ended_for_is_known"
        ),
        sa.CheckConstraint("(state = 'asked') = (due_at IS NOT NULL)", name="asked_by_a_day"),
        sa.CheckConstraint("(state = 'ended') = (ended_for IS NOT NULL)", name="ended_says_why"),
    )
    op.create_index("direction_of_case", "case_direction", ["referral_id"])
    op.create_index(
        "direction_of_person", "case_direction", ["person_id"],
        postgresql_where=sa.text("state IN ('asked','directs')"),
    )  # fmt: skip
    for name, state in (("one_direction_asked", "asked"), ("one_director", "directs")):
        op.create_index(
            name, "case_direction", ["referral_id"], unique=True, postgresql_where=sa.text(f"state = '{state}'")
        )


def _team() -> None:
    op.create_table(
        "team_member",
        *_ids("id", "hub_id", "referral_id"),
        _to("organisation_id", "organisation", nullable=False),
        _to("person_id", "person"),
        _moment("since", nullable=False),
        _to("added_by", "person"),
        _moment("left_at"),
        sa.PrimaryKeyConstraint("id"),
        *_of_case(),
    )
    op.create_index("team_of_case", "team_member", ["referral_id"])
    here = sa.text("left_at IS NULL")
    op.create_index("team_of_organisation", "team_member", ["organisation_id"], postgresql_where=here)
    op.create_index(
        "once_in_a_team", "team_member", ["referral_id", "organisation_id", "person_id"], unique=True,
        postgresql_nulls_not_distinct=True, postgresql_where=here,
    )  # fmt: skip


def _meeting() -> None:
    op.create_table(
        "client_meeting",
        *_ids("id", "hub_id", "referral_id"),
        _moment("at", nullable=False),
        sa.Column("lasts", sa.Integer(), nullable=False),
        *_text("place", "video_link", "agreed"),
        _moment("made_at", nullable=False),
        _to("made_by", "person"),
        _moment("due_at"),
        _moment("held_at"),
        _moment("cancelled_at"),
        sa.PrimaryKeyConstraint("id"),
        *_of_case(),
        sa.UniqueConstraint("hub_id", "id", name="meeting_of_its_hub"),
        sa.CheckConstraint("(held_at IS NULL AND cancelled_at IS NULL) = (due_at IS NOT NULL)", name="watched_ahead"),
    )
    op.create_index("meeting_of_case", "client_meeting", ["referral_id", "at"])
    op.create_index(
        "one_meeting_ahead", "client_meeting", ["referral_id"], unique=True,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )  # fmt: skip
    op.create_table(
        "meeting_invitee",
        *_ids("id", "hub_id", "meeting_id"),
        *_text("kind", "chosen"),
        _to("member_id", "network_person"),
        _to("organisation_id", "organisation"),
        _to("person_id", "person"),
        *_text("name", "capacity", "email", "state"),
        sa.Column("how", TEXT, nullable=True),
        _moment("answered_at"),
        *_text("told"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        _moment("removed_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["hub_id"], ["hub.id"]),
        sa.ForeignKeyConstraint(
            ["hub_id", "meeting_id"], ["client_meeting.hub_id", "client_meeting.id"], name="to_a_meeting_of_its_hub"
        ),
        sa.CheckConstraint("kind IN ('youngster', 'network', 'partner', 'desk')", name="kind_is_known"),
        sa.CheckConstraint("state IN ('invited', 'coming', 'excused', 'present', 'absent')", name="state_is_known"),
        sa.CheckConstraint("how IS NULL OR how IN ('mail', 'link', 'page', 'desk', 'meeting')", name="how_is_known"),
        sa.CheckConstraint("capacity <> ''", name="comes_as_somebody"),
    )
    op.create_index("invitee_of_meeting", "meeting_invitee", ["meeting_id"])
    op.create_index("once_invited", "meeting_invitee", ["meeting_id", "chosen"], unique=True)


def downgrade() -> None:
    for table in ("meeting_invitee", "client_meeting", "team_member", "case_direction"):
        op.drop_table(table)
    op.execute("DELETE FROM link WHERE purpose = 'meeting'")
    op.execute("UPDATE referral SET next_why = 'decide' WHERE next_why IN ('client_meeting', 'direction')")
    _known("link", "purpose", PURPOSES)
    _known("referral", "next_why", WHYS, nullable=True)
