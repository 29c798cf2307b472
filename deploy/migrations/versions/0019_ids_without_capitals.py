"""Earlier mails are found by their Message-ID whatever its capitals: not every server on the way keeps them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("raw_mail_by_message", table_name="raw_mail")
    op.create_index("raw_mail_by_message", "raw_mail", [sa.text("lower(message_key)")])


def downgrade() -> None:
    op.drop_index("raw_mail_by_message", table_name="raw_mail")
    op.create_index("raw_mail_by_message", "raw_mail", ["message_key"])
