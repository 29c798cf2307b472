"""What a partner declined lately, and letters that did not arrive in the order in which they are shown, by indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

DEAD = sa.text("settled_at IS NULL AND (parked_at IS NOT NULL OR bounced_at IS NOT NULL)")


def upgrade() -> None:
    op.create_index("decline_of_partner", "decline", ["organisation_id", "at"])
    op.drop_index("letter_dead", table_name="letter")
    op.create_index("letter_dead", "letter", ["hub_id", "written_at", "id"], postgresql_where=DEAD)


def downgrade() -> None:
    op.drop_index("letter_dead", table_name="letter")
    op.create_index("letter_dead", "letter", ["hub_id"], postgresql_where=DEAD)
    op.drop_index("decline_of_partner", table_name="decline")
