"""What stands behind a personal link is read after a code was typed; a code is tried a few times."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

PURPOSES = "purpose IN ('referral', 'question', 'track', 'unsent', {more}'sign_in')"


def upgrade() -> None:
    op.add_column("link", sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
    op.drop_constraint("purpose_is_known", "link", type_="check")
    op.create_check_constraint("purpose_is_known", "link", PURPOSES.format(more="'reading', "))


def downgrade() -> None:
    op.execute("DELETE FROM link WHERE purpose = 'reading'")
    op.drop_constraint("purpose_is_known", "link", type_="check")
    op.create_check_constraint("purpose_is_known", "link", PURPOSES.format(more=""))
    op.drop_column("link", "tries")
