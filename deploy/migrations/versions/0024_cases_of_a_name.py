"""The cases of those who bear a name are found in an index alone, without opening each of them."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("referral_of_youngster", table_name="referral")
    op.create_index(
        "referral_of_youngster", "referral", ["youngster_id"], postgresql_include=["number", "hub_id", "id"]
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("referral_of_youngster", table_name="referral")
    op.create_index("referral_of_youngster", "referral", ["youngster_id"])
