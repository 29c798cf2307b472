"""What has to keep going tells since when it does not; what is parked is found by index; letters know their request."""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None

PARKED = ("list_import", "old_list", "paper_reading", "raw_mail")


def upgrade() -> None:
    op.add_column("pulse", sa.Column("failing_since", sa.DateTime(timezone=True)))
    op.add_column("pulse", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("pulse", sa.Column("trouble", sa.String(), nullable=False, server_default=""))
    op.execute("GRANT DELETE ON pulse TO hub_app")
    op.add_column("letter", sa.Column("request", sa.String(), nullable=False, server_default=""))
    for table in PARKED:
        parked = sa.text("parked_at IS NOT NULL")
        op.create_index(f"{table}_parked", table, ["parked_at"], postgresql_where=parked)


def downgrade() -> None:
    for table in PARKED:
        op.drop_index(f"{table}_parked", table_name=table)
    op.drop_column("letter", "request")
    op.execute("REVOKE DELETE ON pulse FROM hub_app")
    for column in ("trouble", "failures", "failing_since"):
        op.drop_column("pulse", column)
