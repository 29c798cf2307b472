"""A track knows since when nobody guides it because its guide left."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("track", sa.Column("guide_left_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "track_without_guide", "track", ["hub_id", "guide_left_at"],
        postgresql_where=sa.text("guide_left_at IS NOT NULL AND due_at IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("track_without_guide", "track")
    op.drop_column("track", "guide_left_at")
