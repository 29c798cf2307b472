"""After how many days of silence each clock asks again, where that is not as long as any silence."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clock", sa.Column("again", sa.Integer(), nullable=True))
    op.create_check_constraint("again_in_reach", "clock", "again BETWEEN 1 AND 400")


def downgrade() -> None:
    op.drop_constraint("again_in_reach", "clock", type_="check")
    op.drop_column("clock", "again")
