"""The hub's own form comes back: what was filled in is kept beside its bytes, and what it filled in waits to be checked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("paper_reading", sa.Column("answers", JSONB(), nullable=False, server_default="{}"))
    op.alter_column("paper_reading", "answers", server_default=None)
    op.drop_constraint("verdict_is_known", "found_mark")
    op.create_check_constraint("verdict_is_known", "found_mark", "verdict IN ('taken', 'wrong', 'to_check')")


def downgrade() -> None:
    op.drop_constraint("verdict_is_known", "found_mark")
    op.execute("DELETE FROM found_mark WHERE verdict = 'to_check'")
    op.create_check_constraint("verdict_is_known", "found_mark", "verdict IN ('taken', 'wrong')")
    op.drop_column("paper_reading", "answers")
