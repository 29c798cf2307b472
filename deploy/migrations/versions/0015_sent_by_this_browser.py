"""What a browser sent by the form is found by an index, however much came in that day."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "link_of_browser", "link", ["browser_hash", "created_at"], postgresql_where=sa.text("browser_hash IS NOT NULL")
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("link_of_browser", table_name="link")
