"""Cases are found by how a first name sounds, and by the reference of whoever referred."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

ACCENTED = "àáâãäåæçčćèéêëęěìíîïıłñńňòóôõöøőřśşšșťțùúûüůűýÿźžżğđð"
PLAIN = "aaaaaaaccceeeeeeiiiiilnnnooooooorssssttuuuuuuyyzzzgdd"
PREFIX = "^(vanden|vander|vande|van|ver|den|der|de|el|al|ben|ait)(?=...)"
LETTERS = f"regexp_replace(translate(lower(first_name), '{ACCENTED}', '{PLAIN}'), '[^a-z]', '', 'g')"
FIRST = sa.literal_column(f"(dmetaphone(regexp_replace({LETTERS}, '{PREFIX}', '')))")
REFERENCE = sa.literal_column("(regexp_replace(lower(own_reference), '[^a-z0-9]', '', 'g'))")


def upgrade() -> None:
    op.create_index("youngster_first_sound", "youngster", ["hub_id", FIRST])
    op.create_index("referral_own_reference", "referral", [REFERENCE], postgresql_where=sa.text("own_reference <> ''"))
    op.execute("ANALYZE youngster")


def downgrade() -> None:
    op.drop_index("referral_own_reference", "referral")
    op.drop_index("youngster_first_sound", "youngster")
