"""A form that was kept goes on with who proved its address; the browser that kept it had the mailed link too."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

BEFORE = "a browser, before 0059"


def upgrade() -> None:
    op.add_column("unsent_form", sa.Column("key_before", sa.Uuid(), nullable=True))
    op.add_column("unsent_form", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_unsent_form_key_before", "unsent_form", ["key_before"])
    # A link of before was mailed and shown: which of both opened it, nobody knows. So it counts as shown, and where it
    # was mailed it opens nothing any more: who has it mails another one to the address by pressing a button.
    op.execute(
        f"UPDATE link SET browser_hash = '{BEFORE}' FROM unsent_form WHERE link.noun_id = unsent_form.id"
        " AND link.purpose = 'unsent' AND link.browser_hash IS NULL"
    )
    op.execute(
        "UPDATE unsent_form SET proved_at = now(), key_before = form_key, form_key = gen_random_uuid()"
        " WHERE mailed_to <> '' AND referral_id IS NULL"
    )
    op.execute(
        "UPDATE document SET form_key = unsent_form.form_key FROM unsent_form"
        " WHERE document.form_key = unsent_form.key_before AND document.referral_id IS NULL"
    )


def downgrade() -> None:
    op.execute(
        "UPDATE link SET withdrawn_at = now() FROM unsent_form WHERE link.noun_id = unsent_form.id"
        " AND link.purpose = 'unsent' AND link.browser_hash IS NOT NULL AND unsent_form.mailed_to <> ''"
        " AND link.withdrawn_at IS NULL AND EXISTS (SELECT FROM link other WHERE other.noun_id = unsent_form.id"
        " AND other.purpose = 'unsent' AND other.browser_hash IS NULL AND other.withdrawn_at IS NULL)"
    )
    op.execute("UPDATE link SET browser_hash = NULL WHERE purpose = 'unsent'")
    op.drop_index("ix_unsent_form_key_before", "unsent_form")
    op.drop_column("unsent_form", "proved_at")
    op.drop_column("unsent_form", "key_before")
