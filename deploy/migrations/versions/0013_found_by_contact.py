"""Whose telephone number or address somebody typed is found by an index, a caregiver's too."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CONTACTS = "CAST(jsonb_path_query_array(sections, '$.parents.people[*].contact') AS text)"
BARE = r"regexp_replace(regexp_replace(%s, '\D', '', 'g'), '^(0032|32(?=\d{8})|0)', '')"
PARTS = {
    "referral_contacts": f"lower({CONTACTS})",
    "referral_contact_digits": rf"regexp_replace({CONTACTS}, '[^\d,]', '', 'g')",
}
WHOLE = {"referral_phone": ("referral", BARE % "referrer_phone"), "youngster_phone": ("youngster", BARE % "phone")}


def upgrade() -> None:
    for name, expression in PARTS.items():
        op.execute(f"CREATE INDEX {name} ON referral USING gin (({expression}) gin_trgm_ops)")
    for name, (table, expression) in WHOLE.items():
        op.create_index(name, table, [sa.literal_column(f"({expression})")])
    op.execute("ANALYZE referral, youngster")


def downgrade() -> None:
    for name in PARTS:
        op.drop_index(name, table_name="referral")
    for name, (table, _expression) in WHOLE.items():
        op.drop_index(name, table_name=table)
