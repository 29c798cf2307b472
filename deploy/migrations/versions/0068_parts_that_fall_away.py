"""Parts of a case that fell away after their partner had agreed, and what the rest says about carrying on."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()
BEFORE = ("referral", "question", "track", "clb", "session", "places", "unsent", "reading", "sign_in")


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


def _of_track(name: str) -> sa.ForeignKeyConstraint:
    here, there = ["hub_id", "referral_id", "track_id"], ["track.hub_id", "track.referral_id", "track.id"]
    return sa.ForeignKeyConstraint(here, there, name=name)


def upgrade() -> None:
    _purposes((*BEFORE, "carry_on"))
    op.create_table(
        "lost_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrew", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        *_of_case(),
        _of_track("lost_part_is_of_its_case"),
        sa.UniqueConstraint("track_id", name="lost_once"),
    )
    op.create_index("lost_part_of_case", "lost_part", ["referral_id"])
    op.create_index("lost_part_unseen", "lost_part", ["hub_id", "at"], postgresql_where=sa.text("seen_at IS NULL"))
    op.create_table(
        "carry_on",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("lost_part_id", sa.Uuid(), sa.ForeignKey("lost_part.id"), nullable=False),
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.Column("answer", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        *_of_case(),
        _of_track("carry_on_is_of_its_case"),
        sa.UniqueConstraint("lost_part_id", "track_id", name="asked_once"),
        sa.CheckConstraint("answer IN ('verder', 'overleg', 'niet')", name="answer_is_known"),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_when"),
    )
    op.create_index("carry_on_of_track", "carry_on", ["track_id"])
    for table in ("lost_part", "carry_on"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO hub_app")


def downgrade() -> None:
    op.drop_table("carry_on")
    op.drop_table("lost_part")
    op.execute("DELETE FROM link WHERE purpose = 'carry_on'")
    _purposes(BEFORE)
