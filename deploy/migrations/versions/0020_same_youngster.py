"""Files that may be of the same youngster are found by birth date, by how names sound, and by where somebody lives."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ACCENTED = "àáâãäåæçčćèéêëęěìíîïıłñńňòóôõöøőřśşšșťțùúûüůűýÿźžżğđð"
PLAIN = "aaaaaaaccceeeeeeiiiiilnnnooooooorssssttuuuuuuyyzzzgdd"
PREFIX = "^(vanden|vander|vande|van|ver|den|der|de|el|al|ben|ait)(?=...)"
LETTERS = f"regexp_replace(translate(lower(%s), '{ACCENTED}', '{PLAIN}'), '[^a-z]', '', 'g')"
SOUND = f"(dmetaphone(regexp_replace({LETTERS}, '{PREFIX}', '')))"
FIRST, LAST = (sa.literal_column(SOUND % column) for column in ("first_name", "last_name"))
INDEXES = {
    "youngster_born": ["hub_id", "birth_date"],
    "youngster_sounds": ["hub_id", LAST, FIRST],
    "youngster_sound_at_home": ["hub_id", "postcode", LAST],
    "youngster_first_sound_at_home": ["hub_id", "postcode", FIRST],
}


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS fuzzystrmatch")
    for name, keys in INDEXES.items():
        op.create_index(name, "youngster", keys)
    op.execute("ANALYZE youngster")


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="youngster")
    op.execute("DROP EXTENSION fuzzystrmatch")
