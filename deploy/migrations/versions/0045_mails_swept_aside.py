"""Mails that are laid aside together are taken back together."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("raw_mail", sa.Column("swept_id", sa.Uuid(), nullable=True))
    op.create_index("raw_mail_of_sweep", "raw_mail", ["swept_id"], postgresql_where=sa.text("swept_id IS NOT NULL"))


def downgrade() -> None:
    op.drop_index("raw_mail_of_sweep", "raw_mail")
    op.drop_column("raw_mail", "swept_id")
