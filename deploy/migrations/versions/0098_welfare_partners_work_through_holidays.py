"""Tracks of welfare partners count working days. Follow-up gives those that run their new date."""

import sqlalchemy as sa
from alembic import op

revision = "0098"
down_revision = "0097"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation", sa.Column("counts_as_welfare", sa.Boolean(), nullable=False, server_default="false"))
    op.create_index(
        "organisation_counts_otherwise", "organisation", ["id"],
        postgresql_where=sa.text("(kind = 'welfare') <> counts_as_welfare"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("organisation_counts_otherwise", "organisation")
    op.drop_column("organisation", "counts_as_welfare")
