"""A mail keeps what is worth telling beside its words, and who wrote first when somebody sent it on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("raw_mail", sa.Column("marks", ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.add_column("raw_mail", sa.Column("origin_name", sa.String(), nullable=False, server_default=""))
    op.add_column("raw_mail", sa.Column("origin_address", sa.String(), nullable=False, server_default=""))
    op.add_column("raw_mail", sa.Column("origin_taken", JSONB(), nullable=True))


def downgrade() -> None:
    for column in ("origin_taken", "origin_address", "origin_name", "marks"):
        op.drop_column("raw_mail", column)
