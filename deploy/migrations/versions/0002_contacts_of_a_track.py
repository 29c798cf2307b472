"""A contact says of which track it is, instead of being found by the name under which it is signed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The ledger has a line for each contact, of the same moment and by the same person. Where somebody noted contacts of
# two tracks of one case at one moment, the partner's name in the signature tells them apart; else it stays unknown.
FILL = """
UPDATE message SET track_id = known.track_id
FROM (
  SELECT id, (array_agg(track_id))[1] AS track_id
  FROM (
    SELECT m.id, t.id AS track_id, rank() OVER (PARTITION BY m.id ORDER BY right(m.author_name, length(o.name)) = o.name DESC)
    FROM message m
    JOIN ledger l ON l.referral_id = m.referral_id AND l.at = m.at AND l.person_id IS NOT DISTINCT FROM m.author_id
    JOIN track t ON t.id = l.noun_id AND t.referral_id = m.referral_id
    JOIN organisation o ON o.id = t.organisation_id
    WHERE m.kind = 'note' AND l.act = 'track.contact' AND l.noun = 'track'
  ) AS candidate
  WHERE rank = 1 GROUP BY id HAVING count(DISTINCT track_id) = 1
) AS known
WHERE message.id = known.id
"""


def upgrade() -> None:
    op.create_unique_constraint("track_of_its_case", "track", ["hub_id", "referral_id", "id"])
    op.add_column("message", sa.Column("track_id", sa.Uuid(), nullable=True))
    op.execute(FILL)
    op.create_foreign_key(
        "speaks_of_a_track_of_its_case", "message", "track",
        ["hub_id", "referral_id", "track_id"], ["hub_id", "referral_id", "id"],
    )  # fmt: skip
    op.create_index(
        "message_of_track", "message", ["track_id", "at"], postgresql_where=sa.text("track_id IS NOT NULL")
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("message_of_track", table_name="message", postgresql_where=sa.text("track_id IS NOT NULL"))
    op.drop_constraint("speaks_of_a_track_of_its_case", "message", type_="foreignkey")
    op.drop_column("message", "track_id")
    op.drop_constraint("track_of_its_case", "track", type_="unique")
