"""Earlier mails are found by their Message-ID whatever its capitals, and keep whom they went to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("raw_mail_by_message", table_name="raw_mail")
    op.create_index("raw_mail_by_message", "raw_mail", [sa.text("lower(message_key)")])
    op.add_column("raw_mail", sa.Column("named", ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.alter_column("raw_mail", "named", server_default=None)


def downgrade() -> None:
    op.drop_column("raw_mail", "named")
    op.drop_index("raw_mail_by_message", table_name="raw_mail")
    op.create_index("raw_mail_by_message", "raw_mail", ["message_key"])
