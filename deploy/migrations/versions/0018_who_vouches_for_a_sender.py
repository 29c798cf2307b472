"""A mail keeps what our mail server says of its sender, and by which sign it points at a case."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
KNOWN = "sender_trust IN ('', 'confirmed', 'unconfirmed', 'forged')"


def upgrade() -> None:
    op.add_column("raw_mail", sa.Column("sender_trust", sa.String(), nullable=False, server_default=""))
    op.add_column("raw_mail", sa.Column("pointed_by", sa.String(), nullable=False, server_default=""))
    op.create_check_constraint("sender_trust_is_known", "raw_mail", KNOWN)


def downgrade() -> None:
    op.drop_column("raw_mail", "pointed_by")
    op.drop_column("raw_mail", "sender_trust")
