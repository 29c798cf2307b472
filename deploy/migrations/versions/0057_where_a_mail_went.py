"""To which hub a mail was passed on is a fact of its own, and not read from a sentence."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

# By the ledger; by the sentence where that has forgotten it, for a hub may bear another name since.
WENT_TO = """
UPDATE raw_mail SET passed_to_hub_id = coalesce(
  (SELECT hub_id FROM ledger WHERE act = 'mail.handed_in' AND noun_id = raw_mail.id AND hub_id <> raw_mail.hub_id
   ORDER BY at DESC LIMIT 1),
  (SELECT id FROM hub WHERE raw_mail.settled_note = 'Doorgegeven aan ' || hub.name || '.' LIMIT 1))
WHERE settled_note LIKE 'Doorgegeven aan %'
"""


def upgrade() -> None:
    op.add_column("raw_mail", sa.Column("passed_to_hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=True))
    op.execute(WENT_TO)


def downgrade() -> None:
    op.drop_column("raw_mail", "passed_to_hub_id")
