"""House rules of a hub's tables, each version as it was published, and which organisation accepted it."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "house_rules",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", TEXT(), nullable=False),
        sa.Column("asks_again", sa.Boolean(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.UniqueConstraint("hub_id", "version", name="versions_are_counted"),
        sa.UniqueConstraint("hub_id", "id"),
        sa.CheckConstraint("text <> ''", name="says_something"),
    )
    op.create_table(
        "house_rules_accepted",
        sa.Column("rules_id", sa.Uuid(), primary_key=True),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), primary_key=True),
        sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=False),
        sa.Column("accepted_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.ForeignKeyConstraint(["hub_id", "rules_id"], ["house_rules.hub_id", "house_rules.id"]),
    )
    op.execute("GRANT SELECT, INSERT ON house_rules, house_rules_accepted TO hub_app")


def downgrade() -> None:
    op.drop_table("house_rules_accepted")
    op.drop_table("house_rules")
