"""Minutes of sessions: versions, points, agreements, what partners brought, who reads them, and where none are kept."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()
MOMENT = sa.DateTime(timezone=True)
JSONB = postgresql.JSONB()
BEFORE = (
    "referral",
    "question",
    "track",
    "clb",
    "carry_on",
    "agreement",
    "consult",
    "session",
    "table",
    "places",
    "unsent",
    "reading",
    "sign_in",
)
TABLES = ("minutes_rule", "minutes", "minutes_point", "minutes_agreement", "minutes_brought", "minutes_reading")


def _purposes(known: tuple[str, ...]) -> None:
    op.drop_constraint("purpose_is_known", "link", type_="check")
    listed = ", ".join(f"'{one}'" for one in known)
    op.create_check_constraint("purpose_is_known", "link", f"purpose IN ({listed})")


def _hub() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["hub_id"], ["hub.id"])


def _of(what: str, there: str, name: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["hub_id", what], [f"{there}.hub_id", f"{there}.id"], name=name, **more)


def _of_case() -> sa.ForeignKeyConstraint:
    return _of("referral_id", "referral", "belongs_to_case_of_its_hub")


def _of_minutes() -> sa.ForeignKeyConstraint:
    return _of("minutes_id", "minutes", "belongs_to_minutes", ondelete="CASCADE")


def _who(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey("person.id"), nullable=True)


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, TEXT, nullable=False)


def upgrade() -> None:
    _purposes((*BEFORE, "minutes"))
    op.create_table(
        "minutes_rule",
        _id("hub_id"), _text("kind"), sa.Column("kept", sa.Boolean(), nullable=False), _text("reason"),
        sa.Column("set_at", MOMENT, nullable=False), _who("set_by"),
        sa.PrimaryKeyConstraint("hub_id", "kind"), _hub(),
        sa.CheckConstraint(
            "kind IN ('naft_dispatch', 'expertise', 'consult', 'client_meeting', 'steering')", name="kind_is_known"
        ),
        sa.CheckConstraint("kept OR reason <> ''", name="says_why_none"),
    )  # fmt: skip
    op.create_table(
        "minutes",
        _id(), _id("hub_id"), _id("session_id"), sa.Column("version", sa.Integer(), nullable=False), _text("state"),
        _text("reason"), sa.Column("begun_at", MOMENT, nullable=False), _who("begun_by"),
        sa.Column("times_sent", sa.Integer(), nullable=False), sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("read_until", sa.Date(), nullable=True), sa.Column("approved_at", MOMENT, nullable=True),
        _who("approved_by"), sa.Column("there", JSONB, nullable=True),
        sa.PrimaryKeyConstraint("id"), _hub(), _of("session_id", "session", "minutes_of_session"),
        sa.UniqueConstraint("hub_id", "id", name="minutes_of_hub"),
        sa.UniqueConstraint("session_id", "version", name="minutes_version_once"),
        sa.CheckConstraint("state IN ('draft', 'reading', 'approved', 'none')", name="state_is_known"),
        sa.CheckConstraint("state <> 'none' OR reason <> ''", name="none_says_why"),
        sa.CheckConstraint("version = 1 OR reason <> ''", name="later_version_says_why"),
        sa.CheckConstraint("(state = 'approved') = (approved_at IS NOT NULL)", name="approved_when"),
        sa.CheckConstraint("state NOT IN ('reading', 'approved') OR there IS NOT NULL", name="sent_is_frozen"),
        sa.CheckConstraint("state <> 'reading' OR read_until IS NOT NULL", name="reading_ends"),
    )  # fmt: skip
    still_open = sa.text("state IN ('draft', 'reading')")
    op.create_index("minutes_open_once", "minutes", ["session_id"], unique=True, postgresql_where=still_open)
    op.create_index("minutes_open", "minutes", ["hub_id", "state"], postgresql_where=still_open)
    op.create_table(
        "minutes_point",
        _id(), _id("hub_id"), _id("minutes_id"), _id("item_id", nullable=True), _id("referral_id", nullable=True),
        _text("remark"), sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False), sa.Column("said", JSONB, nullable=True),
        sa.Column("brought", JSONB, nullable=True),
        sa.PrimaryKeyConstraint("id"), _hub(), _of_minutes(), _of_case(),
        _of("item_id", "agenda_item", "point_of_agenda"),
        sa.UniqueConstraint("minutes_id", "item_id", name="minutes_point_once", postgresql_nulls_not_distinct=True),
        sa.CheckConstraint("(item_id IS NULL) = (referral_id IS NULL)", name="point_names_its_case"),
    )  # fmt: skip
    op.create_index("ix_minutes_point_minutes_id", "minutes_point", ["minutes_id"])
    op.create_index("minutes_point_of_case", "minutes_point", ["referral_id"])
    op.create_table(
        "minutes_agreement",
        _id(), _id("point_id"), sa.Column("position", sa.Integer(), nullable=False), _text("what"), _text("owner"),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["point_id"], ["minutes_point.id"], name="agreement_of_point", ondelete="CASCADE"),
        sa.CheckConstraint("what <> '' AND owner <> ''", name="says_who_does_what"),
    )  # fmt: skip
    op.create_index("ix_minutes_agreement_point_id", "minutes_agreement", ["point_id"])
    op.create_table(
        "minutes_brought",
        _id(), _id("hub_id"), _id("session_id"), _id("item_id"), _id("referral_id"),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False), _text("text"),
        sa.Column("written_at", MOMENT, nullable=False), _who("written_by"),
        sa.Column("permitted", sa.Boolean(), nullable=True), sa.Column("said_at", MOMENT, nullable=True),
        _who("said_by"),
        sa.PrimaryKeyConstraint("id"), _hub(), _of("session_id", "session", "minutes_of_session"), _of_case(),
        _of("item_id", "agenda_item", "brought_at_point"),
        sa.UniqueConstraint("item_id", "organisation_id", name="brought_once"),
        sa.CheckConstraint("text <> ''", name="brought_says_something"),
        sa.CheckConstraint("permitted IS NULL OR said_at IS NOT NULL", name="permission_says_when"),
    )  # fmt: skip
    op.create_index("brought_of_session", "minutes_brought", ["session_id"])
    op.create_index("brought_of_case", "minutes_brought", ["referral_id"])
    op.create_index("brought_of_partner", "minutes_brought", ["organisation_id", "session_id"])
    op.create_table(
        "minutes_reading",
        _id(), _id("hub_id"), _id("minutes_id"), _id("attendance_id"),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=True), _who("person_id"),
        sa.Column("written", sa.Boolean(), nullable=False), sa.Column("read_at", MOMENT, nullable=True),
        _text("correction"), _id("item_id", nullable=True), sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True), _text("settled_note"),
        sa.PrimaryKeyConstraint("id"), _hub(), _of_minutes(),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["session_attendance.id"], name="reading_of_who_was_there", ondelete="CASCADE"
        ),
        _of("item_id", "agenda_item", "correction_of"),
        sa.UniqueConstraint("minutes_id", "attendance_id", name="sent_once_to_each"),
        sa.CheckConstraint("settled_at IS NULL OR correction <> ''", name="settles_something"),
    )  # fmt: skip
    op.create_index("ix_minutes_reading_minutes_id", "minutes_reading", ["minutes_id"])
    unread = sa.text("read_at IS NULL")
    op.create_index("reading_of_person", "minutes_reading", ["person_id"], postgresql_where=unread)
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO hub_app")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DELETE FROM link WHERE purpose = 'minutes'")
    _purposes(BEFORE)
