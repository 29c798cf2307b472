"""The municipalities of the youngsters on the radar are found by indexes, however many cases there are."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("youngster_home", "youngster", ["hub_id", "home_nis"])
    op.create_index(
        "referral_open_of_youngster", "referral", ["youngster_id"], postgresql_where=sa.text("stage <> 'closed'")
    )


def downgrade() -> None:
    op.drop_index("referral_open_of_youngster", table_name="referral")
    op.drop_index("youngster_home", table_name="youngster")
