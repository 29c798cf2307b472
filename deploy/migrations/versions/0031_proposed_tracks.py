"""Vandaag looks for the few tracks that a partner has still to answer, among all that ever ran."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "track_proposed", "track", ["hub_id", "referral_id"], postgresql_where=sa.text("stage = 'proposed'")
    )


def downgrade() -> None:
    op.drop_index("track_proposed", table_name="track")
