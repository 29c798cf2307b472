"""A clock may be of a kind of table or of an offer, says whom it asks and how often; partners have free days."""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None

OF_A_TRACK = "'partner_answer', 'start_check', 'sign_of_life', 'partner_silence'"
OF_A_TABLE = f"{OF_A_TRACK}, 'minutes_draft', 'minutes_reading'"
KINDS = "'naft_dispatch', 'expertise', 'consult', 'client_meeting', 'steering'"
FREE = "'bridge', 'closing', 'summer', 'training', 'other'"
CHECKS = {
    "table_kind_is_known": f"table_kind IS NULL OR table_kind IN ({KINDS})",
    "asked_is_known": "asked IN ('worker', 'partner', 'hub')",
    "grows_is_known": "grows IN ('steady', 'steps', 'doubles')",
    "letters_in_reach": "letters BETWEEN 1 AND 6 AND grows_to BETWEEN 1 AND 10",
    "by_table_where_a_table_speaks": f"table_kind IS NULL OR name IN ({OF_A_TABLE})",
    "by_offer_about_tracks_only": f"offer_id IS NULL OR table_kind IS NULL AND name IN ({OF_A_TRACK})",
}


def upgrade() -> None:
    op.drop_constraint("clock_pkey", "clock", type_="primary")
    op.add_column("clock", sa.Column("id", sa.Uuid(), nullable=False, server_default=sa.text("gen_random_uuid()")))
    op.alter_column("clock", "id", server_default=None)
    op.create_primary_key("clock_pkey", "clock", ["id"])
    op.add_column("clock", sa.Column("table_kind", sa.String(), nullable=True))
    op.add_column("clock", sa.Column("offer_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(None, "clock", "offer", ["offer_id"], ["id"], ondelete="CASCADE")
    for name, kind, default in (
        ("asked", sa.String(), "worker"), ("letters", sa.Integer(), "1"), ("grows", sa.String(), "steps"),
        ("grows_to", sa.Integer(), "4"),
    ):  # fmt: skip
        op.add_column("clock", sa.Column(name, kind, nullable=False, server_default=default))
    for name, says in CHECKS.items():
        op.create_check_constraint(name, "clock", says)
    op.create_unique_constraint(
        "one_clock_each", "clock", ["hub_id", "name", "table_kind", "offer_id"], postgresql_nulls_not_distinct=True
    )
    op.create_table(
        "free_days",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.CheckConstraint(f"kind IN ({FREE})", name="kind_is_known"),
        sa.CheckConstraint("first <= last AND last <= first + 120", name="ends_after_it_begins"),
    )
    op.create_index("free_days_of_organisation", "free_days", ["organisation_id", "first"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON free_days TO hub_app")


def downgrade() -> None:
    op.drop_table("free_days")
    op.execute("DELETE FROM clock WHERE table_kind IS NOT NULL OR offer_id IS NOT NULL")
    op.drop_constraint("one_clock_each", "clock", type_="unique")
    for name in CHECKS:
        op.drop_constraint(name, "clock", type_="check")
    op.drop_constraint("clock_pkey", "clock", type_="primary")
    for name in ("id", "table_kind", "offer_id", "asked", "letters", "grows", "grows_to"):
        op.drop_column("clock", name)
    op.create_primary_key("clock_pkey", "clock", ["hub_id", "name"])
