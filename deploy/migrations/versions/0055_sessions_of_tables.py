"""Tables have a kind, a rhythm and people on their seats; sessions know who is expected and who was there."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sa.DateTime(timezone=True)
LINKS = ("referral", "question", "track", "clb", "unsent", "reading", "sign_in")
TABLE_CHECKS = {
    "kind_is_known": "kind IN ('naft_dispatch', 'expertise', 'consult', 'client_meeting', 'steering')",
    "rhythm_is_known": "rhythm IN ('weekly', 'fortnightly', 'monthly')",
    "monthly_says_which": "rhythm <> 'monthly' OR nth BETWEEN 1 AND 5",
    "fortnights_are_counted": "rhythm <> 'fortnightly' OR counted_from IS NOT NULL",
}


def upgrade() -> None:
    # Tables as they are: NAFT dispatch, every week on their weekday, when they have one.
    op.add_column("dispatch_table", sa.Column("kind", TEXT(), server_default="naft_dispatch", nullable=False))
    op.add_column("dispatch_table", sa.Column("rhythm", TEXT(), server_default="weekly", nullable=False))
    op.add_column("dispatch_table", sa.Column("nth", sa.Integer(), nullable=True))
    op.add_column("dispatch_table", sa.Column("counted_from", sa.Date(), nullable=True))
    op.add_column("dispatch_table", sa.Column("invite_before", sa.Integer(), server_default="14", nullable=False))
    for table in ("dispatch_table", "session"):
        op.add_column(table, sa.Column("lasts", sa.Integer(), server_default="120", nullable=False))
        op.add_column(table, sa.Column("video_link", TEXT(), server_default="", nullable=False))
        op.add_column(table, sa.Column("chair_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True))
        op.add_column(table, sa.Column("reporter_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True))
    for name, rule in TABLE_CHECKS.items():
        op.create_check_constraint(name, "dispatch_table", rule)
    for column in ("person_id", "deputy_id"):
        op.add_column("table_seat", sa.Column(column, sa.Uuid(), sa.ForeignKey("person.id"), nullable=True))
        op.create_index(f"ix_table_seat_{column}", "table_seat", [column])
    op.create_check_constraint("deputy_is_another", "table_seat", "person_id <> deputy_id")
    op.create_unique_constraint("agenda_item_of_its_hub", "agenda_item", ["hub_id", "id"])
    op.create_table(
        "session_attendance",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False, index=True),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True, index=True),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("how", TEXT(), nullable=True),
        sa.Column("instead_of", sa.Uuid(), nullable=True),
        sa.Column("told", TEXT(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("invited_at", MOMENT, nullable=True),
        sa.UniqueConstraint("session_id", "id"),
        sa.ForeignKeyConstraint(
            ["hub_id", "session_id"], ["session.hub_id", "session.id"], name="belongs_to_session_of_its_hub",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id", "instead_of"], ["session_attendance.session_id", "session_attendance.id"],
            name="instead_of_one_of_this_session",
        ),
        sa.CheckConstraint(
            "state IN ('invited', 'coming', 'excused', 'present', 'absent')", name="state_is_known"
        ),
        sa.CheckConstraint(
            "how IS NULL OR how IN ('mail', 'link', 'page', 'desk', 'meeting')", name="how_is_known"
        ),
        sa.CheckConstraint(
            "organisation_id IS NOT NULL OR person_id IS NOT NULL OR name <> ''", name="somebody_or_a_seat"
        ),
        sa.CheckConstraint("(answered_at IS NULL) = (how IS NULL)", name="answer_says_how"),
    )  # fmt: skip
    op.create_index("attendance_of_person", "session_attendance", ["session_id", "person_id"], unique=True)
    op.create_index(
        "attendance_without_account", "session_attendance", ["session_id", "organisation_id", "name"], unique=True,
        postgresql_nulls_not_distinct=True, postgresql_where=sa.text("person_id IS NULL"),
    )  # fmt: skip
    op.create_table(
        "session_guest",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False, index=True),
        sa.Column("item_id", sa.Uuid(), nullable=True, index=True),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("capacity", TEXT(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("present", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["hub_id", "session_id"], ["session.hub_id", "session.id"], name="belongs_to_session_of_its_hub",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["hub_id", "item_id"], ["agenda_item.hub_id", "agenda_item.id"], name="for_a_point_of_its_hub"
        ),
        sa.CheckConstraint("name <> ''", name="guest_has_a_name"),
    )  # fmt: skip
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON session_attendance, session_guest TO hub_app")
    _links((*LINKS[:4], "session", *LINKS[4:]))


def downgrade() -> None:
    op.execute("DELETE FROM link WHERE purpose = 'session'")
    _links(LINKS)
    op.drop_table("session_guest")
    op.drop_table("session_attendance")
    op.drop_constraint("agenda_item_of_its_hub", "agenda_item", type_="unique")
    op.drop_constraint("deputy_is_another", "table_seat", type_="check")
    for column in ("person_id", "deputy_id"):
        op.drop_column("table_seat", column)
    for name in TABLE_CHECKS:
        op.drop_constraint(name, "dispatch_table", type_="check")
    for table in ("dispatch_table", "session"):
        for column in ("lasts", "video_link", "chair_id", "reporter_id"):
            op.drop_column(table, column)
    for column in ("kind", "rhythm", "nth", "counted_from", "invite_before"):
        op.drop_column("dispatch_table", column)


def _links(codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    op.drop_constraint("purpose_is_known", "link", type_="check")
    op.create_check_constraint("purpose_is_known", "link", f"purpose IN ({listed})")
